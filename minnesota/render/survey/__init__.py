"""How a survey is shown: the table and summary of a terminal, tables for other programs, the dashboard."""
