import pytest

pytest.register_assert_rewrite("support")

from support.browsers import axe, browser  # noqa: E402, F401
