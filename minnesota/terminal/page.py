"""A page for a terminal: laid out line by line, in columns that fit, and written at once."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TextIO

from minnesota.base.lines import width
from minnesota.language.speak import Language

ROOMY_LINES = 45  # of a terminal from which there is room for what only repeats
ROOMY_COLUMNS = 80
BULLET = "· "
BESIDE = 2  # cards in one row


class Piece(NamedTuple):
    """Text in one style, as Rich names styles."""

    text: str
    style: str = ""


class Card(NamedTuple):
    """What stands in a box: a title in its frame, a word in a style, and a text below it."""

    title: str
    word: str
    style: str
    text: str


class Frame(NamedTuple):
    """The signs of which a box is drawn."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    across: str
    upright: str


ROUNDED = Frame("╭", "╮", "╰", "╯", "─", "│")
ASCII = Frame("+", "+", "+", "+", "-", "|")


class Page:
    """Text that is laid out here and written at once.

    On a terminal it has the terminal's own width (at most 100) and, by Rich, its colours; anywhere
    else it is 80 plain columns, and Rich is not even imported.
    """

    def __init__(self, stream: TextIO, words: Language) -> None:
        self.words = words
        self.stream = stream
        self.is_terminal = stream.isatty()
        self.width = width(stream)
        self.has_room = (
            self.is_terminal
            and self.width >= ROOMY_COLUMNS
            and shutil.get_terminal_size().lines >= ROOMY_LINES
        )
        self.draws_unicode = (stream.encoding or "utf").lower().startswith("utf")
        self._pieces: list[Piece] = []

    def line(self, text: str = "", style: str = "", lead: str = "", lead_style: str = "") -> None:
        """Add one paragraph that begins with `lead`.

        Its later lines stand under the first sign of the lead, or under the text after a bullet.
        """
        first_words = lead.lstrip()
        indent = " " * (len(lead) - len(first_words))
        hanging = indent
        if first_words == BULLET:
            hanging = " " * len(lead)
        paragraph = first_words + text
        if len(indent) + len(paragraph) > self.width:
            room = self.width - len(hanging)
            lines = textwrap.wrap(paragraph, room, break_on_hyphens=False)
            paragraph = f"\n{hanging}".join(lines)
        styled = 0
        if lead_style:
            styled = len(first_words)
        self._pieces += [
            Piece(indent),
            Piece(paragraph[:styled], lead_style),
            Piece(paragraph[styled:] + "\n", style),
        ]

    def cards(self, cards: Sequence[Card]) -> None:
        """Add a box for each card, two beside each other."""
        outside = (self.width - 1) // BESIDE  # of one box: a blank column stands between the two
        inside = outside - 4  # each side takes a sign of the frame and a blank
        for start in range(0, len(cards), BESIDE):
            row = cards[start : start + BESIDE]
            texts = [textwrap.wrap(card.text, inside) for card in row]
            height = max(map(len, texts))
            boxes: list[Iterator[list[Piece]]] = []
            for card, lines in zip(row, texts, strict=True):
                filled_up = lines + [""] * (height - len(lines))
                boxes.append(self._box(card, filled_up, inside))
            for first, *others in zip(*boxes, strict=True):
                self._pieces += first
                for pieces in others:
                    self._pieces += [Piece(" "), *pieces]
                self._pieces.append(Piece("\n"))

    def _box(self, card: Card, lines: Sequence[str], inside: int) -> Iterator[list[Piece]]:
        """Yield the lines of a box whose text has `inside` columns."""
        frame = ROUNDED if self.draws_unicode else ASCII
        title = cut(card.title, inside - 1)
        yield [
            Piece(f"{frame.top_left}{frame.across} "),
            Piece(title, "bold"),
            Piece(f" {frame.across * (inside - 1 - len(title))}{frame.top_right}"),
        ]
        yield [
            Piece(f"{frame.upright} "),
            Piece(card.word, card.style),
            Piece(" " * (inside - len(card.word)) + f" {frame.upright}"),
        ]
        for line in lines:
            yield [Piece(f"{frame.upright} {line:<{inside}} {frame.upright}")]
        bottom = frame.across * (inside + 2)
        yield [Piece(f"{frame.bottom_left}{bottom}{frame.bottom_right}")]

    def flush(self) -> None:
        """Write what has been laid out."""
        if not self.is_terminal:
            self.stream.write("".join(piece.text for piece in self._pieces))
        else:
            from rich.console import Console
            from rich.text import Text

            console = Console(file=self.stream, highlight=False, emoji=False, markup=False)
            console.print(Text.assemble(*self._pieces), soft_wrap=True, end="")
        self._pieces.clear()


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` signs; where it is longer, the last one tells so."""
    if len(text) <= most:
        return text
    return text[: most - 1] + "…"


def printable(text: str) -> str:
    """Return a text with a blank for each sign that would move the cursor or cannot be shown."""
    signs = [sign if sign.isprintable() else " " for sign in text]
    return "".join(signs)
