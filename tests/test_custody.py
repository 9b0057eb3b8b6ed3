"""Chains of custody: every break is found, in order, and a hand-over never makes a new one."""

from __future__ import annotations

import pytest

from minnesota.evidence.custody import breaks, handed_over
from minnesota.model.case import Custody, Exhibit
from support.cases import case_of

A = "{holder: A, received: 2025-01-04, handed_on: 2025-01-06}"


def exhibit(*chain: str, more: str = "") -> Exhibit:
    body = (
        f"exhibits: [{{id: E1, kind: sample, title: A swab, {more} custody: [{', '.join(chain)}]}}]"
    )
    return case_of(body).case.exhibits[0]


def entry(holder: str, received: str) -> Custody:
    return Custody.model_validate({"holder": holder, "received": received})


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([], []),
        ([A, "{holder: B, received: 2025-01-06}"], []),
        ([A], [("lacks", "to whom is not recorded", (1,))]),
        (
            [A, "{holder: B, received: 2025-01-09}"],
            [("contradicts", "Nobody is recorded as holding E1 for 3 days", (1, 2))],
        ),
        (
            [A, "{holder: B, received: 2025-01-05}"],
            [("contradicts", "Holder 2 of E1 received it before holder 1 handed", (1, 2))],
        ),
        (
            ["{holder: A, received: 2025-01-04}", "{holder: B, received: 2025-01-06}"],
            [("lacks", "When holder 1 of E1", (1, 2))],
        ),
        (
            ["{holder: A, received: 2025-01-04}", "{holder: B, received: 2025-01-02}"],
            [
                ("lacks", "When holder 1 of E1", (1, 2)),
                ("contradicts", "received it before holder 1 did", (1, 2)),
            ],
        ),
        (
            [
                A,
                "{holder: B, received: 2025-01-09, handed_on: 2025-01-08}",
                "{holder: C, received: 2025-01-08, handed_on: 2025-02}",
            ],
            [
                ("contradicts", "Nobody is recorded as holding E1 for 3 days", (1, 2)),
                ("contradicts", "Holder 2 of E1 handed it on before receiving it", (2,)),
                ("lacks", "The last recorded holder", (3,)),
            ],
        ),
    ],
)
def test_every_break_is_told_in_order(chain, expected):
    found = list(breaks(exhibit(*chain)))
    assert [(b.answer, b.entries) for b in found] == [
        (answer, entries) for answer, _, entries in expected
    ]
    assert all(words in str(b) for b, (_, words, _) in zip(found, expected, strict=True))


def test_what_is_missing_is_named_by_its_place():
    found = list(
        breaks(
            exhibit(
                "{holder: A, received: 2025-01-04}",
                "{holder: B, received: 2025-01-06}",
                more="date: 2025-01-02,",
            )
        )
    )
    assert [b.missing for b in found] == [
        "exhibits.E1.custody[1].handed_on",
        "exhibits.E1.custody[1]",
    ]


def test_a_hand_over_closes_the_last_entry_and_begins_the_next():
    chain = handed_over(
        exhibit("{holder: A, received: 2025-01-04}"), "a", entry("B", "2025-01-06T10:00")
    )
    assert [(c.holder, c.received.text, c.handed_on and c.handed_on.text) for c in chain] == [
        ("A", "2025-01-04", "2025-01-06T10:00"),
        ("B", "2025-01-06T10:00", None),
    ]


@pytest.mark.parametrize(
    ("chain", "giver", "received", "why"),
    [
        (["{holder: A, received: 2025-01-04}"], "C", "2025-01-06", "in the hands of another"),
        (
            ["{holder: A, received: 2025-01-04}"],
            None,
            "2025-01-03",
            "handed it on before receiving it",
        ),
        ([A], None, "2025-01-09", "Nobody is recorded as holding E1"),
        ([A], None, "2025-01-05", "before holder 1 handed it on"),
    ],
)
def test_a_hand_over_that_would_break_the_chain_is_refused(chain, giver, received, why):
    with pytest.raises(ValueError, match=why):
        handed_over(exhibit(*chain), giver, entry("B", received))


def test_an_old_break_elsewhere_does_not_stop_a_new_hand_over():
    broken = exhibit(A, "{holder: B, received: 2025-01-09}")
    chain = handed_over(broken, "B", entry("C", "2025-02-01"))
    assert [c.holder for c in chain] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("more", "since"),
    [
        ("", "../2025-01-06"),
        ("collected: {on: 2025-01-02, collector: A},", "2025-01-02"),
        ("collected: {on: 2025-01-02, collector: Z},", "../2025-01-06"),
    ],
)
def test_who_hands_on_first_held_it_since_they_collected_it_or_since_a_day_nobody_knows(
    more, since
):
    chain = handed_over(exhibit(more=more), "A", entry("B", "2025-01-06"))
    assert (chain[0].holder, chain[0].received.text, chain[0].handed_on.text) == (
        "A",
        since,
        "2025-01-06",
    )
    assert handed_over(exhibit(more=more), None, entry("B", "2025-01-06"))[0].holder == "B"
