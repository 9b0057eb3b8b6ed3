"""Kinds of bodies and of exhibits: each has its traits, and nothing that is no kind has any."""

from __future__ import annotations

from typing import get_args

from minnesota.model.case import bodies, exhibits
from minnesota.model.case.bodies import OUTSIDE_BODIES, STATE_BODIES, BodyKind
from minnesota.model.case.exhibits import ExhibitKind


def test_each_kind_of_body_has_its_traits():
    assert set(bodies.TRAITS) == set(get_args(BodyKind))


def test_a_body_is_never_both_of_a_state_and_outside_it():
    assert not STATE_BODIES & OUTSIDE_BODIES


def test_each_kind_of_exhibit_has_its_traits():
    assert set(exhibits.TRAITS) == set(get_args(ExhibitKind))
