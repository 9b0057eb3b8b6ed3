"""Strict YAML with a place for each value, and edits that touch only what they must."""
