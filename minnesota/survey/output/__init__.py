"""What a survey's lines become: a table, rows, a page."""
