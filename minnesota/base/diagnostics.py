"""What is wrong with a file, where, and what to write instead: the one thing that loaders raise."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from minnesota.base.wording import Phrase

MOST = 100  # mistakes put into words; nobody reads more


class Diagnostic(NamedTuple):
    """One mistake in one file, or at what is no text (`line` 0).

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
        place = f":{self.line}:{self.column}" if self.line else ""
        head = f"{self.file}{place}: {self.code}: {self.message}"
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
    before = min(before, len(source))
    start = max(0, min(before - 40, len(source) - 90)) if len(source) > 100 else 0
    cut = source[start : start + (90 if len(source) > 100 else 100)]
    dots = "…" if start else ""
    end = "…" if start + len(cut) < len(source) else ""
    return dots + "".join(c if c.isprintable() else " " for c in cut) + end, before - start + len(
        dots
    )


class Problems(Exception):
    """A file could not be used. Carries the first hundred mistakes in it, in the file's order, and
    counts the rest.

    `unsaid`: mistakes that were found and not even put into words.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], unsaid: int = 0) -> None:
        found = sorted(set(diagnostics), key=lambda d: (d.file, d.line, d.column, d.code))
        unsaid += len(found[MOST:])
        self.diagnostics = found[:MOST]
        if unsaid:
            last = self.diagnostics[-1]
            message = f"and {unsaid} more, not shown"
            self.diagnostics.append(Diagnostic(last.file, last.line, last.column, "more", message))
        super().__init__(f"{len(found) + unsaid} problem(s)")

    @classmethod
    def one(
        cls, file: object, code: str, message: str, hint: str | None = None, *, line: int = 1
    ) -> Problems:
        """Return the single problem of a whole file, to be raised: it is shown at the file's start.

        `file`: its name or path. `line`: where it is shown instead, from 1; 0 for what is no text,
        as an address or a folder. Many mistakes, or one with a source line, are made by hand.
        """
        return cls([Diagnostic(str(file), line, min(line, 1), code, message, hint)])


def shown(text: object) -> str:
    """A word of the file as it may stand in a message: on one line, printable, and short."""
    word = "".join(c if c.isprintable() else " " for c in str(text)[:41])
    return word if len(word) <= 40 else word[:39] + "…"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to `word`, put as a question; None when none is near."""
    by_lower = {k.lower(): k for k in known}
    near = get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.55)
    return Phrase('did you mean "{word}"?', word=by_lower[near[0]]) if near else None


def did_you_mean_or_list(word: str, known: Iterable[str]) -> str | None:
    """As `did_you_mean`; where nothing is near, the words that may be written (at most eight)."""
    known = list(known)
    if near := did_you_mean(word, known):
        return near
    if not known:
        return None
    some = ", ".join(known[:8])
    if len(known) > 8:
        return Phrase("write one of: {words} … ({count} in all)", words=some, count=len(known))
    return Phrase("write one of: {words}", words=some)
