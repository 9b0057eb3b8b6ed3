import hypothesis
import pytest

pytest.register_assert_rewrite("support")

from support.browsers import axe, browser  # noqa: E402, F401

# A busy machine is no fault of what is tested: what must be fast has a test of its own.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

ALWAYS_SLOW = {"long", "translations", "wheel"}


def pytest_collection_modifyitems(items):
    """Leave out of the quick lane what no quick lane should wait for, or fail by."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if marks & ALWAYS_SLOW or "browser" in item.fixturenames:
            item.add_marker(pytest.mark.slow)
