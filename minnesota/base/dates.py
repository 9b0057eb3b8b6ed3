"""Uncertain dates (EDTF, ISO 8601-2) and delays as ranges.

A date says no more than its source does: `2025-01-03`, `2025-01` (some day of that month),
`2025-01-02/2025-01-04` (some time in between), `2025-01-03~` (about then), `2025-01-04/..` (then or
later). Times are local to the place of the death. A delay between two such dates is therefore a
range, and a benchmark can be kept, exceeded, or neither shown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError, core_schema

from minnesota.base.wording import Counted, Phrase, Word

_SIMPLE = re.compile(
    r"(\d{4})(?:-(0\d|1[0-2])(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?)?)?([?~%])?", re.ASCII
)
_RARE = re.compile(r"[\d?~%/.,\[\]{} X-]{4,60}", re.ASCII)
_SEASON = re.compile(r"\d{4}-(2[1-9]|3\d|4[01])[?~%]?", re.ASCII)
_OFFSET = re.compile(r"T[\d:.]+(Z|[+-]\d{2}:?\d{2})$")
HOW = Word(
    "write 2025-01-03; 2025-01 if the day is not known; 2025-01-02/2025-01-04 for between; "
    "2025-01-03~ for about; 2025-01-03T08:30 with the hour"
)


class When(NamedTuple):
    """A date as its source gives it, with the earliest and the latest moment it can mean.

    `earliest` or `latest` is None where the date is open on that side. `hour_known` says whether
    the hour was given.
    """

    text: str
    earliest: datetime | None
    latest: datetime | None
    hour_known: bool = False

    @classmethod
    def parse(cls, text: str) -> When:
        """Read an EDTF date. Raises ValueError, in words of ours for the person who wrote it."""
        text = text.strip()
        if text.count("/") == 1:
            start, end = text.split("/")
            first = cls.parse(start) if start not in ("", "..") else None
            last = cls.parse(end) if end not in ("", "..") else None
            if not (first or last):
                raise ValueError(Word("a range needs a date on at least one side"))
            earliest, latest = first and first.earliest, last and last.latest
            if earliest and latest and earliest > latest:
                raise ValueError(Word("the range ends before it begins"))
            return cls(text, earliest, latest)
        if match := _SIMPLE.fullmatch(text):
            return cls(text, *_bounds(match), hour_known=match[4] is not None)
        if _SEASON.fullmatch(text):
            why = Word(
                "a season is not the same time everywhere; write its months, as 2025-12/2026-02"
            )
            raise ValueError(why)
        if _OFFSET.search(text):
            raise ValueError(
                Word("a time is local to the place of the death; leave the offset out")
            )
        return cls(text, *_bounds_by_library(text))

    def is_before(self, other: When) -> bool:
        """Whether it lies before another date, however both are read."""
        return (
            self.latest is not None and other.earliest is not None and self.latest < other.earliest
        )

    @classmethod
    def day(cls, day: date) -> When:
        """The whole of one calendar day."""
        return cls.parse(day.isoformat())

    def __str__(self) -> str:
        start, slash, end = self.text.replace("T", " ").partition("/")
        if not slash:
            about = "about " if start[-1:] in "~%" else ""
            return f"{about}{start.rstrip('?~%')}{' (uncertain)' if start[-1:] in '?%' else ''}"
        if end in ("", ".."):
            return f"{start} or later"
        return f"{end} or earlier" if start in ("", "..") else f"between {start} and {end}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda when: when.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": ["string", "integer"], "description": f"A date (EDTF): {HOW}."}


def _validate(value: Any) -> When:
    if isinstance(value, When):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        value = str(value)  # a plain year, which YAML reads as a number
    if not isinstance(value, str):
        raise PydanticCustomError("bad-date", "this is not a date", {"hint": HOW})
    try:
        return _parsed(value)
    except ValueError as error:
        raise PydanticCustomError("bad-date", "{why}", {"why": str(error), "hint": HOW}) from None


@lru_cache(50_000)  # of some ten years in the forms that are common, and few megabytes
def _parsed(text: str) -> When:
    """As `When.parse`: the same days come again and again, in one case and in many."""
    return When.parse(text)


def _bounds(match: re.Match[str]) -> tuple[datetime, datetime]:
    year, month, day, hour, minute, second = (int(g) if g else None for g in match.groups()[:6])
    assert year is not None
    try:
        if month is None:
            first, last = datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59)
            unit = timedelta(days=365)
        elif day is None:
            first = datetime(year, month, 1)
            last = datetime(year, month, monthrange(year, month)[1], 23, 59, 59)
            unit = timedelta(days=31)
        elif hour is None:
            first, last = datetime(year, month, day), datetime(year, month, day, 23, 59, 59)
            unit = timedelta(days=1)
        else:
            first = datetime(year, month, day, hour, minute or 0, second or 0)
            last = first if second is not None else first + timedelta(seconds=59)
            unit = timedelta(hours=1)
        if match[7]:  # "?" uncertain, "~" about, "%" both: one unit of its precision either way
            first, last = first - unit, last + unit
    except (ValueError, OverflowError):
        raise ValueError(Phrase('there is no such date as "{text}"', text=match[0])) from None
    return first, last


@cache
def _bounds_by_library(text: str) -> tuple[datetime | None, datetime | None]:
    """Bounds of the rarer EDTF forms (`2025-01-XX`, sets, qualified parts), worked out by
    python-edtf.
    """
    if not _RARE.fullmatch(
        text
    ):  # also keeps out years like Y1E999999999, which the library would try to count
        raise ValueError(Phrase('"{text}" is not a date', text=_short(text)))
    from edtf import parse_edtf
    from edtf.parser import EDTFParseException

    try:
        parsed = parse_edtf(text)
        sure = not any(sign in text for sign in "?~%")
        low, high = (
            (parsed.lower_strict(), parsed.upper_strict())
            if sure
            else (parsed.lower_fuzzy(), parsed.upper_fuzzy())
        )
        return datetime(low[0], low[1], low[2]), datetime(high[0], high[1], high[2], 23, 59, 59)
    except (EDTFParseException, ValueError, OverflowError, TypeError, AttributeError):
        raise ValueError(Phrase('"{text}" is not a date', text=_short(text))) from None


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


class Limit(NamedTuple):
    """A benchmark's length: in days (calendar days between two dates) or in hours."""

    days: int | None = None
    hours: int | None = None

    @property
    def words(self) -> Counted:
        """The length in words: 10 days."""
        return (
            counted(self.hours, "hour")
            if self.hours is not None
            else counted(self.days or 0, "day")
        )

    def __str__(self) -> str:
        return str(self.words)


class Delay(NamedTuple):
    """How long from one uncertain date to another: the shortest and the longest that it can have
    been.

    `shortest` and `longest` are None where that side is open. The days are calendar days.
    """

    shortest: timedelta | None
    longest: timedelta | None
    least_days: int | None
    most_days: int | None
    in_hours: bool = False

    @classmethod
    def between(cls, start: When, end: When) -> Delay:
        """The delay from `start` to `end`; negative where `end` lies before `start`."""
        shortest = longest = least = most = None
        if end.earliest and start.latest:
            shortest = end.earliest - start.latest
            least = end.earliest.toordinal() - start.latest.toordinal()
        if end.latest and start.earliest:
            longest = end.latest - start.earliest
            most = end.latest.toordinal() - start.earliest.toordinal()
        return cls(shortest, longest, least, most, start.hour_known and end.hour_known)

    def exceeds(self, limit: Limit) -> bool | None:
        """True or False when the dates settle it, None when they are too uncertain to."""
        if limit.hours is not None:
            bound = timedelta(hours=limit.hours)
            if self.shortest is not None and self.shortest > bound:
                return True
            return False if self.longest is not None and self.longest <= bound else None
        days = limit.days or 0
        if self.least_days is not None and self.least_days > days:
            return True
        return False if self.most_days is not None and self.most_days <= days else None

    @property
    def impossible(self) -> bool:
        """Whether the end lies before the start, however the dates are read."""
        return self.longest is not None and self.longest < timedelta(0)

    @property
    def words(self) -> Word | Counted | Phrase:
        """The delay in words: 2 to 3 days."""
        if self.in_hours and self.longest is not None and self.longest < timedelta(hours=72):
            least = max(0, round((self.shortest or timedelta(0)).total_seconds() / 3600))
            most = max(0, round(self.longest.total_seconds() / 3600))
            return _range(least, most, "hour")
        least_days = None if self.least_days is None else max(0, self.least_days)
        most_days = None if self.most_days is None else max(0, self.most_days)
        if least_days is None and most_days is None:
            return Word("an unknown time")
        if most_days is None:
            return Phrase("at least {time}", time=counted(least_days or 0, "day"))
        if least_days is None:
            return Phrase("at most {time}", time=counted(most_days, "day"))
        return _range(least_days, most_days, "day")

    def __str__(self) -> str:
        return str(self.words)


def counted(number: int, unit: str) -> Counted:
    """A number of things in words: 1 day, 2 days."""
    return Counted(number, unit)


def _range(least: int, most: int, unit: str) -> Counted | Phrase:
    return (
        counted(most, unit)
        if least == most
        else Phrase("{least} to {most}", least=least, most=counted(most, unit))
    )


def follows(later: When | None, earlier: When | None) -> bool:
    """Whether something can have come after something else; true where a date is not known."""
    return later is None or earlier is None or not later.is_before(earlier)
