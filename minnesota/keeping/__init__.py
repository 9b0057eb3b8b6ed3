"""Writing a case: one writer, a journal, and edits that keep what they do not change."""
