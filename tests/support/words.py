"""The words that a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from minnesota.report import document


def folded(text: str) -> str:
    return " ".join(document.writable(re.sub(r"\s+", " ", text)).split())


class Words(HTMLParser):
    """The text of a page's main part, pictures aside; its tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("p", "li", "td", "th", "h1", "h2", "h3", "h4"):
            self.words.append(" ")
        if tag in ("main", "svg"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        if self.inside == ["main"]:
            self.words.append(data)


ENGLISH = re.compile(
    r"\b(the|of|with|is|was|and|days?|hours?|about|between|earlier|later|least|most|people|recorded)\b",
    re.I,
)
