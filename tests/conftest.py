import pytest

pytest.register_assert_rewrite("support")

from support.browsers import axe, browser  # noqa: E402, F401

ALWAYS_SLOW = {"browser", "long", "translations", "wheel"}


def pytest_collection_modifyitems(items):
    """Leave out of the quick lane what no quick lane should wait for, or fail by."""
    for item in items:
        if any(mark.name in ALWAYS_SLOW for mark in item.iter_markers()):
            item.add_marker(pytest.mark.slow)
