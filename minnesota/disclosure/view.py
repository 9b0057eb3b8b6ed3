"""What each reader may see: a case and its assessment with everything else gone, before any template runs.

| what | un | state | family | public |
|---|---|---|---|---|
| a victim's name | with leave and consent | with leave and consent | with leave | with leave and consent, never a child's |
| names of perpetrators, team members | with leave | with leave | with leave | with leave |
| names of witnesses, relatives, protected persons, doctors, those present, holders, collectors | never | never | never | never |
| what points at a witness: pseudonym, notes, risks | never | never | never | never |
| age | yes | yes | yes | in bands |
| who submits, and all of the submission but to whom it goes | in its own block | never | never | never |
| consent | all but who gave it | to be named to them | no | to be named to them |
| confidential exhibits | that they are there | "withheld" | "withheld" | "withheld" |
| files, custody, what a camera embedded | never | never | never | never |
| hashes of other exhibits | yes | never | never | never |
| coordinates | to 0.01 degree | to 0.1 degree | to 0.1 degree | to 0.1 degree |

Leave: `may_be_named_to` names the reader. Consent: the victim's `consent`; `not-asked` counts as no. A name
that may not be seen is taken out of all text and of all ids too, as far as scrubbing.py finds it; an id or a
pseudonym stands in its place. The rules are ours: no document gives them; they follow from doing no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from minnesota.base.fields import Part
from minnesota.base.wording import Counted, Listed, Phrase, Reason, Sentence, Word
from minnesota.disclosure.contacts import contacts
from minnesota.disclosure.people import (
    NAMES,
    group_words,
    neutral_ids,
    people,
    said,
    submitters,
    vocabulary,
)
from minnesota.disclosure.scrub import BLOCK, Scrubber
from minnesota.engine.consistency import Conflict
from minnesota.engine.finding import Assessment, Finding
from minnesota.model.audience import Audience
from minnesota.model.case import (
    AllegedPerpetrator,
    Case,
    Consent,
    Coordinates,
    Exhibit,
    NextOfKin,
    Person,
    Submission,
    Victim,
    Witness,
)

DROPPED = {  # fields that point at somebody, or at where something is kept
    "Witness": ("note", "not_heard", "pseudonym", "risk_assessed"),
    "Interview": ("note",),
    "Exhibit": ("file", "custody", "embedded", "reference"),
    "Collection": ("place", "coordinates", "note"),
    "NextOfKin": ("pseudonym",),
}
CONFIDENTIAL = (
    "title",
    "origin",
    "note",
    "sha256",
    "validation",
    "collected",
    "language",
    "date",
    "derived_from",
)
_PACK = {
    "Record.step",
    "Case.circumstances",
    "Case.protocol",
    "Case.minnesota",
}  # words of the protocol
_SUBMITTER = ("submitter", "contact")  # as they are, for mandate holders
_OF_SUBMITTER = ("capacity", "relationship", "safe_channel", "language", "confidential_items")
_BANDS = ((18, "0–17"), (30, "18–29"), (45, "30–44"), (60, "45–59"), (999, "60+"))
_DOTTED = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*")  # a path, or an id, that may hold dots itself
WITHHELD = Word("withheld")
_CONSENT = {"un": "submission", "state": "state", "public": "public"}


class Hidden(NamedTuple):
    """Something that was withheld: where in the case, what, and why. For the operator alone."""

    path: str
    what: Word
    why: Word


class View(NamedTuple):
    """A case and its assessment as one reader may see them."""

    audience: Audience
    case: Case
    assessment: Assessment
    hidden: tuple[Hidden, ...]


def view_for(case: Case, assessment: Assessment, audience: Audience) -> View:
    """What a reader may see of a case and its assessment. Pure; for `internal` it is all of it."""
    if audience == "internal":
        return View(audience, case, assessment, ())
    redaction = _Redaction(case, assessment, audience)
    found = redaction.assessment(assessment)
    return View(audience, redaction.part(case, ""), found, redaction.hidden())


def namer(view: View) -> Callable[[Any], str]:
    """What to call a person of a view: by name where the view still has it, else by pseudonym, else by id."""

    def called(part: Any) -> str:
        name, id = getattr(part, "name", None), getattr(part, "id", None)
        if view.audience == "internal":
            return id or BLOCK
        name = name or getattr(part, "pseudonym", None)
        return f"{name} ({id})" if name and id else name or id or BLOCK

    return called


def may_name(person: Person, audience: Audience) -> bool:
    """Whether a person may be named to a reader outside."""
    if (
        person.protected
        or isinstance(person, Witness | NextOfKin)
        or audience not in person.may_be_named_to
    ):
        return False
    if not isinstance(person, Victim) or audience not in _CONSENT:
        return True
    child = audience == "public" and _is_child(person)
    return (
        not child
        and person.consent is not None
        and getattr(person.consent, _CONSENT[audience]) == "yes"
    )


def _is_child(victim: Victim) -> bool:
    """Whether a victim is a child, as is said or by the age; where neither is known, no."""
    age = _years(victim)
    return victim.child or (victim.child is None and age is not None and age < 18)


def _years(victim: Victim) -> int | None:
    found = re.search(r"\d+", victim.age or "")
    if found and re.search(
        r"(?i)month|week|day|mois|semaine|jour|mes|semana|d[ií]a", victim.age or ""
    ):
        return 0
    return int(found[0]) if found else None


def _is_body(person: Person, bodies: Collection[str]) -> bool:
    """Whether an alleged perpetrator is a unit or a group that stands among the institutions under the same name."""
    return (
        isinstance(person, AllegedPerpetrator)
        and not person.protected
        and (person.name or "").casefold() in bodies
    )


class _Redaction:
    """The rules for one reader of one case."""

    def __init__(self, case: Case, assessment: Assessment, audience: Audience) -> None:
        self.audience = audience
        self.digits = 2 if audience == "un" else 1
        self.withheld = {e.id for e in case.exhibits if e.confidential and audience != "un"}
        self.found: dict[str, Hidden] = {}
        self.scrub = cache(self._scrub)  # the same paths and ids come again and again
        self.about = cache(self._about)
        everybody = [(i, p) for i, p in people(case) if p.name]
        bodies = {i.name.casefold() for i in case.institutions}
        hidden = [
            (i, p) for i, p in everybody if not may_name(p, audience) and not _is_body(p, bodies)
        ]
        self.ids = neutral_ids(case, [p.name for _, p in hidden if p.name])
        names: dict[str, str] = {}
        whole: dict[str, str] = {}
        forms, senders = said(case, assessment.protocol), submitters(case)
        for instead, person in hidden:
            name = person.name or ""
            grouped = person.count is not None
            whole[name] = self.neutral(instead)
            for part in group_words(case, name) if grouped else (name,):
                names[part] = self.neutral(instead)
        shown = [p.name for _, p in everybody if may_name(p, audience) and p.name]
        known = {n.casefold() for n in (*names, *shown)}
        of_forms = {n: BLOCK for n in forms.people if n.casefold() not in known}
        senders_own = {
            n: BLOCK for n in senders.people if n.casefold() not in {k.casefold() for k in names}
        }
        whole |= {n: BLOCK for n in forms.whole if n.casefold() not in known}
        ordinary = vocabulary(assessment.protocol)
        own = {n.casefold() for n in senders.people}
        others = {n: i for n, i in {**of_forms, **names}.items() if n.casefold() not in own}
        self.among = Scrubber(others, keep=shown, ordinary=ordinary)  # in the block of who submits
        reach = (
            contacts(f"{case.submission.submitter}\n{case.submission.contact}")
            if case.submission
            else ()
        )
        every = {**senders_own, **of_forms, **names}
        self.names = Scrubber(
            every, {**dict.fromkeys(senders.whole, BLOCK), **whole}, reach, shown, ordinary
        )
        self.rounded = {f"{d:.1f}" for d in _degrees(case)}

    def neutral(self, text: str) -> str:
        """A text with ids that hold no name."""
        return _DOTTED.sub(self._neutral, text) if self.ids else text

    def _neutral(self, match: re.Match[str]) -> str:
        words = match[0].split(".")
        for first, last in _stretches(len(words)):
            if new := self.ids.get(".".join(words[first:last])):
                return ".".join((*words[:first], new, *words[last:]))
        return match[0]

    def _withheld(self, match: re.Match[str]) -> str:
        words = match[0].removeprefix("exhibits.").split(".")
        held = any(
            ".".join(words[first:last]) in self.withheld for first, last in _stretches(len(words))
        )
        return str(WITHHELD) if held else match[0]

    def _scrub(self, text: str) -> str:
        """A text without names, and with coordinates no finer than this reader may see."""
        clean = self.names(self.neutral(text))
        if self.rounded and "." in clean:
            clean = re.sub(r"-?\d{1,3}\.\d{2,}", self._coarse, clean)
        return clean

    def _coarse(self, match: re.Match[str]) -> str:
        degrees = float(match[0])
        near = f"{abs(degrees):.1f}" in self.rounded
        return f"{degrees:.{self.digits}f}" if near else match[0]

    def _about(self, text: str) -> str:
        """A path, or an id, in the assessment: without names, and without what points at a withheld exhibit."""
        return self.scrub(_DOTTED.sub(self._withheld, text) if self.withheld else text)

    def hidden(self) -> tuple[Hidden, ...]:
        """What was withheld, in the order in which it was met."""
        return tuple(self.found.values())

    def part(self, part: Any, path: str) -> Any:
        """A part of the case with everything gone that this reader may not see."""
        kind = type(part).__name__
        changes: dict[str, Any] = {}
        gone = self._gone(part, kind)
        named = isinstance(part, Person) and may_name(part, self.audience)
        for name, field in type(part).model_fields.items():
            value, here = getattr(part, name), f"{path}.{name}" if path else name
            if value is None or value == ():
                continue
            if name in gone:
                new: Any = () if isinstance(value, tuple) else None
                if name == "title":
                    new = Word("a confidential exhibit")
                self._note(here, kind, name)
            elif kind == "Case" and name == "submission" and self.audience != "un":
                new = Submission(to=value.to)
                self._note(here, kind, name)
            elif kind == "Submission" and name in (*_SUBMITTER, *_OF_SUBMITTER):
                new = value if name in _SUBMITTER else self._block(value)
            elif kind == "Victim" and name == "consent" and self.audience != "un":
                answer = _CONSENT.get(self.audience)
                new = Consent(**{answer: getattr(value, answer)}) if answer else None
                self._note(here, kind, name)
            elif f"{kind}.{name}" in _PACK or (name == "name" and named):
                new = value
            elif name == "pseudonym" and self.names.holds(value):
                new = None
                self._note(here, kind, "name")
            elif isinstance(part, Victim) and name == "age" and self.audience == "public":
                new = self._band(part)
            else:
                new = self.value(value, field.annotation, here)
            if new is not value:
                changes[name] = new
        return _copied(part, changes)

    def _gone(self, part: Any, kind: str) -> tuple[str, ...]:
        """The fields of a part that are left empty for this reader."""
        gone = (*NAMES.get(kind, ()), *DROPPED.get(kind, ()))
        if isinstance(part, Exhibit):
            gone += (CONFIDENTIAL if part.confidential else ()) + (
                () if self.audience == "un" else ("sha256",)
            )
        if isinstance(part, Person) and not may_name(part, self.audience):
            gone += ("name",)
        return gone

    def _block(self, value: Any) -> Any:
        """A field about who submits: with their own names in it, and nobody else's."""
        if isinstance(value, tuple):
            return tuple(map(self._block, value))
        return self.among(self.neutral(value)) if isinstance(value, str) else value

    def _band(self, victim: Victim) -> str | None:
        """An age in bands of years; nothing where no number is given."""
        years = _years(victim)
        return (
            None
            if years is None
            else next(band for below, band in _BANDS if years < below or below == 999)
        )

    def value(self, value: Any, annotation: Any, path: str) -> Any:
        """A value of a field: parts and lists of them redacted, text scrubbed, choices as they are."""
        if isinstance(value, Coordinates):
            degrees = {n: round(getattr(value, n), self.digits) for n in ("latitude", "longitude")}
            return value.model_copy(update=degrees)
        if isinstance(value, Part):
            return self.part(value, path)
        if isinstance(value, tuple) and value and not hasattr(value, "_fields"):
            if path.endswith((".sources", ".derived_from")):
                return tuple(
                    dict.fromkeys(WITHHELD if v in self.withheld else self.scrub(v) for v in value)
                )
            if not isinstance(value[0], Part):
                return tuple(
                    self.value(v, annotation, f"{path}[{n}]") for n, v in enumerate(value, 1)
                )
            return tuple(self._parts(value, path))
        if isinstance(value, Mapping):
            return {k: self.value(v, annotation, f"{path}.{k}") for k, v in value.items()}
        if isinstance(value, str) and not _is_choice(annotation):
            clean = self.scrub(value)
            if clean != value:
                self._note(path, "", "text")
            return clean
        return value

    def _parts(self, parts: tuple[Any, ...], path: str) -> Iterator[Any]:
        for n, part in enumerate(parts, 1):
            here = f"{path}.{part.id}" if getattr(part, "id", None) else f"{path}[{n}]"
            if isinstance(part, Exhibit) and part.id in self.withheld:
                self._note(here, "Exhibit", "itself")
            else:
                new = self.part(part, here)
                if isinstance(
                    part, Witness
                ):  # what was done for a witness can point at where he or she is
                    acts = {
                        a: getattr(new, a) for a in ("threatened", "protection") if getattr(new, a)
                    }
                    new = _copied(new, {a: _copied(act, {"note": None}) for a, act in acts.items()})
                yield new

    def assessment(self, found: Assessment) -> Assessment:
        """The assessment of the redacted case: the same verdicts, in words that name nobody."""
        return found._replace(
            case=self.part(found.case, ""),
            findings=tuple(map(self._finding, found.findings)),
            implied={c: tuple(map(self.about, paths)) for c, paths in found.implied.items()},
            conflicts=tuple(
                Conflict(self.said(c.reason), tuple(map(self.about, c.paths)))
                for c in found.conflicts
            ),
            later=tuple(map(self.about, found.later)),
        )

    def _finding(self, f: Finding) -> Finding:
        return f._replace(
            subject=(WITHHELD if f.subject in self.withheld else self.scrub(f.subject))
            if f.subject
            else None,
            reasons=tuple(map(self.said, f.reasons)),
            sources=tuple(
                dict.fromkeys(WITHHELD if s in self.withheld else self.scrub(s) for s in f.sources)
            ),
            facts=tuple(dict.fromkeys(map(self.about, f.facts))),
            missing=tuple(map(self._lacking, f.missing)),
        )

    def _lacking(self, path: str) -> str:
        """A path where something is missing; the step that it may name is the protocol's."""
        return path if path.startswith("records[]") else self.about(path)

    def said(self, said: Any) -> Any:
        """A sentence, or a value in one, without names."""
        if isinstance(said, Reason):
            return Reason(said.text, {k: self.said(v) for k, v in said.values.items()})
        if isinstance(said, Word | Counted | Sentence):
            return said
        if isinstance(said, Listed):
            return Listed(tuple(self.said(w) for w in said.words), said.last, said.between)
        if isinstance(said, Phrase):
            return Phrase(said.template, **{k: self.said(v) for k, v in said.values.items()})
        if isinstance(said, str):
            return WITHHELD if said in self.withheld else self.about(said)
        if isinstance(said, tuple | list) and not hasattr(said, "_fields"):
            return type(said)(self.said(v) for v in said)
        return said

    def _note(self, path: str, kind: str, name: str) -> None:
        if path in self.found:
            return
        what, why = (
            Word("a detail"),
            Word("it can point at a person, or at where something is kept"),
        )
        if name in ("name", *NAMES.get(kind, ())):
            what, why = (
                Word("a name"),
                Word("no leave and consent to name this person to this reader"),
            )
        elif name == "text":
            what, why = (
                Word("a name in a text"),
                Word("no leave and consent to name this person to this reader"),
            )
        elif name == "submission":
            what, why = Word("who submits"), Word("only the mandate holders may know")
        elif kind == "Exhibit" and name in ("itself", *CONFIDENTIAL):
            what, why = Word("a confidential exhibit"), Word("it is marked as confidential")
        self.found[path] = Hidden(self.scrub(path), what, why)


def _copied(part: Any, changes: Mapping[str, Any]) -> Any:
    """A part with some fields changed, and without what it has looked up before: that would hold what was."""
    if not changes and part.__dict__.keys() <= type(part).model_fields.keys():
        return part
    values = {n: changes[n] if n in changes else getattr(part, n) for n in type(part).model_fields}
    return type(part).model_construct(part.model_fields_set | changes.keys(), **values)


@cache
def _stretches(length: int) -> list[tuple[int, int]]:
    """Where a run of so many words may begin and end, the longest first."""
    every = [(a, b) for a in range(length) for b in range(a + 1, length + 1)]
    return sorted(every, key=lambda s: s[0] - s[1])


def _degrees(part: Any) -> Iterator[float]:
    """All degrees of latitude and longitude in a case, without their sign."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for inner in (
            value if isinstance(value, tuple) and not hasattr(value, "_fields") else (value,)
        ):
            if isinstance(inner, Coordinates):
                yield from (abs(inner.latitude), abs(inner.longitude))
            elif isinstance(inner, Part):
                yield from _degrees(inner)


@cache
def _is_choice(annotation: Any) -> bool:
    """Whether a field holds a word from a list of ours."""
    return get_origin(annotation) is Literal or any(_is_choice(a) for a in get_args(annotation))
