"""Exhibits as things: their files' fixity, their chain of custody, what devices embedded."""
