"""`minnesota protocol`: reading the packs, checking one's own, holding citations against the
document.
"""

from __future__ import annotations

import re
import shutil

import pytest
import typst
from typer.testing import CliRunner

from minnesota.cli import app
from minnesota.model.protocol import Citation
from minnesota.reading.protocol import load_protocol, protocol_names
from support import commands
from support.cases import ROOT
from support.packs import TOY, write_pack

PACK = load_protocol("minnesota-2016")


def run(*words: object):
    return CliRunner().invoke(app, ["protocol", *map(str, words)])


def test_list_names_each_pack_with_what_it_holds():
    out = run("list").stdout
    assert re.search(r"minnesota-2016\n.*\(2016\)\n.*: \d{3} steps, 7 principles", out)
    assert "berkeley-2022" in out


def test_show_prints_every_step_once_under_its_principle():
    words = " ".join(run("show").stdout.split())
    assert all(words.count(f"· {s.id} ") + words.endswith(s.id) >= 1 for s in PACK.steps)


@pytest.mark.parametrize(
    ("options", "there", "absent"),
    [
        (("--principle", "prompt"), "start.prompt", "autopsy.performed"),
        (("--phase", "scene"), "scene.secured", "autopsy.performed"),
        (("--paragraph", "25"), "remains.recovered", "start.prompt"),
        (("--paragraph", "25(d)"), "death.cause", "remains.recovered"),
        (("--search", "BURNED remains"), "remains.hidden-or-damaged", "start.prompt"),
        (("--pack", "berkeley-2022", "--search", "hash"), "online.hash", "online.plan"),
    ],
)
def test_show_finds_by_principle_phase_paragraph_and_words(options, there, absent):
    out = run("show", *options)
    assert out.exit_code == 0 and there in out.stdout and absent not in out.stdout


@pytest.mark.slow
def test_a_number_that_is_not_sure_is_not_found_by_it():
    hidden = {n for s in PACK.steps for n in s.cite.paragraphs} - {
        n for s in PACK.steps for n in s.cite.shown_paragraphs
    }
    assert hidden
    for number in sorted(hidden):
        found = run("show", "--paragraph", number)
        assert "No step" in found.output or all(
            number in (n, n.partition("(")[0])
            for s in PACK.steps
            if s.id in found.stdout
            for n in s.cite.shown_paragraphs[:1]
        )


@pytest.mark.parametrize("step", PACK.steps[::12], ids=lambda s: s.id)
def test_explain_says_all_that_is_known_of_a_step(step):
    words = " ".join(run("explain", step.id).stdout.split())
    for text in (
        step.title,
        step.asks,
        step.why,
        step.close,
        str(step.cite),
        "How sure:",
        "What to write",
    ):
        assert " ".join(text.split()) in words
    assert (f"Computed by the check {step.check}:" in words) == bool(step.check)


def test_explain_finds_a_step_of_any_pack_and_offers_the_nearest():
    assert "berkeley-2022 · online.hash" in run("explain", "online.hash").stdout
    wrong = run("explain", "autopsy.preformed")
    assert wrong.exit_code == 2 and 'did you mean "autopsy.performed"?' in wrong.output


def real(*words: object):
    """The program itself, for its exit codes."""
    return commands.run("protocol", *words)


@pytest.mark.parametrize("name", protocol_names())
def test_the_shipped_packs_have_nothing_to_mend(name):
    done = real("check", ROOT / "protocols" / name)
    assert (done.returncode, done.stderr) == (0, "")


HEAD = TOY["protocol.yaml"]
STEPS = TOY["steps/one.yaml"]


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (
            {"steps/one.yaml": STEPS.replace("check: autopsy", "check: autopsie")},
            2,
            r'toy/steps/one.yaml:9:10: unknown-check: .*"autopsie"',
        ),
        (
            {"steps/one.yaml": STEPS.replace("principle: honest", "principle: honets")},
            2,
            r"toy/steps/one.yaml:5:14: unknown-principle",
        ),
        (
            {"steps/one.yaml": STEPS.replace("toy.wind", "toy.autopsy")},
            2,
            r"toy/steps/one.yaml:1[23]:7: duplicate-id",
        ),
        (
            {
                "steps/one.yaml": STEPS.replace(
                    "applies: {if: [windy]}", "applies: {kinds: [article]}"
                )
            },
            2,
            r"unknown-kind: no case is of kind",
        ),
        (
            {"protocol.yaml": HEAD.replace("year: 2025", "year: 2025, paragraphs: 2")},
            1,
            r"toy/protocol.yaml:5:\d+: uncited-paragraph: no step cites paragraph 1",
        ),
        (
            {"protocol.yaml": HEAD.replace("phases: [", "phases: [{id: later, title: Later}, ")},
            1,
            r"unused-phase: .*later",
        ),
        (
            {
                "lang/fr.yaml": "steps:\n  toy.autopsy: {title: Autopsie, asks: "
                "Fut-elle faite ?, why: Elle "
                "dit tout., close: Demandez-la.}\n"
            },
            1,
            r"toy/lang/fr.yaml:2:3: missing-translation: toy.wind has no title, no asks, no "
            r"why, no close here",
        ),
        (
            {"lang/fr.yaml": "steps:\n  toy.autopsie: {title: Autopsie}\n"},
            1,
            r'fr.yaml:2:\d+: unknown-step: .*"toy.autopsie"(.|\n)*did you mean "toy.autopsy"',
        ),
    ],
    ids=["check", "principle", "twice", "kind", "uncited", "unused", "untranslated", "unknown"],
)
def test_check_tells_what_is_amiss_in_a_pack_of_ones_own_and_where(
    tmp_path, monkeypatch, files, code, said
):
    write_pack(tmp_path, **files)
    monkeypatch.chdir(tmp_path)
    done = real("check", "toy")
    assert done.returncode == code, done.stderr
    assert re.search(said, done.stderr), done.stderr


def test_a_pack_without_steps_is_refused_as_no_case_could_fail_it(tmp_path, monkeypatch):
    write_pack(tmp_path)
    (tmp_path / "toy/steps/one.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    done = real("check", "toy")
    assert done.returncode == 2 and "no-steps" in done.stderr


DOCUMENT = """
#set page(header: [An invented document], footer: context counter(page).display())
#set par(justify: true)
1. Every inquiry begins with a lantern and a ledger,
and each person who holds the lantern signs the ledger.

2. The ledger says (a) who held the lantern; (b) in which wind it was held, and for how long.

3. Nobody puts the lantern out.
"""
CITING = """\
# a comment that stays
- id: toy.lantern
  title: Keep a lantern
  asks: Was there a lantern?
  why: Without one nobody sees what is written.
  cite: {paragraphs: ["1"], section: A, confidence: memory} # and this one
  keywords: [lantern, ledger]
  principle: honest
  phase: all
  force: must
  scope: case
  close: Light one.
- id: toy.wind
  title: Mind the wind
  asks: Was the wind minded?
  why: It puts the lantern out.
  cite: {paragraphs: ["2(a)"], section: A, confidence: section}
  keywords: [wind]
  principle: honest
  phase: all
  force: must
  scope: case
  close: Mind it.
- id: toy.gone
  title: Find what is gone
  asks: Was it found?
  why: It is not in the document at all.
  cite: {paragraphs: ["9"], section: A, confidence: memory}
  keywords: [lantern]
  principle: honest
  phase: all
  force: must
  scope: case
  close: Find it.
"""


@pytest.fixture
def document(tmp_path):
    write_pack(tmp_path, **{"steps/one.yaml": CITING})
    (tmp_path / "source.typ").write_text(DOCUMENT, encoding="utf-8")
    typst.compile(str(tmp_path / "source.typ"), output=str(tmp_path / "source.pdf"))
    return tmp_path


def test_verify_holds_citations_against_the_document_and_writes_only_when_told(document):
    done = real("verify", document / "toy", document / "source.pdf", "--all")
    assert done.returncode == 1, done.stderr
    words = " ".join(done.stdout.split())
    assert "agree: toy.lantern (para 1, memory)" in words
    assert "doubt: toy.wind" in words and "not found: toy.gone" in words
    assert "Of 3 citations 1 agree, 1 in doubt, 1 not found" in words
    assert (document / "toy/steps/one.yaml").read_text("utf-8") == CITING
    real("verify", document / "toy", document / "source.pdf", "--write")
    changed = CITING.replace(
        "confidence: memory} # and this one", "confidence: verified} # and this one"
    )
    assert (document / "toy/steps/one.yaml").read_text("utf-8") == changed
    assert load_protocol(str(document / "toy")).step["toy.lantern"].cite == Citation(
        paragraphs=("1",), section="A", confidence="verified"
    )


def test_verify_never_writes_into_the_pack_that_came_with_the_program(document, monkeypatch):
    monkeypatch.chdir(document)
    done = real("verify", "minnesota-2016", "source.pdf", "--write")
    assert done.returncode == 2 and "give the folder" in done.stderr


def test_verify_tells_in_one_line_what_is_wrong_with_the_pdf(document):
    shutil.copy(document / "source.typ", document / "not.pdf")
    for source in ("not.pdf", "nowhere.pdf"):
        done = real("verify", document / "toy", document / source)
        assert done.returncode == 2 and done.stdout == ""
        assert (
            len([line for line in done.stderr.splitlines() if re.match(r"\S+:\d+:\d+: ", line)])
            == 1
        ), done.stderr
