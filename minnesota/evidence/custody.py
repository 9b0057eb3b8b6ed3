"""Chains of custody: where one breaks, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from minnesota.base.dates import Delay, When
from minnesota.model.case import Custody, Exhibit

HAND_OVER = timedelta(hours=1)  # how long a hand-over may take before nobody holds the exhibit


class Break(NamedTuple):
    """One break of a chain: its dates contradict each other, or it lacks what is then `missing`.

    `entries` are the entries that it lies in, numbered from 1. `values` stand in `text`: ids,
    numbers, dates. `missing` is a path in the case.
    """

    answer: Literal["contradicts", "lacks"]
    text: str
    values: Mapping[str, Any]
    entries: tuple[int, ...]
    missing: str = ""

    def __str__(self) -> str:
        return self.text.format(**self.values)


def breaks(exhibit: Exhibit) -> Iterator[Break]:
    """Yield every break of an exhibit's chain of custody.

    Those between each two holders come first, then those within each, then those at its ends.
    """
    chain = exhibit.custody
    for number, (before, after) in enumerate(pairwise(chain), 1):
        yield from _breaks_between(exhibit.id, number, before, after)
    for number, holder in enumerate(chain, 1):
        if holder.handed_on and holder.handed_on.is_before(holder.received):
            sentence = "Holder {number} of {id} handed it on before receiving it."
            yield Break("contradicts", sentence, {"id": exhibit.id, "number": number}, (number,))
    if not chain:
        return
    path = f"exhibits.{exhibit.id}.custody"
    if chain[-1].handed_on:
        sentence = "The last recorded holder of {id} handed it on; to whom is not recorded."
        missing = f"{path}[{len(chain) + 1}]"
        yield Break("lacks", sentence, {"id": exhibit.id}, (len(chain),), missing)
    if exhibit.date and _is_days_before(exhibit.date, chain[0].received):
        sentence = (
            "Who held {id} from its date ({date}) to the first recorded holder is not recorded."
        )
        yield Break("lacks", sentence, {"id": exhibit.id, "date": exhibit.date}, (1,), f"{path}[1]")


def _is_days_before(earlier: When, later: When) -> bool:
    """Return whether at least a day lies between two dates, in this order."""
    if not earlier.is_before(later):
        return False
    return (Delay.between(earlier, later).least_days or 0) > 0


def _breaks_between(
    exhibit_id: str, number: int, before: Custody, after: Custody
) -> Iterator[Break]:
    """Yield what is wrong between one holder, the `number`th, and the next."""
    entries = (number, number + 1)
    values: dict[str, Any] = {"id": exhibit_id, "first": number, "second": number + 1}
    if before.handed_on is None:
        sentence = "When holder {first} of {id} handed it on is not recorded."
        missing = f"exhibits.{exhibit_id}.custody[{number}].handed_on"
        yield Break("lacks", sentence, values, entries, missing)
        if after.received.is_before(before.received):
            sentence = "Holder {second} of {id} received it before holder {first} did."
            yield Break("contradicts", sentence, values, entries)
        return
    between = Delay.between(before.handed_on, after.received)
    if between.impossible:
        sentence = "Holder {second} of {id} received it before holder {first} handed it on."
        yield Break("contradicts", sentence, values, entries)
    elif _is_gap(between):
        sentence = (
            "Nobody is recorded as holding {id} for {delay} between holders {first} and {second}."
        )
        yield Break("contradicts", sentence, {**values, "delay": between}, entries)


def _is_gap(between: Delay) -> bool:
    """Return whether nobody held an exhibit between two holders, however the dates are meant.

    Where hours are known, that is more than a hand-over takes; else at least a day.
    """
    if (between.least_days or 0) > 0:
        return True
    if not between.in_hours or between.shortest is None:
        return False
    return between.shortest > HAND_OVER


def handed_over(exhibit: Exhibit, giver: str | None, entry: Custody) -> tuple[Custody, ...]:
    """Return the chain of an exhibit after its present holder handed it on to that of `entry`.

    Where no holder is recorded, `giver` begins the chain. Raises ValueError, in words, when `giver`
    is not the present holder, or when the dates would then contradict each other.
    """
    chain = exhibit.custody
    if chain:
        _check_holders(exhibit, giver, entry)
        if chain[-1].handed_on is None:
            handed_on = chain[-1].model_copy(update={"handed_on": entry.received})
            chain = (*chain[:-1], handed_on)
    elif giver:
        chain = (_first_holder(exhibit, giver, entry.received),)
    chain = (*chain, entry)
    known = list(breaks(exhibit))
    for broken in breaks(exhibit.model_copy(update={"custody": chain})):
        if broken.answer == "contradicts" and broken not in known:
            raise ValueError(f"with this the chain would contradict itself: {broken}")
    return chain


def _check_holders(exhibit: Exhibit, giver: str | None, entry: Custody) -> None:
    """Raise ValueError, in words, when the giver does not have the exhibit, or the taker does."""
    last = exhibit.custody[-1]
    number = len(exhibit.custody)
    holder = last.holder.casefold()
    if giver and giver.casefold() != holder:
        raise ValueError(
            f"by the case {exhibit.id} is in the hands of another (holder {number}):"
            " record that hand-over first, or leave --from out."
        )
    if last.handed_on is None and entry.holder.casefold() == holder:
        raise ValueError(f"by the case {exhibit.id} is in these hands already (holder {number}).")


def _first_holder(exhibit: Exhibit, giver: str, until: When) -> Custody:
    """Return the holder before the first hand-over.

    They held it since it was collected, if by them, else from a day that is not known.
    """
    collected = exhibit.collected
    if collected and collected.on and giver in (collected.by, collected.collector):
        return Custody(holder=giver, received=collected.on, handed_on=until)
    start, slash, end = until.text.partition("/")
    last_day = end if slash else start  # of an interval, when it ended
    return Custody(holder=giver, received=When.parse(f"../{last_day}"), handed_on=until)
