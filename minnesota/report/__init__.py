"""Reports: one Markdown text, and the formats made from it."""
