"""What other programs read: JSON, SARIF, JUnit, GitHub."""
