"""From the text of a file to a validated model."""
