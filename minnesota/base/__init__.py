"""What stands on nothing else of this program: words, dates, files, diagnostics."""
