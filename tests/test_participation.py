"""Participation: what the checks of the family's part and safety say.

Every case here is fictional.
"""

from support.rows import each
from support.rows.participation import TABLE


@each(TABLE)
def test_participation_is_judged_by_what_the_family_was_given(row):
    TABLE.holds(row)
