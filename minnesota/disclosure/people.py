"""Who is named in a case, to whom each may be named, and what stands in the place of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from minnesota.base.fields import Part
from minnesota.disclosure.letters import words_of
from minnesota.disclosure.scrub import BLOCK, Scrubber
from minnesota.language.rules import LANGUAGES
from minnesota.model.audience import Audience
from minnesota.model.case import (
    Autopsy,
    Case,
    Consent,
    Custody,
    Interview,
    NextOfKin,
    Person,
    Record,
    Victim,
    Witness,
)
from minnesota.model.case.exhibits import Collection
from minnesota.model.protocol import Protocol

# Fields that hold a person's name or role, by the part they stand in; never for a reader outside.
NAMES: Mapping[type[Part], tuple[str, ...]] = {
    Autopsy: ("doctor", "present"),
    Collection: ("collector",),
    Consent: ("given_by", "explained_by"),
    Custody: ("holder",),
    Interview: ("present",),
    Record: ("by",),
}
# To name a victim to these readers, the family's consent to this is needed beside the leave.
CONSENT_FOR: Mapping[Audience, str] = {"un": "submission", "state": "state", "public": "public"}
_ADULT = 18  # years of age
_AGE_BANDS = {18: "0–17", 30: "18–29", 45: "30–44", 60: "45–59"}  # by the first year above
_OLDEST_BAND = "60+"


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words; one that ends in `*` goes on as it likes."""
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in dict.fromkeys(words))


_RULES = LANGUAGES.values()
_BODIES = _any_of(word for rules in _RULES for word in rules.bodies)
_TITLES = _any_of(word for rules in _RULES for word in rules.titles)
_ON_BEHALF_OF = _any_of(word for rules in _RULES for word in rules.on_behalf_of)
_BELOW_A_YEAR = _any_of(word for rules in _RULES for word in rules.below_a_year)

_BODY = re.compile(rf"(?i)\b({_BODIES})\b")
_TITLE = re.compile(rf"(?i)\b(?:{_TITLES})\b\.?\s*")
_BETWEEN_NAMES = re.compile(rf"[,;:()\n/]\s*|\s[–—-]\s|\s(?:{_ON_BEHALF_OF})\s")
_UNIT_BELOW_A_YEAR = re.compile(rf"(?i){_BELOW_A_YEAR}")
_CAPITALS = re.compile(r"[^\W\d_a-zß-ÿ][\w'’-]+(?:\s+[^\W\d_a-zß-ÿ][\w'’-]+){1,3}")
_WORD_OF_NAME = re.compile(r"[\w'’-]+")
_SMALL_WORD = re.compile(r"(?<!\w)[a-zß-ÿ]{3,}(?!\w)")
_DIGITS = re.compile(r"\d+")

_MOST_WORDS_OF_A_NAME = 4  # what is longer is a sentence
_LONGEST_PARTICLE = 3  # letters of a word in small letters that a name can hold: `van`, `de`
_SHORTEST_OF_CONTACT = 5  # letters of a part of a contact that is looked for: `fax` points nowhere
_SHORTEST_OF_SUBMITTER = 4  # letters of a part of a submitter's name that is looked for as it is


class NamesInText(NamedTuple):
    """Names that stand in the text of a field.

    `people` are looked for in part too, `verbatim` only as they are written.
    """

    people: tuple[str, ...]
    verbatim: tuple[str, ...]


# To whom a person may be named.


def may_name(person: Person, audience: Audience) -> bool:
    """Return whether a `person` may be named to a reader outside, the `audience`."""
    if person.protected or isinstance(person, Witness | NextOfKin):
        return False
    if audience not in person.may_be_named_to:
        return False
    if not isinstance(person, Victim) or audience not in CONSENT_FOR:
        return True
    if audience == "public" and is_child(person):
        return False
    return person.consent is not None and getattr(person.consent, CONSENT_FOR[audience]) == "yes"


def is_child(victim: Victim) -> bool:
    """Return whether a victim is said to be a child, or is one by age; if neither is known, no."""
    if victim.child is not None:
        return victim.child
    age = years_of_age(victim)
    return age is not None and age < _ADULT


def years_of_age(victim: Victim) -> int | None:
    """Return the age in whole years, 0 for one that is told in months, weeks or days, or None."""
    number = _DIGITS.search(victim.age or "")
    if number is None:
        return None
    if _UNIT_BELOW_A_YEAR.search(victim.age or ""):
        return 0
    return int(number[0])


def age_band(victim: Victim) -> str | None:
    """Return the age of a victim in bands of years, or None if no number is recorded."""
    years = years_of_age(victim)
    if years is None:
        return None
    for first_year_above, band in _AGE_BANDS.items():
        if years < first_year_above:
            return band
    return _OLDEST_BAND


# What stands in the place of a name.


def people_with_labels(case: Case) -> Iterator[tuple[str, Person]]:
    """Yield everybody who has an entry in a case, each after the id that stands for the name."""
    for victim in case.victims:
        yield victim.id, victim
        for number, relative in enumerate(victim.next_of_kin, 1):
            yield f"{victim.id}-K{number}", relative
    for suspect in case.alleged_perpetrators:
        yield suspect.id, suspect
    for witness in case.witnesses:
        yield witness.id, witness
    for investigation in case.investigations:
        for number, member in enumerate(investigation.team, 1):
            yield f"{investigation.id}-T{number}", member


def neutral_ids(case: Case, names: Iterable[str]) -> Mapping[str, str]:
    """Return the ids of a case that hold one of the `names`, each with what stands in its place.

    That is a letter and the part's number in the file, as a file without names would have it.
    """
    names_in_ids = Scrubber(dict.fromkeys(names, BLOCK))
    parts_by_letter: Mapping[str, tuple[Any, ...]] = {
        "V": case.victims,
        "P": case.alleged_perpetrators,
        "W": case.witnesses,
        "S": case.scenes,
        "E": case.exhibits,
        "I": case.investigations,
        "B": case.institutions,
    }
    taken = {part.id for parts in parts_by_letter.values() for part in parts}
    instead: dict[str, str] = {}
    for letter, parts in parts_by_letter.items():
        for number, part in enumerate(parts, 1):
            if not names_in_ids.within(part.id):
                continue
            neutral = f"{letter}{number:02}"
            while neutral in taken:
                neutral += "x"
            taken.add(neutral)
            instead[part.id] = neutral
    return instead


# Names that stand in text.


def group_words(case: Case, name: str) -> tuple[str, ...]:
    """Return what in the `name` of a group can name somebody.

    These are its words with a capital that stand in no place's or body's name.
    """
    names_of_institutions = [institution.name for institution in case.institutions]
    no_person = words_of(" ".join((*_places(case), *names_of_institutions)))
    naming = []
    for word in _WORD_OF_NAME.findall(name):
        if not word[0].islower() and words_of(word).isdisjoint(no_person):
            naming.append(word)
    return tuple(naming)


def submitter_names(case: Case) -> NamesInText:
    """Return who submits: people; and bodies, with whatever else is written to reach them by."""
    submission = case.submission
    if not submission:
        return NamesInText((), ())
    words_of_places = words_of(" ".join(_places(case)))
    persons: list[str] = []
    verbatim: list[str] = []
    submitter, contact = submission.submitter or "", submission.contact or ""
    for part in _BETWEEN_NAMES.split(submitter):
        # A name of three words and more is the organisation's own, where one submits.
        organisation = submission.capacity == "organisation" and len(part.split()) > 2
        if not organisation and _reads_as_person(part, frozenset()):
            persons.append(part)
        elif len(part) >= _SHORTEST_OF_SUBMITTER:
            verbatim.append(part)
    for part in _BETWEEN_NAMES.split(contact):
        if len(part) >= _SHORTEST_OF_CONTACT and not words_of(part) <= words_of_places:
            verbatim.append(part)
    for name in _CAPITALS.findall(contact):
        if not _BODY.search(name) and not words_of(name) <= words_of_places:
            persons.append(name)
    verbatim.extend(filter(None, (submitter, contact)))
    return NamesInText(tuple(persons), tuple(verbatim))


def form_names(case: Case, protocol: Protocol) -> NamesInText:
    """Return the people in the fields of forms, but no bodies and no roles.

    They are doctors, holders, collectors, and those present. What holds an ordinary word of the
    `protocol` is a role.
    """
    bodies: set[str] = set()
    for institution in case.institutions:
        bodies.update((institution.name.casefold(), institution.id.casefold()))
    texts: dict[str, None] = {}  # each once, in the order of the file
    for field_text in _texts_of_name_fields(case):
        for part in _BETWEEN_NAMES.split(field_text):
            if part and part.casefold() not in bodies and not _BODY.search(part):
                texts[part] = None
    ordinary: frozenset[str] = frozenset()
    if texts:  # the vocabulary takes a while, and most cases need none
        ordinary = vocabulary(protocol)
    persons = tuple(text for text in texts if _reads_as_person(text, ordinary))
    verbatim = tuple(text for text in texts if _has_two_capitals(text))
    return NamesInText(persons, verbatim)


def _has_two_capitals(text: str) -> bool:
    """Return whether two words of a text or more begin with a capital."""
    return sum(word[0].isupper() for word in text.split()) > 1


def _reads_as_person(text: str, ordinary: frozenset[str]) -> bool:
    """Return whether a text reads as the name of one person, and holds no `ordinary` word."""
    untitled = _TITLE.sub("", text)
    if _BODY.search(untitled) or _DIGITS.search(untitled):
        return False
    words = []
    for word in untitled.split():
        if not word.islower() or len(word) > _LONGEST_PARTICLE:
            words.append(word)
    for word in words:
        if word[0].islower() or word.casefold() in ordinary:
            return False
    return 0 < len(words) <= _MOST_WORDS_OF_A_NAME


def vocabulary(protocol: Protocol) -> frozenset[str]:
    """Return the ordinary words of a protocol: whoever holds an `evidence store` is no person."""
    texts = []
    for step in protocol.steps:
        texts.append(f"{step.title} {step.asks} {step.why} {step.close}")
    return _small_words(tuple(texts))


@cache
def _small_words(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the words of three small letters and more."""
    return frozenset(_SMALL_WORD.findall(" ".join(texts)))


def _places(case: Case) -> Iterator[str]:
    """Yield the places of the incident and of the scenes."""
    for place in (case.incident.place, *(scene.place for scene in case.scenes)):
        if place:
            yield place


def _texts_of_name_fields(part: Part) -> Iterator[str]:
    """Yield what stands in the fields that hold names, all through a part of a case."""
    name_fields = NAMES.get(type(part), ())
    for field in type(part).model_fields:
        value = getattr(part, field)
        items = value if isinstance(value, tuple) else (value,)
        for item in items:
            if isinstance(item, Part):
                yield from _texts_of_name_fields(item)
            elif item and field in name_fields:
                yield item
