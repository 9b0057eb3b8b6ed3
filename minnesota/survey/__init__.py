"""Many cases at once: where they are, one line of JSON for each, over any executor; and what they come to together."""
