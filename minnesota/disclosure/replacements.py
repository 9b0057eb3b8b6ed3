"""Which names and ids of a case are replaced for one reader, and by what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from minnesota.disclosure.contacts import contacts
from minnesota.disclosure.people import (
    form_names,
    group_words,
    may_name,
    neutral_ids,
    people_with_labels,
    submitter_names,
    vocabulary,
)
from minnesota.disclosure.scrub import BLOCK, Scrubber
from minnesota.model.audience import Audience
from minnesota.model.case import AllegedPerpetrator, Case, Person
from minnesota.model.protocol import Protocol

# A path, or an id, which may hold dots itself.
PATH = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*")


class IdInPath(NamedTuple):
    """Some words of a path that can be an id, and what stands before and after them."""

    before: str
    id: str
    after: str


def ids_in(path: str) -> Iterator[IdInPath]:
    """Yield every run of the words of a path that can be an id, the longest first."""
    words = path.split(".")
    for length in range(len(words), 0, -1):
        for first in range(len(words) - length + 1):
            end = first + length
            before = "".join(f"{word}." for word in words[:first])
            after = "".join(f".{word}" for word in words[end:])
            yield IdInPath(before, ".".join(words[first:end]), after)


class NeutralIds:
    """Replaces ids that hold a name by ids that hold none."""

    def __init__(self, instead: Mapping[str, str]) -> None:
        self._instead = instead

    def __call__(self, text: str) -> str:
        """Return a text, a path or an id with ids that hold no name."""
        if not self._instead:
            return text
        return PATH.sub(self._neutral_path, text)

    def _neutral_path(self, match: re.Match[str]) -> str:
        """Return a path with the longest id in it replaced."""
        for before, identifier, after in ids_in(match[0]):
            if identifier in self._instead:
                return f"{before}{self._instead[identifier]}{after}"
        return match[0]


class Replacements(NamedTuple):
    """What takes the names out of a case for one reader.

    `names` is for all text. `other_names` is for the block of who submits, in which their own
    names stay.
    """

    ids: NeutralIds
    names: Scrubber
    other_names: Scrubber


class _HiddenNames(NamedTuple):
    """Names of people with an entry who may not be named, and the label in place of each.

    `parts`: looked for in part too; of a group only what can name somebody. `whole`: in full.
    """

    parts: dict[str, str]
    whole: dict[str, str]


def replacements_for(case: Case, protocol: Protocol, audience: Audience) -> Replacements:
    """Return what takes the names out of a case that a reader outside, `audience`, may not see.

    The ordinary words of the `protocol` are a part of a name only with a capital.
    """
    hidden_people, shown_names = _sorted_people(case, audience)
    neutralise = NeutralIds(neutral_ids(case, [person.name or "" for _, person in hidden_people]))
    parts, whole = _hidden_names(case, hidden_people, neutralise)
    in_forms, submitters = form_names(case, protocol), submitter_names(case)

    with_entry = _small((*parts, *shown_names))
    form_people = _blocked(in_forms.people, without=with_entry)
    submitting_people = _blocked(submitters.people, without=_small(parts))
    verbatim = {
        **_blocked(submitters.verbatim, without=()),
        **whole,
        **_blocked(in_forms.verbatim, without=with_entry),
    }

    others = {}
    of_submitters = _small(submitters.people)
    for name, instead in {**form_people, **parts}.items():
        if name.casefold() not in of_submitters:
            others[name] = instead
    every = {**submitting_people, **form_people, **parts}
    ordinary = vocabulary(protocol)
    return Replacements(
        neutralise,
        Scrubber(every, verbatim, _contacts_of_submitters(case), shown_names, ordinary),
        Scrubber(others, keep=shown_names, ordinary=ordinary),
    )


def _sorted_people(case: Case, audience: Audience) -> tuple[list[tuple[str, Person]], list[str]]:
    """Return the people with an entry who may not be named, with labels; and the names of others.

    A unit or a group that is an institution of the file under the same name is neither.
    """
    bodies = {institution.name.casefold() for institution in case.institutions}
    hidden: list[tuple[str, Person]] = []
    shown: list[str] = []
    for label, person in people_with_labels(case):
        if not person.name:
            continue
        if may_name(person, audience):
            shown.append(person.name)
        elif not _is_body(person, bodies):
            hidden.append((label, person))
    return hidden, shown


def _is_body(person: Person, bodies: Collection[str]) -> bool:
    """Return whether an alleged perpetrator is one of the `bodies`, under the same name."""
    if not isinstance(person, AllegedPerpetrator) or person.protected:
        return False
    return (person.name or "").casefold() in bodies


def _hidden_names(
    case: Case, hidden_people: list[tuple[str, Person]], neutralise: NeutralIds
) -> _HiddenNames:
    """Return the names of people who may not be named, and the label in place of each."""
    names = _HiddenNames({}, {})
    for label, person in hidden_people:
        name, neutral_label = person.name or "", neutralise(label)
        names.whole[name] = neutral_label
        if person.count is None:
            names.parts[name] = neutral_label
        else:
            names.parts.update(dict.fromkeys(group_words(case, name), neutral_label))
    return names


def _blocked(names: Collection[str], without: Collection[str]) -> dict[str, str]:
    """Return names in whose place a block stands, except those in `without`, in small letters."""
    return {name: BLOCK for name in names if name.casefold() not in without}


def _small(names: Collection[str]) -> set[str]:
    """Return names in small letters."""
    return set(map(str.casefold, names))


def _contacts_of_submitters(case: Case) -> tuple[str, ...]:
    """Return the telephone numbers and mail addresses of those who submit."""
    if not case.submission:
        return ()
    return contacts(f"{case.submission.submitter}\n{case.submission.contact}")
