"""The models of a case and of a protocol."""
