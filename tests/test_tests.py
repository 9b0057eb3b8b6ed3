"""The tests themselves: what they share stands in `support`, and each can be run on its own."""

from __future__ import annotations

import ast

import pytest

from support.cases import ROOT

MODULES = sorted((ROOT / "tests").rglob("*.py"))


def imported(path) -> set[str]:
    """The modules that a file imports, by their whole names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_imports_a_test_module(path):
    tests = {path.stem for path in MODULES if path.stem.startswith("test_")}
    assert len(tests) > 40
    parts = {part for name in imported(path) for part in name.split(".")}
    assert parts & tests == set()
