"""Many cases at once: where they are, a line of JSON for each, and what they come to together."""
