"""What is wrong with a file, where, and what to write instead: the one thing that loaders raise."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Diagnostic(NamedTuple):
    """One mistake in one file.

    `line` and `column` count from 1; `width` is the number of characters to underline. `source` is
    the offending line as written. `hint` says what to write instead.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str | None = None
    source: str = ""
    width: int = 1

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"
        if not self.source.strip():
            return f"{head}\n   {self.hint}" if self.hint else head
        source, before = _window(self.source, self.column - 1)
        number = f"{self.line:5d}"
        caret = "^" * max(1, min(self.width, len(source) - before))
        under = f"{' ' * before}{caret}{' ' + self.hint if self.hint else ''}"
        return f"{head}\n{number} | {source}\n{' ' * len(number)} | {under}"


def _window(source: str, before: int) -> tuple[str, int]:
    """A long line cut to what is near the mistake, and where in it the mistake then stands.

    Tabs and other control characters are shown as spaces, so that the caret stands where it should
    and nothing in a file can move the cursor of the terminal that shows it.
    """
    source = "".join(c if c.isprintable() else " " for c in source)
    if len(source) <= 100:
        return source, min(before, len(source))
    start = max(0, min(before - 40, len(source) - 90))
    cut = source[start : start + 90]
    dots = "…" if start else ""
    return f"{dots}{cut}…", min(before, len(source)) - start + len(dots)


class Problems(Exception):
    """A file could not be used. Carries every mistake that was found in it, in the file's order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted(set(diagnostics), key=lambda d: (d.file, d.line, d.column, d.code))
        super().__init__(f"{len(self.diagnostics)} problem(s)")


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to `word`, put as a question; None when none is near."""
    near = get_close_matches(word.lower(), {k.lower(): k for k in known}, n=1, cutoff=0.55)
    by_lower = {k.lower(): k for k in known}
    return f'did you mean "{by_lower[near[0]]}"?' if near else None


def did_you_mean_or_list(word: str, known: Iterable[str]) -> str | None:
    """As `did_you_mean`; where nothing is near, the words that may be written (at most eight)."""
    known = list(known)
    if near := did_you_mean(word, known):
        return near
    if not known:
        return None
    more = f" … ({len(known)} in all)" if len(known) > 8 else ""
    return f"write one of: {', '.join(known[:8])}{more}"
