"""The version of this program, apart from the package's root so that any module may import it."""

__version__ = "0.1.0"
