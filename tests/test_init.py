"""Starting a case: it is valid at once, keeps what was there, and asks only what it needs."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.keeping import start
from minnesota.language.rules import LANGUAGES
from minnesota.reading.case import load_case
from minnesota.reading.protocol import load_protocol
from minnesota.yaml.read import parse_document
from support import commands
from support.cases import ROOT

FILES = [".minnesota.lock", "case.schema.json", "case.yaml", "journal.head", "journal.jsonl"]


def init(*words: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return commands.run("init", *words, input=answers)


def test_without_questions_the_case_is_valid_at_once(tmp_path):
    out = init(
        str(tmp_path / "a"),
        "--no-input",
        "--country",
        "Colombia",
        "--title",
        "Death of a detainee: cell 4",
        "--circumstance",
        "custody",
        "--date",
        "2024-11~",
        "--what-happened",
        'Found "dead" at dawn # they said',
    )
    assert out.returncode == 0, out.stderr
    file = load_case(tmp_path / "a")
    assert (file.case.country, file.case.title) == ("CO", "Death of a detainee: cell 4")
    assert file.case.circumstances == ("custody",)
    assert file.case.incident.description == 'Found "dead" at dawn # they said'
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == FILES
    assert (
        (tmp_path / "a/case.yaml")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=case.schema.json\n")
    )


def test_it_asks_and_asks_again_until_the_answer_can_be_used(tmp_path):
    answers = (
        "Malli\nMali\n\nKillings at the river\nneither\nassessment\nMen were taken away.\n"
        "3/1/2025\n2025-01-03\ncustody, custodi\ncustody\n"
    )
    out = init(str(tmp_path / "a"), answers=answers)
    assert out.returncode == 0, out.stderr
    for complaint in (
        'did you mean "mali"',
        "assessment or investigation",
        "is not a date",
        'did you mean "custody"',
    ):
        assert complaint in out.stderr
    case = load_case(tmp_path / "a").case
    assert (case.country, case.circumstances, str(case.incident.date)) == (
        "ML",
        ("custody",),
        "2025-01-03",
    )


@pytest.mark.parametrize("name", ["dioura", "dioura-fr", "well-run"])
def test_an_example_is_copied_whole(tmp_path, name):
    assert init(str(tmp_path / "x"), "--example", name).returncode == 0
    assert (tmp_path / "x/case.yaml").read_bytes() == (
        ROOT / "examples" / name / "case.yaml"
    ).read_bytes()


def test_nothing_is_ever_overwritten(tmp_path):
    (tmp_path / "case.yml").write_text("mine")
    out = init(str(tmp_path), "--example", "dioura")
    assert out.returncode == 2 and "nothing was written" in out.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["case.yml"]
    (tmp_path / "file").write_text("mine")
    assert init(str(tmp_path / "file"), "--example", "dioura").returncode == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_a_country_may_be_named_in_english_french_or_spanish():
    assert [
        start.country_code(n)
        for n in ("ML", "mali", "Côte d’Ivoire", "Cote d'Ivoire", "Allemagne", "España", "Espagne")
    ] == ["ML", "ML", "CI", "CI", "DE", "ES", "ES"]
    with pytest.raises(ValueError, match="did you mean"):
        start.country_code("Colombai")
    for unlike in ("Palestine", "DR Congo"):  # another State must never be offered for it
        with pytest.raises(ValueError, match="two-letter code"):
            start.country_code(unlike)


@given(
    title=st.text(min_size=1).filter(str.strip),
    happened=st.text(),
    circumstances=st.lists(
        st.sampled_from([c.id for c in load_protocol("minnesota-2016").circumstances]), unique=True
    ),
    perspective=st.sampled_from(["assessment", "investigation"]),
)
@settings(max_examples=40, deadline=None)
def test_whatever_one_types_gives_a_valid_case_that_says_it(
    tmp_path_factory, title, happened, circumstances, perspective
):
    answers = start.Answers("ML", title, perspective, happened, "", tuple(circumstances))
    if not start.one_line(title):
        with pytest.raises(ValueError, match="title"):
            start.case_text(answers)
        return
    file = tmp_path_factory.mktemp("case") / "case.yaml"
    file.write_text(start.case_text(answers), encoding="utf-8")
    case = load_case(file).case
    assert case.title == start.one_line(title)
    assert (case.incident.description or "") == start.one_line(happened)
    assert set(case.circumstances) == set(circumstances)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_in_the_template_is_valid_when_its_comment_signs_are_taken_away(
    tmp_path, language
):
    """The commented samples are what people copy from."""
    start.write_case(start.Answers("ML", "Title", "assessment", "", "", (), language), tmp_path)
    file = tmp_path / "case.yaml"
    lines = file.read_text("utf-8").splitlines()
    file.write_text(
        "\n".join(line[1:] if line.startswith("#  ") else line for line in lines), encoding="utf-8"
    )
    case = load_case(tmp_path).case
    assert (
        case.victims
        and case.investigations
        and case.records
        and case.outcomes
        and case.communications
    )


@pytest.mark.slow
def test_the_schema_accepts_both_examples_and_refuses_an_unknown_key():
    schema = json.loads(
        subprocess.run(
            [sys.executable, "-m", "minnesota", "schema", "case"], capture_output=True, text=True
        ).stdout
    )
    for name in ("dioura", "well-run"):
        value = parse_document((ROOT / "examples" / name / "case.yaml").read_bytes(), name).value
        jsonschema.validate(value, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, "victim": []}, schema)
