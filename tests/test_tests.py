"""The tests themselves: what they share stands in `support`, and each can be run on its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support.cases import ROOT

MODULES = sorted((ROOT / "tests").rglob("*.py"))


def imported(path: Path) -> set[str]:
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


def asserts(nodes: list[ast.AST]) -> set[ast.Assert]:
    return {inner for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Assert)}


def may_assert_nothing(loop: ast.For) -> bool:
    """Whether a loop asserts only under an `if`, or after a `continue`: of no entry at all,
    perhaps.
    """
    if any(isinstance(node, ast.Continue) for node in ast.walk(loop)):
        return bool(asserts([loop]))
    conditions = [node for node in ast.walk(loop) if isinstance(node, ast.If)]
    guarded = asserts(
        [node for condition in conditions for node in condition.body + condition.orelse]
    )
    return bool(guarded) and guarded == asserts([loop])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_loop_passes_because_it_skips_every_entry(path):
    """Choose the entries first, assert that there are some, then go through them."""
    loops = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.For)
    ]
    assert [f"line {loop.lineno}" for loop in loops if may_assert_nothing(loop)] == []
