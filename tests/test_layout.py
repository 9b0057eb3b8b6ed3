"""Where files stand: few rooms at the root, and no import that leads back to where it began."""

from __future__ import annotations

from graphlib import TopologicalSorter

import grimp

from support.cases import ROOT

PACKAGE = ROOT / "minnesota"


def test_no_import_goes_round_in_a_circle():
    """Imports within functions count as well. The floors of folders are held by import-linter."""
    graph = grimp.build_graph("minnesota", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 100
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


def test_the_root_of_the_package_holds_few_files_and_folders():
    files = [path for path in PACKAGE.iterdir() if path.is_file()]
    folders = [path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    assert len(files) <= 6
    assert len(folders) <= 18
