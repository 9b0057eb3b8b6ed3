"""Whether a case can be submitted: what keeps it from being sent, and what should be looked at first, each with its place.

Nothing is changed. Messages hold ids and never what the case says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from minnesota.base.diagnostics import Diagnostic
from minnesota.model.case import Case, Submission
from minnesota.reading.case import CaseFile
from minnesota.submission.mandates import mandate_data, unlinked

_Path = tuple[str | int, ...]
_NOT_TOLD = {
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


class Finding(NamedTuple):
    """Something that keeps a case from being submitted (`block`), or should be looked at first (`warning`)."""

    severity: Literal["block", "warning"]
    diagnostic: Diagnostic


class _Said(NamedTuple):
    """What is found wrong, before its place in the file is looked up."""

    at: _Path
    code: str
    message: str
    hint: str


def ready(file: CaseFile) -> list[Finding]:
    """What blocks a submission, then what to look at, each in the order of the file."""
    found = []
    for severity, said in (("block", _blocks(file.case)), ("warning", _warnings(file))):
        told = [Finding(severity, file.document.diagnostic(*s)) for s in said]  # type: ignore[arg-type]
        found += sorted(
            told, key=lambda f: (f.diagnostic.line, f.diagnostic.column, f.diagnostic.code)
        )
    return found


def _blocks(case: Case) -> Iterator[_Said]:
    submission, incident = case.submission or Submission(), case.incident
    yield from _consent(case, submission)
    if not submission.submitter:
        message = "nobody is named as submitting this, and anonymous submissions are not considered"
        yield _Said(
            ("submission", "submitter"),
            "no-submitter",
            message,
            "write under submission: submitter: who submits it",
        )
    if not submission.contact:
        message = "there is no way to reach those who submit this"
        yield _Said(
            ("submission", "contact"),
            "no-contact",
            message,
            "write under submission: contact: a safe way to reach them",
        )
    if not incident.date:
        message = "there is no date of what happened"
        hint = "write under incident: date: 2025-01-03, or 2025-01 when the day is not known"
        yield _Said(("incident", "date"), "no-date", message, hint)
    if not incident.place:
        message = "there is no place of what happened"
        yield _Said(
            ("incident", "place"),
            "no-place",
            message,
            "write under incident: place: the town, district and region",
        )
    if not (submission.narrative or incident.description):
        message = "nothing tells what happened"
        hint = "write under incident: description: what is reported, in order of time, and by whom"
        yield _Said(("incident", "description"), "no-narrative", message, hint)
    if (
        case.exhibits
        and all(e.second_hand for e in case.exhibits)
        and submission.knowledge not in ("direct", "first-hand")
    ):
        message = "everything here rests on press articles and public statements, which is not enough on its own"
        hint = "add what else there is: a document, a statement, a picture; or say knowledge: direct or first-hand"
        yield _Said(("exhibits",), "press-only", message, hint)


def _consent(case: Case, submission: Submission) -> Iterator[_Said]:
    """The families' consent to the submission: of all of them together, or of each where it is recorded with the victim."""
    each = [v.consent is not None and v.consent.submission == "yes" for v in case.victims]
    if submission.consent == "no":
        message = "the family does not agree to this submission"
        yield _Said(("submission", "consent"), "no-consent", message, "do not send it")
    elif submission.consent == "not-asked" and not (each and all(each)):
        message = (
            "nobody has recorded that the family agrees to this submission, which counts as no"
        )
        hint = "ask them, and write under submission: consent: yes once they agree"
        yield _Said(("submission", "consent"), "no-consent", message, hint)
    for number, victim in enumerate(case.victims):
        given = victim.consent
        if given and "submission" in given.model_fields_set and given.submission != "yes":
            message = f"the family of {victim.id} has not agreed that the case is submitted"
            hint = "ask them, or leave this victim out"
            yield _Said(("victims", number, "consent", "submission"), "no-consent", message, hint)


def _warnings(file: CaseFile) -> Iterator[_Said]:
    case = file.case
    texts = [*_texts(file.document.value, ())]
    yield from _perpetrators(case)
    yield from _children(case)
    yield from _witnesses(case, texts)
    yield from _words(texts)
    for number, record in enumerate(case.records):
        if record.status in ("not-done", "refused", "unknown") and not record.on:
            message = "this does not say as of when"
            hint = 'add a line "on: 2025-06-30": the last day of which you know it'
            yield _Said(("records", number, "status"), "no-as-of", message, hint)


def _perpetrators(case: Case) -> Iterator[_Said]:
    for number, p in enumerate(case.alleged_perpetrators):
        at: _Path = ("alleged_perpetrators", number)
        if not p.basis:
            message = f"nothing says why {p.id} is believed to be responsible"
            hint = "add a line: basis: uniforms, vehicles, an admission, who controlled the area"
            yield _Said((*at, "basis"), "no-basis", message, hint)
        if unlinked(case, p):
            message = f"nothing links {p.institution}, to which {p.id} belongs, to a State"
            hint = "give that institution acts_with, funded_by or part_of, or say in basis that no link is known"
            yield _Said((*at, "institution"), "no-state-link", message, hint)


def _children(case: Case) -> Iterator[_Said]:
    hint = (
        "children are shown by sex and age; delete the line unless there is a strong reason for it"
    )
    for number, victim in enumerate(case.victims):
        people: list[tuple[_Path, Any, str]] = [
            (("victims", number), victim, f"{victim.id} is a child")
        ]
        for n, kin in enumerate(victim.next_of_kin):
            people.append(
                (
                    ("victims", number, "next_of_kin", n),
                    kin,
                    f"a relative of {victim.id} is a child",
                )
            )
        for at, person, who in people:
            if person.child and person.name and person.may_be_named_to:
                yield _Said(
                    (*at, "may_be_named_to"), "child-named", f"{who}, and may be named", hint
                )


def _witnesses(case: Case, texts: list[tuple[_Path, str]]) -> Iterator[_Said]:
    """Names of witnesses, or parts of them, in the free text."""
    for witness in case.witnesses:
        parts = [word for word in _folded(witness.name or "").split() if len(word) > 3]
        if not parts:
            continue
        name = re.compile(rf"\b({'|'.join(map(re.escape, parts))})\b")
        for at, text in texts:
            if name.search(_folded(text)):
                message = f"this may name the witness {witness.id}"
                hint = f'write "{witness.id}", or "a witness", instead; no witness is ever named'
                yield _Said(at, "witness-named", message, hint)


def _words(texts: list[tuple[_Path, str]]) -> Iterator[_Said]:
    """Words that pronounce a verdict, and words that insult, in any of the languages of the reports."""
    verdict = 'write what is "alleged" or "reported", and by whom'
    abusive = (
        "write what was done, and by whom; abusive language is a ground to refuse a submission"
    )
    for kind, hint in (("verdict", verdict), ("abusive", abusive)):
        beginnings = {_folded(w) for words in mandate_data()["words"][kind].values() for w in words}
        listed = re.compile(rf"\b({'|'.join(map(re.escape, sorted(beginnings)))})\w*")
        for at, text in texts:
            for word in dict.fromkeys(
                m[0] for m in listed.finditer(_folded(_QUOTED.sub(" ", text)))
            ):
                what = "pronounces a verdict" if kind == "verdict" else "reads as an insult"
                yield _Said(at, f"{kind}-word", f'"{word}" {what}', hint)


def _texts(value: Any, at: _Path) -> Iterable[tuple[_Path, str]]:
    """What a person wrote in their own words, with its place: no ids, names, titles of exhibits, dates or contacts."""
    if isinstance(value, str):
        if " " in value:
            yield at, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*at, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_TOLD and (at[:1], key) != (("exhibits",), "title"):
                yield from _texts(item, (*at, key))


def _folded(text: str) -> str:
    """A text in lower case and without accents, so that what is looked for is found however it is written."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
