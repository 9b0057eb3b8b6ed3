"""Pictures as SVG, narrow enough for a telephone: elements, lines of text, and whole pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from minnesota.report.document import writable

WIDE = 440
MARGIN = 8  # free at either side
RIGHT = WIDE - MARGIN
INK = "#1b1f24"
SOFT_INK = "#515c67"
TEXT_SIZE = 12
MOST_SIGNS = 64  # of TEXT_SIZE in one line
MOST_ROWS = 18  # in one picture, so that it stands on one page of paper


def element(name: str, content: str | None = None, /, **attributes: object) -> str:
    """Return an element. An underscore in the name of an attribute stands for a hyphen.

    Nothing is escaped: `content` is elements or `safe` text, the attributes are our own words and
    numbers.
    """
    written = ""
    for key, value in attributes.items():
        written += f' {key.replace("_", "-")}="{value}"'
    if content is None:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{content}</{name}>"


def label(
    x: float,
    y: float,
    text: str,
    anchor: str = "start",
    soft: bool = False,
    bold: bool = False,
    ink: str = "",
    size: int = TEXT_SIZE,
) -> str:
    """Return a line of text whose `anchor` (start, middle or end) and baseline are at `x`, `y`."""
    attributes: dict[str, object] = {"x": f"{x:.1f}", "y": y}
    attributes["fill"] = ink or (SOFT_INK if soft else INK)
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if bold:
        attributes["font-weight"] = 700
    if size != TEXT_SIZE:
        attributes["font-size"] = size
    return element("text", safe(text), **attributes)


def mark(x: float, top: float, height: float) -> str:
    """Return an upright line that is seen on any ground: dark, with a light rim."""
    path = f"M{x} {top}v{height}"
    rim = element("path", d=path, stroke="#fff", stroke_width=5)
    return rim + element("path", d=path, stroke=INK, stroke_width=2)


def svg(name: str, title: str, description: str, elements: Iterable[str], height: float) -> str:
    """Return a picture of some elements; `title` and `description` say in words what it shows.

    `name` is its own in the page, for other elements to refer to.
    """
    titles = element("title", safe(title), id=f"{name}-title")
    titles += element("desc", safe(description), id=f"{name}-desc")
    return element(
        "svg",
        titles + "".join(elements),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDE} {height:.0f}",
        role="img",
        direction="ltr",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family="Noto Sans, Segoe UI, sans-serif",
        font_size=TEXT_SIZE,
    )


def pictures(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Any],
    draw: Callable[[Sequence[Any]], Iterator[str]],
    height: Callable[[int], int],
) -> str:
    """Return rows drawn one below the other, as one picture or several.

    `draw` gives the elements of some rows, `height` the height of a number of rows.
    """
    parts = [rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS)]
    separate: list[str] = []
    for number, part in enumerate(parts, 1):
        numbered_title = title
        if len(parts) > 1:
            numbered_title += f" ({number}/{len(parts)})"
        separate.append(
            svg(f"{name}-{number}", numbered_title, description, draw(part), height(len(part)))
        )
    return "\n".join(separate)


def cut(text: str, most: int = MOST_SIGNS) -> str:
    """Return a text as it fits into a line of a picture."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rstrip()}…"


def safe(text: str) -> str:
    """Return a text on one line, escaped, with a sign for each character that XML cannot hold."""
    return escape(writable(" ".join(text.split())))
