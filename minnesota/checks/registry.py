"""What a check is and what it may answer.

A check is a small function over the facts of a case. It looks at what is recorded, and answers with
one of five: the facts confirm the step, contradict it, show it in part, are not enough (and which
one is missing), or show that it cannot be asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Literal, NamedTuple, TypeVar

from minnesota.base.wording import Phrase, Reason, Word, repeated
from minnesota.model.case import Exhibit, Fact

F = TypeVar("F", bound=Callable[..., "CheckResult"])
Answer = Literal["confirms", "contradicts", "partly", "lacks", "excludes"]


class Used(NamedTuple):
    """A fact that a check relied on: where it stands in the case, and the exhibits it rests on."""

    path: str
    sources: tuple[str, ...]


class CheckResult(NamedTuple):
    """A check's answer: why, from which facts, and (where facts are not enough) which are missing."""

    answer: Answer
    reason: Reason
    used: tuple[Used, ...] = ()
    missing: tuple[str, ...] = ()


class Check(NamedTuple):
    """A registered check. `look` takes the facts and, but for scope `case`, the part that is asked about."""

    name: str
    scopes: tuple[str, ...]
    look: Callable[..., CheckResult]

    @property
    def explanation(self) -> Word:
        """What the check computes: its function's docstring, which the catalogues translate."""
        function = self.look.func if isinstance(self.look, partial) else self.look
        return Word(" ".join((function.__doc__ or "").split()))


CHECKS: dict[str, Check] = {}


def check(name: str, scope: str | Iterable[str], about: Iterable[str] = ()) -> Callable[[F], F]:
    """Register a check. With `about`, it is registered once a topic, as `name:topic`, and told which one."""
    scopes = (scope,) if isinstance(scope, str) else tuple(scope)

    def register(function: F) -> F:
        for topic in about or (None,):
            full = name if topic is None else f"{name}:{topic}"
            look = function if topic is None else partial(function, about=topic)
            CHECKS[full] = Check(full, scopes, look)
        return function

    return register


def worst_of(seen: Iterable[CheckResult]) -> CheckResult | None:
    """The answer that decides among several about one thing: the gravest that is not `confirms`; None where all confirm."""
    found = list(seen)
    return next(
        (s for answer in ("contradicts", "lacks", "partly") for s in found if s.answer == answer),
        None,
    )


_made = (
    tuple.__new__
)  # a named tuple without the detour through its own function: hundreds are made of every case


def entry_about(where: str, what: str) -> Phrase:
    """What is missing: an entry of a list (`communications[]`) about a matter."""
    return repeated("{where} about {what}", where=where, what=what)


def entry_of_kind(where: str, kinds: str) -> Phrase:
    """What is missing: an entry of a list (`timeline[]`) that is of a kind."""
    return repeated("{where} of kind {kinds}", where=where, kinds=kinds)


def used(path: str, fact: Fact) -> Used:
    """A fact that stands at a path, as used."""
    return _made(Used, (path, fact.sources))


def itself(exhibit: Exhibit) -> Used:
    """An exhibit as a fact that rests on itself."""
    return Used(f"exhibits.{exhibit.id}", (exhibit.id,))


def confirms(text: str, *facts: Used, **values: Any) -> CheckResult:
    """The facts show that it was done."""
    return _made(CheckResult, ("confirms", _made(Reason, (text, values)), facts, ()))


def contradicts(text: str, *facts: Used, **values: Any) -> CheckResult:
    """The facts show that it was not done, or not rightly."""
    return _made(CheckResult, ("contradicts", _made(Reason, (text, values)), facts, ()))


def partly(text: str, *facts: Used, **values: Any) -> CheckResult:
    """The facts show that it was done in part."""
    return _made(CheckResult, ("partly", _made(Reason, (text, values)), facts, ()))


def lacks(text: str, *facts: Used, missing: str | tuple[str, ...], **values: Any) -> CheckResult:
    """The facts are not enough; `missing` names what to record, by its place in the case."""
    where = (missing,) if isinstance(missing, str) else missing
    return _made(CheckResult, ("lacks", _made(Reason, (text, values)), facts, where))


def excludes(text: str, *facts: Used, **values: Any) -> CheckResult:
    """The facts show that the step cannot be asked here."""
    return _made(CheckResult, ("excludes", _made(Reason, (text, values)), facts, ()))
