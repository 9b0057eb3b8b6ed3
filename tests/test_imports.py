"""What each command imports: the libraries and outputs that it uses, and no other, so that nobody
waits for what they do not get.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {  # what not every command needs, by the name that stands in the table
    "pydantic": "pydantic",
    "yaml": "yaml",
    "json": "json",
    "rich": "rich",
    "babel": "babel",
    "jinja2": "jinja2",
    "edtf": "edtf",
    "pyparsing": "pyparsing",
    "markdown": "markdown_it",
    "typst": "typst",
    "word": "docx",
    "lxml": "lxml",
    "pypdf": "pypdf",
    "pillow": "PIL",
    "age": "pyrage",
    "filelock": "filelock",
    "threads": "concurrent.futures",
    "xml": "xml.etree.ElementTree",
    "browser": "playwright",
    "distributed": "distributed",
    "dask": "dask",
    "fsspec": "fsspec",
    "pyarrow": "pyarrow",
    "terminal": "minnesota.terminal.check",
    "as-json": "minnesota.machine.json",
    "sarif": "minnesota.machine.sarif",
    "junit": "minnesota.machine.junit",
    "github": "minnesota.machine.github",
    "remarks": "minnesota.machine.remarks",
    "report": "minnesota.report.report",
    "scrubbing": "minnesota.disclosure.scrub",
    "submission": "minnesota.submission.mandates",
    "table": "minnesota.survey.output.table",
    "rows": "minnesota.survey.output.rows",
    "dashboard": "minnesota.survey.output.dashboard",
    "keeping": "minnesota.keeping.keep",
    "sealing": "minnesota.sealing.seal",
    "baseline": "minnesota.engine.baseline",
}
MODELS = "pydantic yaml json"
WRITES = f"{MODELS} keeping filelock"
REPORT = f"{MODELS} jinja2 report scrubbing submission"
SEAL = f"{REPORT} markdown as-json sealing"
ROWS = [
    ("", ""),
    ("--help", ""),
    ("--version", ""),
    ("check --help", "pydantic"),  # which Typer takes for the kinds of its options
    ("check dioura", f"{MODELS} terminal"),
    ("check dioura --all --as-of 2025-06-30 -o out.txt", f"{MODELS} terminal"),
    ("check dioura --lang fr", f"{MODELS} terminal babel"),
    ("check dioura -f json", f"{MODELS} as-json"),
    ("check dioura -f sarif", f"{MODELS} remarks sarif"),
    ("check dioura -f junit", f"{MODELS} remarks junit xml"),
    ("check dioura -f github", f"{MODELS} remarks github"),
    ("check dioura --baseline base.json", f"{MODELS} terminal baseline"),
    ("check broken.yaml", MODELS),
    ("next dioura", MODELS),
    ("next dioura -f json", MODELS),
    ("init new --no-input --country CO --title Fictional", f"{WRITES} jinja2 babel"),
    ("init copied --example dioura", WRITES),
    ("record report.up-the-line kept --status partly --source E01", WRITES),
    ("walk kept", MODELS),
    ("migrate kept", WRITES),
    (
        "survey dioura well-run --jobs 2",
        f"{MODELS} threads table",
    ),  # a pool only for more than a few
    ("survey dioura --to csv", f"{MODELS} threads rows"),
    ("survey dioura --to jsonl --cache kept-verdicts", f"{MODELS} threads rows"),
    ("survey dioura -o out.parquet", f"{MODELS} threads rows pyarrow"),
    ("survey dioura -o survey.html", f"{REPORT} threads dashboard markdown babel"),
    ("log dioura --verify", f"{MODELS} keeping"),
    ("diff dioura well-run", MODELS),
    ("schema case", "pydantic json"),
    ("schema protocol", "pydantic json"),
    ("protocol list", MODELS),
    ("protocol show --principle prompt", MODELS),
    ("protocol explain autopsy.performed", MODELS),
    ("protocol check minnesota-2016", MODELS),
    (
        "protocol verify minnesota-2016 any.pdf",
        f"{MODELS} pypdf pillow",
    ),  # which pypdf takes with it
    ("exhibit list well-run", MODELS),
    ("exhibit verify well-run", f"{MODELS} threads"),
    ("exhibit add note.txt kept --kind document --title Fictional", f"{WRITES} pillow"),
    ("exhibit hand-over E01 kept --to Fictional --on 2025-02-01 --why Filing", WRITES),
    ("report dioura", REPORT),
    ("report dioura -o out.html", f"{REPORT} markdown"),
    ("report dioura -o out.pdf", f"{REPORT} markdown typst"),
    ("report dioura -o out.docx", f"{REPORT} markdown word lxml"),
    ("report dioura -t un-submission", f"{REPORT} babel"),
    ("seal dioura -o new.zip", f"{SEAL} threads"),
    ("unseal sealed.zip -o opened", SEAL),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the examples, a case to write in, a seal, a baseline, a broken case."""
    folder = tmp_path_factory.mktemp("imports")
    (folder / "note.txt").write_text("fictional\n")
    (folder / "any.pdf").write_text("%PDF-1.7\n")
    (folder / "broken.yaml").write_text("minnesota: 1\nid: X\n")
    for words in (
        "init dioura --example dioura",
        "init kept --example dioura",
        "init well-run --example well-run",
        "seal dioura -o sealed.zip",
        "check dioura -f json -o base.json",
    ):
        subprocess.run(
            [sys.executable, "-m", "minnesota", *words.split()],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
    assert (folder / "sealed.zip").exists() and (folder / "base.json").exists()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("words", "uses"), ROWS)
def test_a_command_imports_what_it_uses_and_nothing_else(place, words, uses):
    code = (
        "import sys\nfrom minnesota.cli import run\nseen, *sys.argv[1:] = "
        "sys.argv[1:]\nrun()\nprint(*sys.modules, sep='\\n', file=open(seen, 'w'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "seen.txt", *words.split()],
        cwd=place,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    loaded = set((place / "seen.txt").read_text().split())
    assert "please report it" not in done.stderr
    assert {name for name, module in HEAVY.items() if module in loaded} == set(uses.split()), (
        done.stderr
    )


def test_every_command_has_a_row():
    from minnesota.cli import app

    rows = {words for words, _ in ROWS}
    names = [c.name for c in app.registered_commands]
    names += [
        f"{g.name} {c.name or c.callback.__name__.replace('_', '-')}"
        for g in app.registered_groups
        for c in g.typer_instance.registered_commands
    ]
    assert len(names) > 18 and [n for n in names if not any(r.startswith(n) for r in rows)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "loaded"), [({}, False), ({"PYDANTIC_DISABLE_PLUGINS": ""}, True)]
)
def test_no_plugin_of_another_program_sees_a_case_unless_it_is_asked_for(
    place, tmp_path, asked, loaded
):
    """A plugin of pydantic is given each value that is validated, and could send it anywhere."""
    (tmp_path / "watching.py").write_text(
        "open('watched', 'w').close()\n"
        "class Watcher:\n"
        "    def new_schema_validator(self, *anything):\n"
        "        return None, None, None\n"
        "watcher = Watcher()\n"
    )
    metadata = tmp_path / "watching-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: watching\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[pydantic]\nwatching = watching:watcher\n")
    here = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    }
    here.pop("PYDANTIC_DISABLE_PLUGINS", None)
    words = [sys.executable, "-m", "minnesota", "check", place / "dioura"]
    done = subprocess.run(words, cwd=tmp_path, env=here | asked, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "watched").exists() is loaded
