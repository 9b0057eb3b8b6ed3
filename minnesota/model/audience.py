"""The readers of a report: the one table that a new one goes into."""

from typing import Literal, NamedTuple

from minnesota.base.wording import Word

# Whom a case file can give leave to name a person to (`may_be_named_to`).
OutsideReader = Literal["un", "state", "family", "public"]
# Everybody who can read a report: `internal` are those who work on the case, who may see all of it.
Audience = Literal["internal", OutsideReader]


class Reader(NamedTuple):
    """A reader of reports.

    `template`: the report that is written for this reader, unless the operator names another.
    `marking`: what stands on every page.
    """

    id: Audience
    template: str
    marking: Word


READERS: dict[Audience, Reader] = {
    reader.id: reader
    for reader in (
        Reader("internal", "gap", Word("INTERNAL: for those who work on the case")),
        Reader(
            "un", "un-submission", Word("CONFIDENTIAL: for mandate holders of the United Nations")
        ),
        Reader("state", "state", Word("For the Government concerned")),
        Reader("family", "family", Word("For the family")),
        Reader("public", "public", Word("Public")),
    )
}
READER_OF_TEMPLATE: dict[str, Audience] = {
    reader.template: reader.id for reader in READERS.values()
}
