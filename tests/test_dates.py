"""Dates that say no more than their source, and delays between two of them: never surer than the
dates allow.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minnesota.base.dates import Delay, Limit, When


def bounds(text: str) -> tuple[str | None, str | None]:
    """The earliest and the latest moment a date can mean, as text to the minute."""
    when = When.parse(text)
    first, last = (m and m.isoformat(" ", "minutes") for m in (when.earliest, when.latest))
    return first, last


def delay(start: str, end: str) -> Delay:
    return Delay.between(When.parse(start), When.parse(end))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01 00:00", "2025-12-31 23:59"),
        ("2025-01", "2025-01-01 00:00", "2025-01-31 23:59"),
        ("2025-02", "2025-02-01 00:00", "2025-02-28 23:59"),
        ("2024-02", "2024-02-01 00:00", "2024-02-29 23:59"),
        ("2025-01-03", "2025-01-03 00:00", "2025-01-03 23:59"),
        (" 2025-01-03 ", "2025-01-03 00:00", "2025-01-03 23:59"),
        ("2025-01-03T10:30", "2025-01-03 10:30", "2025-01-03 10:30"),
        ("2025-01-03 10:30", "2025-01-03 10:30", "2025-01-03 10:30"),
        ("2025-01-03T10:30:15", "2025-01-03 10:30", "2025-01-03 10:30"),
        ("2025-01-03~", "2025-01-02 00:00", "2025-01-04 23:59"),
        ("2025-01-03?", "2025-01-02 00:00", "2025-01-04 23:59"),
        ("2025-01-03%", "2025-01-02 00:00", "2025-01-04 23:59"),
        ("2025-01-03T10:30~", "2025-01-03 09:30", "2025-01-03 11:30"),
        ("2025-01-02/2025-01-04", "2025-01-02 00:00", "2025-01-04 23:59"),
        ("2025-01/2025-03-15", "2025-01-01 00:00", "2025-03-15 23:59"),
        ("2025-01-03/2025-01-03", "2025-01-03 00:00", "2025-01-03 23:59"),
        ("2025-01-04/..", "2025-01-04 00:00", None),
        ("2025-01-04/", "2025-01-04 00:00", None),
        ("../2025-01-04", None, "2025-01-04 23:59"),
        ("/2025-01-04", None, "2025-01-04 23:59"),
        ("2025-01-04~/..", "2025-01-03 00:00", None),
    ],
)
def test_a_date_means_what_its_source_says(text: str, first: str | None, last: str | None) -> None:
    assert bounds(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-XX", "2025-01-01 00:00", "2025-12-31 23:59"),
        ("2024-02-XX", "2024-02-01 00:00", "2024-02-29 23:59"),
        ("202X", "2020-01-01 00:00", "2029-12-31 23:59"),
        ("20XX", "2000-01-01 00:00", "2099-12-31 23:59"),
        ("[2025-01-03,2025-01-05]", "2025-01-03 00:00", "2025-01-05 23:59"),
        ("{2025..2026}", "2025-01-01 00:00", "2026-12-31 23:59"),
        ("2025-01-03/2025-02-XX", "2025-01-03 00:00", "2025-02-28 23:59"),
    ],
)
def test_the_rarer_forms_are_worked_out_by_the_edtf_library(
    text: str, first: str, last: str
) -> None:
    assert bounds(text) == (first, last)
    assert "edtf" in sys.modules


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "..",
        "/",
        "../..",
        "//",
        "2025//",
        "2025/2026/2027",
        "2025-13",
        "2025-00",
        "2025-02-30",
        "2023-02-29",
        "2025-04-31",
        "2025-01-32",
        "0000",
        "2025-1-3",
        "3/1/2025",
        "03.01.2025",
        "3 January 2025",
        "yesterday",
        "unknown",
        "2025-01-03T24:00",
        "2025-01-03T10:60",
        "2025-01-03T23:59:60",
        "2025-01-03T10",
        "2025-W01",
        "2025-001",
        "20250103",
        "-2025",
        "Y20250",
        "9999-12-31~",
        "0001-01-01?",
        "２０２５-01-03",
        "2025-01-03\x00",
        "2" * 100_000,
        "[" * 60,
        "2025-01-04/2025-01-03",
        "2025-02/2025-01-31",
        "2026/2025",
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|range") as caught:
        When.parse(text)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-03T10:00Z",
        "2025-01-03T10:00:00Z",
        "2025-01-03T10:00+01:00",
        "2025-01-03T10:00-0300",
    ],
)
def test_an_offset_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match="local to the place of the death"):
        When.parse(text)


@pytest.mark.parametrize(
    ("part", "strict"),
    [("2025-01-?03", "2025-01-03"), ("2004-06~-11", "2004-06-11"), ("2025-XX~", "2025")],
)
def test_a_date_uncertain_in_part_is_not_read_as_certain(part: str, strict: str) -> None:
    assert When.parse(part).earliest < When.parse(strict).earliest
    assert When.parse(part).latest > When.parse(strict).latest


def test_a_range_backwards_is_refused_also_where_a_day_is_unknown() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        When.parse("2025-02-XX/2025-01-XX")


@pytest.mark.parametrize("text", ["2025-24", "2025-21", "2025-30~"])
def test_a_season_is_refused_as_it_is_not_the_same_time_everywhere(text: str) -> None:
    with pytest.raises(ValueError, match="write its months"):
        When.parse(text)


@pytest.mark.parametrize("text", ["2025-01-XX/..", "2025-01-XX/2025-02-03~", "../2025-01-XX"])
def test_ranges_with_a_day_unknown_are_read(text: str) -> None:
    assert When.parse(text)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-01-03", "2025-01-03", "0 days"),
        ("2025-01-03", "2025-01-04", "1 day"),
        ("2025-01-03", "2025-02-03", "31 days"),
        ("2025-01-03", "2025-01", "0 to 28 days"),
        ("2025-01", "2025-02", "1 to 58 days"),
        ("2025-01-02/2025-01-04", "2025-01-10", "6 to 8 days"),
        ("2025-01-04/..", "2025-01-10", "at most 6 days"),
        ("2025-01-04", "2025-01-10/..", "at least 6 days"),
        ("2025-01-04/..", "2025-01-10/..", "an unknown time"),
        ("2025-01-03T10:00", "2025-01-03T11:00", "1 hour"),
        ("2025-01-03T10:00", "2025-01-05T10:00", "48 hours"),
        ("2025-01-03T10:00", "2025-01-06T10:00", "3 days"),
        ("2025-01-03T10:00", "2025-01-04", "1 day"),
        ("2024-02-28", "2024-03-01", "2 days"),
    ],
)
def test_a_delay_is_said_in_hours_or_days_and_as_a_range_where_it_is_one(
    start: str, end: str, said: str
) -> None:
    assert str(delay(start, end)) == said


@pytest.mark.parametrize(
    ("start", "end", "limit", "exceeded"),
    [
        ("2025-01-03", "2025-01-05", Limit(days=2), False),
        ("2025-01-03", "2025-01-06", Limit(days=2), True),
        ("2025-01-03", "2025-01", Limit(days=2), None),
        ("2025-01-03~", "2025-01-05", Limit(days=2), None),
        ("2025-01-03~", "2025-01-07", Limit(days=2), True),
        ("2025-01-03", "2025-01-05/..", Limit(days=2), None),
        ("2025-01-03", "2025-01-06/..", Limit(days=2), True),
        ("2025-01-03/..", "2025-01-05", Limit(days=2), False),
        ("2025-01-03", "2025-01-04", Limit(hours=24), None),
        ("2025-01-03", "2025-01-05", Limit(hours=24), True),
        ("2025-01-03", "2025-01-03", Limit(hours=24), False),
        ("2025-01-03T10:00", "2025-01-04T09:00", Limit(hours=24), False),
        ("2025-01-03T10:00", "2025-01-04T10:01", Limit(hours=24), True),
        ("2025-01-03T10:00", "2025-01-04T10:02", Limit(hours=24), True),
        ("2025-01-05", "2025-01-03", Limit(days=2), False),
    ],
)
def test_a_limit_is_kept_or_exceeded_only_where_the_dates_settle_it(
    start: str, end: str, limit: Limit, exceeded: bool | None
) -> None:
    assert delay(start, end).exceeds(limit) is exceeded


def test_an_end_before_the_start_is_impossible_only_when_no_reading_allows_it() -> None:
    assert delay("2025-01-03", "2025-01-02").impossible
    assert not delay("2025-01-03", "2025-01-02~").impossible
    assert not delay("2025-01-03", "2025").impossible
    assert not delay("2025-01-03/..", "2024-01-01/..").impossible
    assert delay("2025-01-03/..", "2024").impossible


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31)).map(
    lambda m: m.replace(microsecond=0)
)
PRECISIONS = st.sampled_from(
    ["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-XX", "%Y-%m-XX"]
)


@st.composite
def written(draw: st.DrawFn, *, true: datetime | None = None) -> tuple[str, datetime]:
    """A date as it may be written of something that happened at a moment, and that moment."""
    true = true or draw(MOMENTS)
    kind = draw(st.sampled_from(["plain", "plain", "about", "between", "before", "after"]))
    if kind == "plain":
        return true.strftime(draw(PRECISIONS)), true
    simple = PRECISIONS.filter(lambda p: "X" not in p)
    if kind == "about":
        return true.strftime(draw(simple)) + draw(st.sampled_from("?~%")), true
    early = (true - draw(st.timedeltas(timedelta(0), timedelta(400)))).strftime(draw(simple))
    late = (true + draw(st.timedeltas(timedelta(0), timedelta(400)))).strftime(draw(simple))
    return {"between": f"{early}/{late}", "before": f"../{late}", "after": f"{early}/.."}[
        kind
    ], true


@given(written())
@settings(max_examples=300, deadline=None)
def test_a_date_holds_the_moment_it_was_written_of(case: tuple[str, datetime]) -> None:
    text, true = case
    when = When.parse(text)
    assert when.earliest is None or when.earliest <= true
    assert when.latest is None or true <= when.latest
    assert when.text == text
    assert bool(when.earliest or when.latest)


@given(written(), written(), st.integers(0, 1000))
@settings(max_examples=500, deadline=None)
def test_a_delay_holds_the_true_delay_and_never_settles_a_limit_against_it(
    start: tuple[str, datetime], end: tuple[str, datetime], size: int
) -> None:
    found = delay(start[0], end[0])
    true, days = end[1] - start[1], (end[1].date() - start[1].date()).days
    assert found.shortest is None or found.shortest <= true
    assert found.longest is None or true <= found.longest
    assert found.least_days is None or found.least_days <= days
    assert found.most_days is None or days <= found.most_days
    assert not (found.impossible and true >= timedelta(0))
    assert found.exceeds(Limit(days=size)) in (None, days > size)
    assert found.exceeds(Limit(hours=size)) in (None, true > timedelta(hours=size))


@pytest.mark.slow
@given(written(), written(), st.integers(0, 1000))
@settings(max_examples=300, deadline=None)
def test_a_limit_is_left_open_only_where_both_answers_are_possible(
    start: tuple[str, datetime], end: tuple[str, datetime], size: int
) -> None:
    first, last = When.parse(start[0]), When.parse(end[0])
    assume(Delay.between(first, last).exceeds(Limit(days=size)) is None)
    shortest = last.earliest and first.latest and (last.earliest.date() - first.latest.date()).days
    longest = last.latest and first.earliest and (last.latest.date() - first.earliest.date()).days
    assert shortest is None or shortest <= size
    assert longest is None or longest > size


# No E: years such as Y1E999999999 have their own test, in a process that can be ended
# (test_hostile.py).
PIECES = st.sampled_from(
    [*"0123456789X?~%/.[]{},-TYS ", "2025", "-01", "-03", "..", "2024-02-29", "T10:00", "Z", "-21"]
)


@given(st.text(max_size=20) | st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        when = When.parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert when.earliest or when.latest
