"""Taking out of a case and its assessment what one reader may not see, by the rules of view.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from minnesota.base.fields import Part
from minnesota.base.wording import Counted, Listed, Phrase, Reason, Sentence, Word
from minnesota.disclosure.people import CONSENT_FOR, NAMES, age_band, may_name
from minnesota.disclosure.replacements import PATH, ids_in, replacements_for
from minnesota.engine.consistency import Conflict
from minnesota.engine.finding import Assessment, Finding
from minnesota.model.audience import Audience
from minnesota.model.case import (
    Case,
    Consent,
    Coordinates,
    Exhibit,
    Interview,
    NextOfKin,
    Person,
    Record,
    Submission,
    Victim,
    Witness,
)
from minnesota.model.case.exhibits import Collection
from minnesota.model.protocol import Protocol

# Fields that point at somebody, or at where something is kept, by the part they stand in.
DROPPED: Mapping[type[Part], tuple[str, ...]] = {
    Witness: ("note", "not_heard", "pseudonym", "risk_assessed"),
    Interview: ("note",),
    Exhibit: ("file", "custody", "embedded", "reference"),
    Collection: ("place", "coordinates", "note"),
    NextOfKin: ("pseudonym",),
}
CONFIDENTIAL = (  # fields of an exhibit that is marked as confidential
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
_OF_THE_PROTOCOL = ("circumstances", "protocol", "minnesota")  # fields of a case with its words
_ABOUT_SUBMITTER = ("capacity", "relationship", "safe_channel", "language", "confidential_items")
_DECIMALS = {"un": 2}  # of degrees: 0.01 is a kilometre
_FEWEST_DECIMALS = 1  # ten kilometres
_EXACT_DEGREES = re.compile(r"-?\d{1,3}\.\d{2,}")
WITHHELD = Word("withheld")


class Hidden(NamedTuple):
    """Something that was withheld: where in the case, what, and why. For the operator alone."""

    path: str
    what: Word
    why: Word


class _Cause(NamedTuple):
    """What kind of thing is withheld, and why."""

    what: Word
    why: Word


_NO_LEAVE = Word("no leave and consent to name this person to this reader")
_A_NAME = _Cause(Word("a name"), _NO_LEAVE)
_A_NAME_IN_A_TEXT = _Cause(Word("a name in a text"), _NO_LEAVE)
_WHO_SUBMITS = _Cause(Word("who submits"), Word("only the mandate holders may know"))
_A_CONFIDENTIAL_EXHIBIT = _Cause(
    Word("a confidential exhibit"), Word("it is marked as confidential")
)
_A_DETAIL = _Cause(
    Word("a detail"), Word("it can point at a person, or at where something is kept")
)


class Redaction:
    """The rules for one reader outside of one case."""

    def __init__(self, case: Case, protocol: Protocol, audience: Audience) -> None:
        self._audience = audience
        self._decimals = _DECIMALS.get(audience, _FEWEST_DECIMALS)
        self._withheld_exhibits: set[str] = set()
        if audience != "un":
            for exhibit in case.exhibits:
                if exhibit.confidential:
                    self._withheld_exhibits.add(exhibit.id)
        self._replacements = replacements_for(case, protocol, audience)
        self._tenths_of_degrees = {f"{degrees:.1f}" for degrees in _degrees(case)}
        self._hidden: dict[str, Hidden] = {}
        # The same texts, paths and ids come again and again.
        self._redact_text = cache(self._text_without_names)
        self._redact_path = cache(self._path_without_names)

    def hidden(self) -> tuple[Hidden, ...]:
        """Return what was withheld, in the order in which it was met."""
        return tuple(self._hidden.values())

    def _note(self, path: str, cause: _Cause) -> None:
        """Take down what is withheld at a path, once."""
        if path not in self._hidden:
            self._hidden[path] = Hidden(self._redact_text(path), cause.what, cause.why)

    # Parts of the case.

    def part(self, part: Any, path: str) -> Any:
        """Return a part of the case, at a `path`, without what this reader may not see."""
        changes: dict[str, Any] = {}
        emptied = self._emptied_fields(part)
        for name in type(part).model_fields:
            value = getattr(part, name)
            if value is None or value == ():
                continue
            field_path = _below(path, name)
            if name in emptied:
                redacted = self._emptied(part, name, value, field_path)
            else:
                redacted = self._field(part, name, value, field_path)
            if redacted is not value:
                changes[name] = redacted
        return _copied(part, changes)

    def _emptied_fields(self, part: Part) -> set[str]:
        """Return the fields of a part that are left empty for this reader."""
        fields = {*NAMES.get(type(part), ()), *DROPPED.get(type(part), ())}
        match part:
            case Exhibit():
                if part.confidential:
                    fields.update(CONFIDENTIAL)
                if self._audience != "un":
                    fields.add("sha256")
            case Person() if not may_name(part, self._audience):
                fields.add("name")
        return fields

    def _emptied(self, part: Part, name: str, value: Any, path: str) -> Any:
        """Return what an emptied field is left with, and take down that it is withheld."""
        if name == "name" or name in NAMES.get(type(part), ()):
            self._note(path, _A_NAME)
        elif isinstance(part, Exhibit) and name in CONFIDENTIAL:
            self._note(path, _A_CONFIDENTIAL_EXHIBIT)
        else:
            self._note(path, _A_DETAIL)
        if name == "title":  # an exhibit must have one
            return Word("a confidential exhibit")
        if isinstance(value, tuple):
            return ()
        return None

    def _field(self, part: Part, name: str, value: Any, path: str) -> Any:
        """Return a field as this reader may see it: by its own rule, or else as any value."""
        match part:
            case Case() if name == "submission" and self._audience != "un":
                self._note(path, _WHO_SUBMITS)
                return Submission(to=value.to)
            case Submission() if name in ("submitter", "contact"):
                return value
            case Submission() if name in _ABOUT_SUBMITTER:
                return self._about_submitter(value)
            case Victim() if name == "consent" and self._audience != "un":
                self._note(path, _A_DETAIL)
                return self._consent_to_this_reader(value)
            case Victim() if name == "age" and self._audience == "public":
                return age_band(part)
            case Witness() if name in ("threatened", "protection"):
                # What was done for a witness can point at where he or she is.
                return _copied(self.part(value, path), {"note": None})
            case Person() if name == "name":  # one that may be seen: others are emptied
                return value
            case Person() if name == "pseudonym" and self._replacements.names.holds(value):
                self._note(path, _A_NAME)
                return None
            case Case() if name in _OF_THE_PROTOCOL:
                return value
            case Record() if name == "step":
                return value
        return self._value(value, type(part).model_fields[name].annotation, path)

    def _about_submitter(self, value: Any) -> Any:
        """Return a field about who submits, with their own names in it, and nobody else's."""
        if isinstance(value, tuple):
            return tuple(map(self._about_submitter, value))
        if isinstance(value, str):
            return self._replacements.other_names(self._replacements.ids(value))
        return value

    def _consent_to_this_reader(self, consent: Consent) -> Consent | None:
        """Return a victim's consent with nothing left but the answer about this reader."""
        answer = CONSENT_FOR.get(self._audience)
        if answer is None:
            return None
        return Consent(**{answer: getattr(consent, answer)})

    def _value(self, value: Any, annotation: Any, path: str) -> Any:
        """Return a value of a field: parts and lists redacted, text scrubbed, choices as they are.

        `annotation` is the type of the field.
        """
        if isinstance(value, Coordinates):
            return value.model_copy(
                update={
                    "latitude": round(value.latitude, self._decimals),
                    "longitude": round(value.longitude, self._decimals),
                }
            )
        if isinstance(value, Part):
            return self.part(value, path)
        if _is_list(value) and value:
            return self._list(value, annotation, path)
        if isinstance(value, Mapping):
            redacted = {}
            for key, item in value.items():
                redacted[key] = self._value(item, annotation, f"{path}.{key}")
            return redacted
        if isinstance(value, str) and not _is_choice(annotation):
            return self._text(value, path)
        return value

    def _text(self, text: str, path: str) -> str:
        """Return a text of the case without names, and take down that there were some."""
        redacted = self._redact_text(text)
        if redacted != text:
            self._note(path, _A_NAME_IN_A_TEXT)
        return redacted

    def _list(self, items: tuple[Any, ...], annotation: Any, path: str) -> tuple[Any, ...]:
        """Return a list that is not empty: of exhibits' ids, of parts, or of other values."""
        if path.endswith((".sources", ".derived_from")):
            return self._exhibit_ids(items)
        if isinstance(items[0], Part):
            return tuple(self._parts(items, path))
        redacted = []
        for number, item in enumerate(items, 1):
            redacted.append(self._value(item, annotation, f"{path}[{number}]"))
        return tuple(redacted)

    def _parts(self, parts: tuple[Any, ...], path: str) -> Iterator[Any]:
        """Yield the parts of a list, redacted, without the exhibits that are withheld."""
        for number, part in enumerate(parts, 1):
            part_path = f"{path}[{number}]"
            if getattr(part, "id", None):
                part_path = f"{path}.{part.id}"
            if isinstance(part, Exhibit) and part.id in self._withheld_exhibits:
                self._note(part_path, _A_CONFIDENTIAL_EXHIBIT)
            else:
                yield self.part(part, part_path)

    # The assessment.

    def assessment(self, assessment: Assessment) -> Assessment:
        """Return the assessment with the same verdicts, in words that name nobody."""
        implied = {}
        for circumstance, paths in assessment.implied.items():
            implied[circumstance] = tuple(map(self._redact_path, paths))
        return assessment._replace(
            case=self.part(assessment.case, ""),
            findings=tuple(map(self._finding, assessment.findings)),
            implied=implied,
            conflicts=tuple(map(self._conflict, assessment.conflicts)),
            later=tuple(map(self._redact_path, assessment.later)),
        )

    def _conflict(self, conflict: Conflict) -> Conflict:
        """Return a conflict of facts in words that name nobody."""
        paths = tuple(map(self._redact_path, conflict.paths))
        return Conflict(self._words(conflict.reason), paths)

    def _finding(self, finding: Finding) -> Finding:
        """Return a finding in words that name nobody."""
        subject = finding.subject
        if subject:
            subject = self._exhibit_or_id(subject)
        return finding._replace(
            subject=subject or None,
            reasons=tuple(map(self._words, finding.reasons)),
            sources=self._exhibit_ids(finding.sources),
            facts=tuple(dict.fromkeys(map(self._redact_path, finding.facts))),
            missing=tuple(map(self._missing_path, finding.missing)),
        )

    def _missing_path(self, path: str) -> str:
        """Return a path where something is missing; a step that it names is the protocol's."""
        if path.startswith("records[]"):
            return path
        return self._redact_path(path)

    def _words(self, value: Any) -> Any:
        """Return a sentence, or a value in one, without names. Our own words hold none."""
        match value:
            case Reason():
                return Reason(value.text, self._values(value.values))
            case Word() | Counted() | Sentence():
                return value
            case Listed():
                return Listed(tuple(map(self._words, value.words)), value.last, value.between)
            case Phrase():
                return Phrase(value.template, **self._values(value.values))
            case str() if value in self._withheld_exhibits:
                return WITHHELD
            case str():
                return self._redact_path(value)
            case tuple() | list() if not hasattr(value, "_fields"):
                return type(value)(map(self._words, value))
        return value

    def _values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a sentence without names."""
        return {name: self._words(value) for name, value in values.items()}

    # Texts, paths and ids.

    def _exhibit_or_id(self, identifier: str) -> str:
        """Return an id without a name in it, or that the exhibit is withheld."""
        if identifier in self._withheld_exhibits:
            return WITHHELD
        return self._redact_text(identifier)

    def _exhibit_ids(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of exhibits, those that are withheld as one."""
        return tuple(dict.fromkeys(map(self._exhibit_or_id, identifiers)))

    def _text_without_names(self, text: str) -> str:
        """Return a text without names, and with no position finer than this reader may see."""
        clean = self._replacements.names(self._replacements.ids(text))
        if self._tenths_of_degrees and "." in clean:
            clean = _EXACT_DEGREES.sub(self._coarser, clean)
        return clean

    def _coarser(self, match: re.Match[str]) -> str:
        """Return a number with fewer decimals if it is near a coordinate of the case."""
        degrees = float(match[0])
        if f"{abs(degrees):.1f}" in self._tenths_of_degrees:
            return f"{degrees:.{self._decimals}f}"
        return match[0]

    def _path_without_names(self, path: str) -> str:
        """Return a path or an id without names, and without what points at a withheld exhibit."""
        if self._withheld_exhibits:
            path = PATH.sub(self._path_or_withheld, path)
        return self._redact_text(path)

    def _path_or_withheld(self, match: re.Match[str]) -> str:
        """Return a path as it is, or that it is withheld if it leads to such an exhibit."""
        for found in ids_in(match[0].removeprefix("exhibits.")):
            if found.id in self._withheld_exhibits:
                return str(WITHHELD)
        return match[0]


def _below(path: str, name: str) -> str:
    """Return the path of a field of the part at a path; the case itself has an empty one."""
    return f"{path}.{name}".removeprefix(".")


def _copied(part: Any, changes: Mapping[str, Any]) -> Any:
    """Return a part with changes, without its cached properties: they would hold what was."""
    fields = type(part).model_fields
    nothing_cached = part.__dict__.keys() <= fields.keys()
    if not changes and nothing_cached:
        return part
    values = {name: getattr(part, name) for name in fields}
    values.update(changes)
    return type(part).model_construct(part.model_fields_set | changes.keys(), **values)


def _degrees(part: Part) -> Iterator[float]:
    """Yield all degrees of latitude and longitude in a part of a case, without their sign."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        items = value if _is_list(value) else (value,)
        for item in items:
            if isinstance(item, Coordinates):
                yield abs(item.latitude)
                yield abs(item.longitude)
            elif isinstance(item, Part):
                yield from _degrees(item)


def _is_list(value: Any) -> bool:
    """Return whether a value is a list of the file, and no date or other value with fields."""
    return isinstance(value, tuple) and not hasattr(value, "_fields")


@cache
def _is_choice(annotation: Any) -> bool:
    """Return whether a field holds a word from a list of ours."""
    return get_origin(annotation) is Literal or any(map(_is_choice, get_args(annotation)))
