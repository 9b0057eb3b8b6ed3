"""Saying in English, French or Spanish what the program says."""
