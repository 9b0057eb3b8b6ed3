"""Whether a case can be submitted: what blocks it, and what to look at first, each with its place.

Nothing is changed. Messages hold ids and never what the case says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from minnesota.base.diagnostics import Diagnostic
from minnesota.model.case import Case, NextOfKin, Submission, Victim
from minnesota.reading.case import CaseFile
from minnesota.submission.mandates import mandate_data, unlinked

_Path = tuple[str | int, ...]
_NO_PROSE = {  # keys whose text is a name, an id or an address: no sentence of the author
    "id",
    "name",
    "pseudonym",
    "submitter",
    "contact",
    "safe_channel",
    "origin",
    "file",
    "sha256",
}
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
# A shorter part of a name (Ba, Ali, the particle van) stands in too many ordinary sentences.
_SHORTEST_NAME_PART = 4


class Obstacle(NamedTuple):
    """Something that blocks a submission (`block`), or should be looked at first (`warning`)."""

    severity: Literal["block", "warning"]
    diagnostic: Diagnostic


class _Unplaced(NamedTuple):
    """What an obstacle says, before the line of its path in the file is looked up."""

    path: _Path
    code: str
    message: str
    hint: str


class _Prose(NamedTuple):
    """What a person wrote in their own words, and its path."""

    path: _Path
    text: str


def ready(file: CaseFile) -> list[Obstacle]:
    """Return what blocks a submission, then what to look at, each in the order of the file."""
    blocks = _placed(file, "block", _blocks(file.case))
    warnings = _placed(file, "warning", _warnings(file))
    return [*blocks, *warnings]


def _placed(
    file: CaseFile, severity: Literal["block", "warning"], unplaced: Iterable[_Unplaced]
) -> list[Obstacle]:
    """Return obstacles of one severity with their places, in the order of the file."""
    obstacles = []
    for path, code, message, hint in unplaced:
        diagnostic = file.document.diagnostic(path, code, message, hint)
        obstacles.append(Obstacle(severity, diagnostic))
    obstacles.sort(key=_place)
    return obstacles


def _place(obstacle: Obstacle) -> tuple[int, int, str]:
    """Return where in the file an obstacle is."""
    diagnostic = obstacle.diagnostic
    return diagnostic.line, diagnostic.column, diagnostic.code


# What blocks a submission.


def _blocks(case: Case) -> Iterator[_Unplaced]:
    """Yield what keeps a case from being sent."""
    submission = case.submission or Submission()
    yield from _consent(case, submission)
    if not submission.submitter:
        yield _Unplaced(
            ("submission", "submitter"),
            "no-submitter",
            "nobody is named as submitting this, and anonymous submissions are not considered",
            "write under submission: submitter: who submits it",
        )
    if not submission.contact:
        yield _Unplaced(
            ("submission", "contact"),
            "no-contact",
            "there is no way to reach those who submit this",
            "write under submission: contact: a safe way to reach them",
        )
    yield from _incident(case, submission)
    yield from _press_only(case, submission)


def _incident(case: Case, submission: Submission) -> Iterator[_Unplaced]:
    """Yield what is missing of when and where it happened, and of what did."""
    incident = case.incident
    if not incident.date:
        yield _Unplaced(
            ("incident", "date"),
            "no-date",
            "there is no date of what happened",
            "write under incident: date: 2025-01-03, or 2025-01 when the day is not known",
        )
    if not incident.place:
        yield _Unplaced(
            ("incident", "place"),
            "no-place",
            "there is no place of what happened",
            "write under incident: place: the town, district and region",
        )
    if not (submission.narrative or incident.description):
        yield _Unplaced(
            ("incident", "description"),
            "no-narrative",
            "nothing tells what happened",
            "write under incident: description: what is reported, in order of time, and by whom",
        )


def _press_only(case: Case, submission: Submission) -> Iterator[_Unplaced]:
    """Yield that all exhibits only repeat what others saw, unless who submits saw it too."""
    if not case.exhibits or submission.knowledge in ("direct", "first-hand"):
        return
    if all(exhibit.second_hand for exhibit in case.exhibits):
        yield _Unplaced(
            ("exhibits",),
            "press-only",
            "everything here rests on press articles and public statements, "
            "which is not enough on its own",
            "add what else there is: a document, a statement, a picture; "
            "or say knowledge: direct or first-hand",
        )


def _consent(case: Case, submission: Submission) -> Iterator[_Unplaced]:
    """Yield where a family has not agreed to the submission.

    Consent is recorded of all families together, or of each with the victim.
    """
    path: _Path = ("submission", "consent")
    if submission.consent == "no":
        message = "the family does not agree to this submission"
        yield _Unplaced(path, "no-consent", message, "do not send it")
    elif submission.consent == "not-asked" and not _every_family_agrees(case):
        message = (
            "nobody has recorded that the family agrees to this submission, which counts as no"
        )
        hint = "ask them, and write under submission: consent: yes once they agree"
        yield _Unplaced(path, "no-consent", message, hint)
    for index, victim in enumerate(case.victims):
        if _refusal_is_recorded(victim):
            yield _Unplaced(
                ("victims", index, "consent", "submission"),
                "no-consent",
                f"the family of {victim.id} has not agreed that the case is submitted",
                "ask them, or leave this victim out",
            )


def _every_family_agrees(case: Case) -> bool:
    """Return whether agreement is recorded with each victim, of whom there is at least one."""
    for victim in case.victims:
        if victim.consent is None or victim.consent.submission != "yes":
            return False
    return bool(case.victims)


def _refusal_is_recorded(victim: Victim) -> bool:
    """Return whether a victim's consent says in so many words that the family has not agreed."""
    consent = victim.consent
    if consent is None or "submission" not in consent.model_fields_set:
        return False
    return consent.submission != "yes"


# What to look at first.


def _warnings(file: CaseFile) -> Iterator[_Unplaced]:
    """Yield what should be looked at before a case is sent."""
    case = file.case
    prose = list(_prose(file.document.value, ()))
    yield from _perpetrators(case)
    yield from _children(case)
    yield from _witnesses(case, prose)
    yield from _judging_words(prose)
    for index, record in enumerate(case.records):
        if record.status in ("not-done", "refused", "unknown") and not record.on:
            yield _Unplaced(
                ("records", index, "status"),
                "no-as-of",
                "this does not say as of when",
                'add a line "on: 2025-06-30": the last day of which you know it',
            )


def _perpetrators(case: Case) -> Iterator[_Unplaced]:
    """Yield who is accused without a reason, or without a link to a State."""
    for index, suspect in enumerate(case.alleged_perpetrators):
        if not suspect.basis:
            yield _Unplaced(
                ("alleged_perpetrators", index, "basis"),
                "no-basis",
                f"nothing says why {suspect.id} is believed to be responsible",
                "add a line: basis: uniforms, vehicles, an admission, who controlled the area",
            )
        if unlinked(case, suspect):
            yield _Unplaced(
                ("alleged_perpetrators", index, "institution"),
                "no-state-link",
                f"nothing links {suspect.institution}, to which {suspect.id} belongs, to a State",
                "give that institution acts_with, funded_by or part_of, "
                "or say in basis that no link is known",
            )


def _children(case: Case) -> Iterator[_Unplaced]:
    """Yield each child that may be named to somebody."""
    for index, victim in enumerate(case.victims):
        path: _Path = ("victims", index)
        if _may_be_named(victim):
            yield _child_named(path, f"{victim.id} is a child")
        for kin_index, relative in enumerate(victim.next_of_kin):
            if _may_be_named(relative):
                kin_path = (*path, "next_of_kin", kin_index)
                yield _child_named(kin_path, f"a relative of {victim.id} is a child")


def _may_be_named(person: Victim | NextOfKin) -> bool:
    """Return whether a person is a child, has a name, and may be named to somebody."""
    return bool(person.child and person.name and person.may_be_named_to)


def _child_named(path: _Path, who: str) -> _Unplaced:
    """Return the warning about a child, whose path in the case is given."""
    return _Unplaced(
        (*path, "may_be_named_to"),
        "child-named",
        f"{who}, and may be named",
        "children are shown by sex and age; delete the line unless there is a strong reason for it",
    )


def _witnesses(case: Case, prose: Iterable[_Prose]) -> Iterator[_Unplaced]:
    """Yield where the free text holds the name of a witness, or a part of it."""
    for witness in case.witnesses:
        words = _comparable(witness.name or "").split()
        parts = [word for word in words if len(word) >= _SHORTEST_NAME_PART]
        if not parts:
            continue
        name = _any_of(parts, ending=r"\b")
        for path, text in prose:
            if name.search(_comparable(text)):
                message = f"this may name the witness {witness.id}"
                hint = f'write "{witness.id}", or "a witness", instead; no witness is ever named'
                yield _Unplaced(path, "witness-named", message, hint)


def _any_of(words: Iterable[str], ending: str) -> re.Pattern[str]:
    """Return a pattern for any of some words; `ending`: the pattern of what follows the word."""
    alternatives = "|".join(map(re.escape, words))
    return re.compile(rf"\b({alternatives}){ending}")


def _judging_words(prose: Iterable[_Prose]) -> Iterator[_Unplaced]:
    """Yield the words that pronounce a verdict, then those that insult, in every language known."""
    hint = 'write what is "alleged" or "reported", and by whom'
    yield from _listed_words(prose, "verdict", "pronounces a verdict", hint)
    hint = "write what was done, and by whom; abusive language is a ground to refuse a submission"
    yield from _listed_words(prose, "abusive", "reads as an insult", hint)


def _listed_words(
    prose: Iterable[_Prose], kind: str, effect: str, hint: str
) -> Iterator[_Unplaced]:
    """Yield each word that begins as one of a `kind` in the data of the mandates does.

    Quoted words are left alone: they are somebody else's.
    """
    beginnings: set[str] = set()
    for words_of_language in mandate_data()["words"][kind].values():
        beginnings.update(map(_comparable, words_of_language))
    listed = _any_of(sorted(beginnings), ending=r"\w*")
    for path, text in prose:
        own_words = _comparable(_QUOTED.sub(" ", text))
        found = dict.fromkeys(match[0] for match in listed.finditer(own_words))
        for word in found:
            yield _Unplaced(path, f"{kind}-word", f'"{word}" {effect}', hint)


def _prose(value: Any, path: _Path) -> Iterable[_Prose]:
    """Yield what people wrote in their own words, below a value of the document.

    Left out are ids, names, titles of exhibits (which are their authors' words), dates and
    contacts.
    """
    if isinstance(value, str):
        if " " in value:
            yield _Prose(path, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _prose(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            title_of_exhibit = key == "title" and path[:1] == ("exhibits",)
            if key not in _NO_PROSE and not title_of_exhibit:
                yield from _prose(item, (*path, key))


def _comparable(text: str) -> str:
    """Return a text in lower case and without accents, so that any spelling of a word is found."""
    letters = []
    for letter in unicodedata.normalize("NFKD", text.casefold()):
        if not unicodedata.combining(letter):
            letters.append(letter)
    return " ".join("".join(letters).split())
