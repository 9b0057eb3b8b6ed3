"""What each reader may see of a case, worked out on the data before any template gets it."""
