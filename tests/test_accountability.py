"""Accountability: what the checks of proceedings, reparation and States say.

Every case here is fictional.
"""

from support.rows import each
from support.rows.accountability import TABLE


@each(TABLE)
def test_accountability_is_judged_by_what_came_of_it(row):
    TABLE.holds(row)
