"""Promptness: what the checks of delays say. Every case here is fictional."""

import pytest

from support.cases import verdict
from support.rows import each
from support.rows.prompt import HEAD, KNEW, OPENED, TABLE


@each(TABLE)
def test_a_delay_is_judged_by_its_dates(row):
    TABLE.holds(row)


@pytest.mark.parametrize(
    "opened, expected",
    [
        ("2025-01-06", "met"),
        ("2025-01-05/2025-01-07", "not-shown"),
        ("2025-01-07/2025-01-09", "not-met"),
        ("2025-01-06/..", "not-shown"),
        ("2025-01-07/..", "not-met"),
        ("../2025-01-06", "not-shown"),
    ],
)
def test_an_uncertain_opening_is_late_only_if_every_day_it_can_mean_is_late(opened, expected):
    yaml = KNEW + OPENED.replace("2025-01-05", opened)
    assert (
        verdict(yaml.replace("$", "sources: [E01]"), "duty.opened", head=HEAD).verdict == expected
    )
