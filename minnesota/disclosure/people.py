"""Who is named in a case, where, and what stands in the place of each name that a reader may not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from minnesota.base.fields import Part
from minnesota.disclosure.letters import words_of
from minnesota.disclosure.scrub import BLOCK, Scrubber
from minnesota.model.case import Case, Person
from minnesota.model.protocol import Protocol

NAMES = {  # fields that hold a person's name or role, by the part they stand in; never for a reader outside
    "Autopsy": ("doctor", "present"),
    "Collection": ("collector",),
    "Consent": ("given_by", "explained_by"),
    "Custody": ("holder",),
    "Interview": ("present",),
    "Record": ("by",),
}
_BODY = re.compile(  # a word by which it is a body, a place or a role, and no person
    r"(?i)\b(office|service|institut\w*|minist\w*|police|polic[ií]a|court|cour|tribunal|laborato\w*|hospital|h[oô]pital"
    r"|unit|unit[ée]|university|universi\w*|department|bureau|commission|comisi[oó]n|prosecut\w*|parquet|fiscal\w*|morgue"
    r"|registry|greffe|archive\w*|team|[ée]quipe|equipo|section|brigade|association|organi[sz]ation|ngo|ong|legal|aid"
    r"|rights|droits|derechos|collecti\w*|colectivo|r[ée]seau|red|network|centre|center|centro|foundation|fondation"
    r"|fundaci[oó]n|committee|comit[ée]|coalition|observat\w*|group|groupe|grupo|lawyers|avocats|abogad\w*|club|union"
    r"|society|ligue|league|liga|mission|clinic|clinique|defen[cs]\w*|d[ée]fense|victim\w*|clerk|officer|guard"
    r"|technici\w*|patholog\w*|doctors?|investigat\w*|store|room|safe|locker|evidence|magasin|salle|d[ée]p[oô]t|desk"
    r"|avenue|street|rue|road|boulevard|calle|bp|box|quartier|house|maison|tel|t[ée]l|email|e-mail|mobile|phone|signal"
    r"|whatsapp|post|poste|letter|witness\w*|t[ée]moin\w*|testigo\w*|interpret\w*|interpr[èe]te|photograph\w*|notary)\b"
)
_TITLES = re.compile(
    r"(?i)\b(?:dr|prof|professeure?|mr|mrs|ms|mme|m|mlle|me|ma[iî]tre|sr|sra|don|doña|sgt|capt|lt|col|gen|maj)\b\.?\s*"
)
_PARTED = re.compile(r"[,;:()\n/]\s*|\s[–—-]\s|\s(?:for|on behalf of|pour|au nom de|c/o|care of)\s")
_CAPITALS = re.compile(r"[^\W\d_a-zß-ÿ][\w'’-]+(?:\s+[^\W\d_a-zß-ÿ][\w'’-]+){1,3}")


class Named(NamedTuple):
    """Names that stand in the text of a field: of people, looked for in part too, and whatever is looked for as it is."""

    people: tuple[str, ...]
    whole: tuple[str, ...]


def people(case: Case) -> Iterator[tuple[str, Person]]:
    """Everybody in a case that has an entry, with what stands in place of the name: an id that holds no name."""
    kinds: tuple[tuple[Any, ...], ...] = (case.victims, case.alleged_perpetrators, case.witnesses)
    for parts in kinds:
        for part in parts:
            yield part.id, part
            for place, kin in enumerate(getattr(part, "next_of_kin", ()), 1):
                yield f"{part.id}-K{place}", kin
    for investigation in case.investigations:
        for place, member in enumerate(investigation.team, 1):
            yield f"{investigation.id}-T{place}", member


def neutral_ids(case: Case, names: Iterable[str]) -> Mapping[str, str]:
    """Ids of a case that hold a name, with what stands in their place: a letter and their place in the file."""
    known = Scrubber(dict.fromkeys(names, BLOCK))
    kinds: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("V", case.victims),
        ("P", case.alleged_perpetrators),
        ("W", case.witnesses),
        ("S", case.scenes),
        ("E", case.exhibits),
        ("I", case.investigations),
        ("B", case.institutions),
    )
    taken = {part.id for _, parts in kinds for part in parts}
    instead: dict[str, str] = {}
    for letter, parts in kinds:
        for number, part in enumerate(parts, 1):
            if known.within(part.id):
                new = f"{letter}{number:02}"
                while new in taken:
                    new += "x"
                taken.add(new)
                instead[part.id] = new
    return instead


def group_words(case: Case, name: str) -> tuple[str, ...]:
    """What in the name of a group can name somebody: its words with a capital that no place or body has."""
    known = words_of(" ".join((*_places(case), *(i.name for i in case.institutions))))
    return tuple(
        w for w in re.findall(r"[\w'’-]+", name) if not w[0].islower() and not words_of(w) & known
    )


def submitters(case: Case) -> Named:
    """Who submits: people, and bodies with whatever else is written as a way to reach them."""
    submission = case.submission
    if not submission:
        return Named((), ())
    persons: list[str] = []
    whole: list[str] = []
    for part in _PARTED.split(submission.submitter or ""):
        organisation = submission.capacity == "organisation" and len(part.split()) > 2
        (whole if organisation or not _personal(part, frozenset()) else persons).append(part)
    known = words_of(" ".join(_places(case)))
    for part in _PARTED.split(submission.contact or ""):
        if len(part) > 4 and not words_of(part) <= known:
            whole.append(part)
    for name in _CAPITALS.findall(submission.contact or ""):
        if not _BODY.search(name) and not words_of(name) <= known:
            persons.append(name)
    every = (text for text in (submission.submitter, submission.contact) if text)
    return Named(tuple(persons), (*(w for w in whole if len(w) > 3), *every))


def said(case: Case, protocol: Protocol) -> Named:
    """The people in the fields of forms: doctors, holders, collectors, those present; but no bodies and no roles."""
    bodies = {w.casefold() for i in case.institutions for w in (i.name, i.id)}
    texts = dict.fromkeys(
        part for text in _plain_names(case) for part in _PARTED.split(text) if part
    )
    texts = {t: None for t in texts if t.casefold() not in bodies and not _BODY.search(t)}
    ordinary = vocabulary(protocol) if texts else frozenset()
    persons = tuple(t for t in texts if _personal(t, ordinary))
    return Named(
        persons, tuple(t for t in texts if len([w for w in t.split() if w[:1].isupper()]) > 1)
    )


def _personal(text: str, ordinary: frozenset[str]) -> bool:
    """Whether a text reads as the name of one person."""
    bare = _TITLES.sub("", text)
    if _BODY.search(bare) or re.search(r"\d", bare):
        return False
    words = [w for w in bare.split() if not (w.islower() and len(w) < 4)]
    capital = all(not w[:1].islower() for w in words) and not any(
        w.casefold() in ordinary for w in words
    )
    return capital and 0 < len(words) < 5


@cache
def _words_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(re.findall(r"(?<!\w)[a-zß-ÿ]{3,}(?!\w)", " ".join(texts)))


def vocabulary(protocol: Protocol) -> frozenset[str]:
    """The ordinary words of a protocol: whoever holds an `evidence store` is no person."""
    return _words_in(tuple(f"{s.title} {s.asks} {s.why} {s.close}" for s in protocol.steps))


def _places(case: Case) -> Iterator[str]:
    yield from (p for p in (case.incident.place, *(s.place for s in case.scenes)) if p)


def _plain_names(part: Any) -> Iterator[str]:
    """What stands in the fields that hold names, all through a case."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value and name in NAMES.get(type(part).__name__, ()):
            yield from value if isinstance(value, tuple) else (value,)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Part):
                yield from _plain_names(inner)
