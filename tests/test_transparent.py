"""Transparency: what the checks of publications and of what is withheld say.

Every case here is fictional.
"""

from support.rows import each
from support.rows.transparent import TABLE


@each(TABLE)
def test_transparency_is_judged_by_what_was_published(row):
    TABLE.holds(row)
