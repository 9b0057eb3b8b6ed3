"""Chains of custody: where one breaks, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from minnesota.base.dates import Delay, When
from minnesota.model.case import Custody, Exhibit

HAND_OVER = timedelta(hours=1)  # how long a hand-over may take before nobody is holding the exhibit


class Break(NamedTuple):
    """One break of a chain: the dates contradict each other, or it lacks something that is then `missing`.

    `entries` are the entries that it lies in, numbered from 1. `values` stand in `text`: ids, numbers, dates.
    """

    answer: Literal["contradicts", "lacks"]
    text: str
    values: Mapping[str, Any]
    entries: tuple[int, ...]
    missing: str = ""

    def __str__(self) -> str:
        return self.text.format(**self.values)


def breaks(exhibit: Exhibit) -> Iterator[Break]:
    """Every break of an exhibit's chain of custody: between each two holders, then within each, then at its ends."""
    chain = exhibit.custody
    for number, (before, after) in enumerate(pairwise(chain), 1):
        yield from _between(exhibit.id, number, before, after)
    for number, holder in enumerate(chain, 1):
        if holder.handed_on and holder.handed_on.is_before(holder.received):
            text = "Holder {number} of {id} handed it on before receiving it."
            yield Break("contradicts", text, {"id": exhibit.id, "number": number}, (number,))
    if chain and chain[-1].handed_on:
        text = "The last recorded holder of {id} handed it on; to whom is not recorded."
        missing = f"exhibits.{exhibit.id}.custody[{len(chain) + 1}]"
        yield Break("lacks", text, {"id": exhibit.id}, (len(chain),), missing)
    since, received = exhibit.date, chain[0].received if chain else None
    if (
        since
        and received
        and since.is_before(received)
        and (Delay.between(since, received).least_days or 0) > 0
    ):
        text = "Who held {id} from its date ({date}) to the first recorded holder is not recorded."
        yield Break(
            "lacks",
            text,
            {"id": exhibit.id, "date": exhibit.date},
            (1,),
            f"exhibits.{exhibit.id}.custody[1]",
        )


def _between(id: str, number: int, before: Custody, after: Custody) -> Iterator[Break]:
    """What is wrong between one holder and the next."""
    pair, values = (number, number + 1), {"id": id, "first": number, "second": number + 1}
    if before.handed_on is None:
        text = "When holder {first} of {id} handed it on is not recorded."
        yield Break("lacks", text, values, pair, f"exhibits.{id}.custody[{number}].handed_on")
        if after.received.is_before(before.received):
            yield Break(
                "contradicts",
                "Holder {second} of {id} received it before holder {first} did.",
                values,
                pair,
            )
        return
    between = Delay.between(before.handed_on, after.received)
    if between.impossible:
        text = "Holder {second} of {id} received it before holder {first} handed it on."
        yield Break("contradicts", text, values, pair)
    elif (between.least_days or 0) > 0 or (
        between.in_hours and between.shortest and between.shortest > HAND_OVER
    ):
        text = (
            "Nobody is recorded as holding {id} for {delay} between holders {first} and {second}."
        )
        yield Break("contradicts", text, {**values, "delay": between}, pair)


def handed_over(exhibit: Exhibit, giver: str | None, entry: Custody) -> tuple[Custody, ...]:
    """The chain of an exhibit after it was handed on, by its present holder, to that of `entry`.

    Where no holder is recorded, `giver` begins the chain. Raises ValueError, in words, when `giver` is not the
    present holder, or when the dates would then contradict each other.
    """
    chain = exhibit.custody
    if chain and giver and giver.casefold() != chain[-1].holder.casefold():
        raise ValueError(
            f"by the case {exhibit.id} is in the hands of another (holder {len(chain)}): record that hand-over first,"
            " or leave --from out."
        )
    if (
        chain
        and chain[-1].handed_on is None
        and entry.holder.casefold() == chain[-1].holder.casefold()
    ):
        raise ValueError(
            f"by the case {exhibit.id} is in these hands already (holder {len(chain)})."
        )
    if not chain and giver:
        chain = (_first(exhibit, giver, entry.received),)
    elif chain and chain[-1].handed_on is None:
        chain = (*chain[:-1], chain[-1].model_copy(update={"handed_on": entry.received}))
    chain = (*chain, entry)
    known = list(breaks(exhibit))
    for broken in breaks(exhibit.model_copy(update={"custody": chain})):
        if broken.answer == "contradicts" and broken not in known:
            raise ValueError(f"with this the chain would contradict itself: {broken}")
    return chain


def _first(exhibit: Exhibit, giver: str, until: When) -> Custody:
    """The holder before the first hand-over: since it was collected, if by them, else from a day that is not known."""
    taken = exhibit.collected
    since = taken.on if taken and giver in (taken.by, taken.collector) else None
    received = since or When.parse(
        f"../{until.text}" if "/" not in until.text else "../" + until.text.partition("/")[2]
    )
    return Custody(holder=giver, received=received, handed_on=until)
