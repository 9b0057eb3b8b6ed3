"""What a check is and what it may answer.

A check is a small function over the facts of a case. It looks at what is recorded, and answers with
one of five: the facts confirm the step, contradict it, show it in part, are not enough (and which
one is missing), or show that it cannot be asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple, Self, TypeVar

from minnesota.base.wording import OR, Listed, Phrase, Reason, Word
from minnesota.model.case import Exhibit, Fact

F = TypeVar("F", bound=Callable[..., "CheckResult"])
Answer = Literal["confirms", "contradicts", "partly", "lacks", "excludes"]


class Used(NamedTuple):
    """A fact that a check relied on: where it stands in the case, and the exhibits it rests on."""

    path: str
    sources: tuple[str, ...]


class Missing(Phrase):
    """A fact that is not recorded: its place in a case, and what would have to stand there.

    `path`: where, such as `timeline[]`, which is an entry more in that list. `entry`: what that
    entry would say, by its keys. `holding`: what the list at `path` would have in it. `has_hours`:
    the date at `path` would say when it began and when it ended.

    Its text says the same in English. A plain `str` is a path alone, which most facts need no more
    than.
    """

    path: str
    entry: Mapping[str, Any]
    holding: tuple[str, ...]
    has_hours: bool

    def __new__(
        cls,
        words: Phrase,
        path: str,
        entry: Mapping[str, Any] | None = None,
        holding: tuple[str, ...] = (),
        has_hours: bool = False,
    ) -> Self:
        """Return the fact that is said in `words`."""
        made = super().__new__(cls, words.template, **words.values)
        made.path = path
        made.entry = entry or {}
        made.holding = holding
        made.has_hours = has_hours
        return made


class CheckResult(NamedTuple):
    """A check's answer: why, from which facts, and (where facts are not enough) which are missing.

    A member of `missing` is a `Missing`, or the path of a fact as a plain `str`, or words of ours
    (`Word`, `Phrase`) where no path says what would be needed.
    """

    answer: Answer
    reason: Reason
    used: tuple[Used, ...] = ()
    missing: tuple[str, ...] = ()


class Check(NamedTuple):
    """A registered check.

    `look` takes the facts and, but for scope `case`, the part that is asked about.
    """

    name: str
    scopes: tuple[str, ...]
    look: Callable[..., CheckResult]

    @property
    def explanation(self) -> Word:
        """What the check computes: its function's docstring, which the catalogues translate."""
        function = self.look
        if isinstance(function, partial):
            function = function.func
        return Word(" ".join((function.__doc__ or "").split()))


CHECKS: dict[str, Check] = {}


def check(name: str, scope: str | Iterable[str], about: Iterable[str] = ()) -> Callable[[F], F]:
    """Register a check.

    With `about`, it is registered once a topic, as `name:topic`, and told which one.
    """
    scopes = (scope,) if isinstance(scope, str) else tuple(scope)

    def register(function: F) -> F:
        for topic in about:
            full_name = f"{name}:{topic}"
            CHECKS[full_name] = Check(full_name, scopes, partial(function, about=topic))
        if not about:
            CHECKS[name] = Check(name, scopes, function)
        return function

    return register


def worst_of(seen: Iterable[CheckResult]) -> CheckResult | None:
    """Return the answer that decides among several about one thing; None where all confirm.

    That is the gravest that is not `confirms`.
    """
    results = list(seen)
    for answer in ("contradicts", "lacks", "partly"):
        for result in results:
            if result.answer == answer:
                return result
    return None


# A named tuple without the detour through its own function: hundreds are made of every case.
_made = tuple.__new__

# One case, and many, miss the same facts again and again.
_cached = lru_cache(1_000, typed=True)


@_cached
def entry_about(path: str, topic: str) -> Missing:
    """Return as missing an entry of a list (`communications[]`) about a topic."""
    words = Phrase("{where} about {what}", where=path, what=topic)
    return Missing(words, path, {"about": [topic]})


@_cached
def entry_from_family(path: str, topic: str) -> Missing:
    """Return as missing an entry of `communications[]` in which the family speaks of a topic."""
    words = Phrase("{where} from-family about {what}", where=path, what=topic)
    return Missing(words, path, {"about": [topic], "direction": "from-family"})


@_cached
def entry_of_kind(path: str, *kinds: str) -> Missing:
    """Return as missing an entry of a list (`timeline[]`) that is of one of these `kinds`."""
    words = Phrase("{where} of kind {kinds}", where=path, kinds=Listed(kinds, OR))
    return Missing(words, path, {"kind": kinds[0]})


@_cached
def entry_against(path: str, kind: str, whom: str) -> Missing:
    """Return as missing an entry of a list (`timeline[]`) of a `kind`, `against` certain people."""
    words = Phrase("{where} of kind {kinds} against {whom}", where=path, kinds=kind, whom=whom)
    return Missing(words, path, {"kind": kind, "against": whom})


@_cached
def list_holding(path: str, needs: tuple[str, ...]) -> Missing:
    """Return as missing a list that holds all that a step `needs` of it."""
    words = Phrase("{where} with {what}", where=path, what=", ".join(needs))
    return Missing(words, path, holding=needs)


@_cached
def hours_of(path: str) -> Missing:
    """Return as missing a date that says at which hours something began and ended."""
    words = Phrase("{where} with start and end", where=path)
    return Missing(words, path, has_hours=True)


def used(path: str, fact: Fact) -> Used:
    """Return a fact that stands at a path, as used."""
    return _made(Used, (path, fact.sources))


def itself(exhibit: Exhibit) -> Used:
    """Return an exhibit as a fact that rests on itself."""
    return Used(f"exhibits.{exhibit.id}", (exhibit.id,))


def confirms(text: str, *facts: Used, **values: Any) -> CheckResult:
    """Answer that the facts show that it was done."""
    return _made(CheckResult, ("confirms", _made(Reason, (text, values)), facts, ()))


def contradicts(text: str, *facts: Used, **values: Any) -> CheckResult:
    """Answer that the facts show that it was not done, or not rightly."""
    return _made(CheckResult, ("contradicts", _made(Reason, (text, values)), facts, ()))


def partly(text: str, *facts: Used, **values: Any) -> CheckResult:
    """Answer that the facts show that it was done in part."""
    return _made(CheckResult, ("partly", _made(Reason, (text, values)), facts, ()))


def lacks(text: str, *facts: Used, missing: str | tuple[str, ...], **values: Any) -> CheckResult:
    """Answer that the facts are not enough; `missing` names what to record."""
    where = (missing,) if isinstance(missing, str) else missing
    return _made(CheckResult, ("lacks", _made(Reason, (text, values)), facts, where))


def excludes(text: str, *facts: Used, **values: Any) -> CheckResult:
    """Answer that the facts show that the step cannot be asked here."""
    return _made(CheckResult, ("excludes", _made(Reason, (text, values)), facts, ()))
