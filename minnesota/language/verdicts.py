"""Verdicts, forces and citations in words."""

from __future__ import annotations

from minnesota.base.wording import Word
from minnesota.language.speak import Language
from minnesota.model.protocol import Citation

WORDS: dict[str, Word] = {
    "met": Word("met"),
    "partly-met": Word("partly met"),
    "not-met": Word("not met"),
    "contradicted": Word("contradicted"),
    "unsupported": Word("unsupported"),
    "not-shown": Word("not shown"),
    "not-applicable": Word("not applicable"),
}
FORCES = (Word("must"), Word("should"), Word("may"))


def cited(cite: Citation, words: Language) -> str:
    """Where a step stands in its document, as surely as that is known, in a language."""
    numbers = ", ".join(cite.shown_paragraphs)
    if not numbers:
        return words.text("section {section}", section=cite.section)
    one = len(cite.shown_paragraphs) == 1
    if cite.confidence == "memory":
        unchecked = (
            Word("para {numbers} (number unchecked)")
            if one
            else Word("paras {numbers} (number unchecked)")
        )
        return words.text(unchecked, numbers=numbers)
    return words.text(Word("para {numbers}") if one else Word("paras {numbers}"), numbers=numbers)
