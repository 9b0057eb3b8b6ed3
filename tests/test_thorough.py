"""Thoroughness: what the checks of evidence, scenes, remains, witnesses and findings say.

Every case here is fictional.
"""

from support.rows import each
from support.rows.thorough import TABLE


@each(TABLE)
def test_thoroughness_is_judged_by_what_is_recorded(row):
    TABLE.holds(row)
