"""Kinds of bodies and of exhibits: each has its traits, and nothing that is no kind has any."""

from __future__ import annotations

from typing import get_args

from minnesota.case import bodies, exhibits


def test_each_kind_of_body_has_its_traits():
    assert set(bodies.TRAITS) == set(get_args(bodies.BodyKind))


def test_a_body_is_never_both_of_a_state_and_outside_it():
    assert not bodies.STATE_BODIES & bodies.OUTSIDE_BODIES


def test_each_kind_of_exhibit_has_its_traits():
    assert set(exhibits.TRAITS) == set(get_args(exhibits.ExhibitKind))
