"""What each reader may see: a case and its assessment with everything else gone.

                            un              state           family      public
a victim's name             L and C         L and C         L           L and C, never a child's
other people's names (1)    L               L               L           L
names never told (2)        never           never           never       never
points at a witness (3)     never           never           never       never
age                         yes             yes             yes         in bands
who submits (4)             own block       never           never       never
consent                     but who gave    to be named     no          to be named
confidential exhibits       that they are   "withheld"      "withheld"  "withheld"
files, custody (5)          never           never           never       never
hashes of other exhibits    yes             never           never       never
coordinates, in degrees     to 0.01         to 0.1          to 0.1      to 0.1

L, leave: `may_be_named_to` names the reader. C, consent: the victim's `consent`; `not-asked` counts
as no. (1) Alleged perpetrators, members of a team. (2) Witnesses, relatives, protected persons,
doctors, those present, holders, collectors. (3) Pseudonym, notes, risks. (4) All of the submission
but to whom it goes. (5) And what a camera embedded.

It is gone before any template runs. A name that may not be seen is taken out of all text and of all
ids too, as far as scrub.py finds it; an id or a pseudonym stands in its place. The rules are ours:
no document gives them; they follow from doing no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from minnesota.disclosure.redact import Hidden, Redaction
from minnesota.disclosure.scrub import BLOCK
from minnesota.engine.finding import Assessment
from minnesota.model.audience import Audience
from minnesota.model.case import Case


class View(NamedTuple):
    """A case and its assessment as one reader may see them, and what was withheld."""

    audience: Audience
    case: Case
    assessment: Assessment
    hidden: tuple[Hidden, ...]


def view_for(case: Case, assessment: Assessment, audience: Audience) -> View:
    """Return what a reader, `audience`, may see of a case. Pure; `internal` sees all of it."""
    if audience == "internal":
        return View(audience, case, assessment, ())
    redaction = Redaction(case, assessment.protocol, audience)
    redacted_assessment = redaction.assessment(assessment)
    redacted_case = redaction.part(case, "")
    return View(audience, redacted_case, redacted_assessment, redaction.hidden())


def namer(view: View) -> Callable[[Any], str]:
    """Return a function that says what to call a person of a view.

    That is the name where the `view` still has it, else the pseudonym, else the id.
    """

    def name_of(person: Any) -> str:
        identifier = getattr(person, "id", None)
        if view.audience == "internal":
            return identifier or BLOCK
        name = getattr(person, "name", None) or getattr(person, "pseudonym", None)
        if name and identifier:
            return f"{name} ({identifier})"
        return name or identifier or BLOCK

    return name_of
