"""What the commands that keep a case, and those that read the packs, print in French and Spanish:
no English in it.

Each command runs twice, in English and in the other language, on the same case of made-up words.
A word that both runs print is either code (an id, a path, a key), the case's own, one that both
languages know, or left in English.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import catalogue
from minnesota.authoring.samples import answer
from minnesota.checks import CHECKS
from minnesota.cli import app
from minnesota.cli.options import named_kinds
from minnesota.language.speak import language
from minnesota.model.case import Case, Record
from minnesota.reading.protocol import load_protocol, protocol_names
from support.cases import ROOT
from support.photos import jpeg
from support.processes import Terminal, read_to_the_end

OTHERS = ("fr", "es")
CASE = """\
minnesota: 1
id: XQ-1
title: Qwzv
country: ML
circumstances: [custody]
incident: {date: 2025-01-02, coordinates: {latitude: 48.9, longitude: 25.1}}
victims: [{id: V01, death: {date: 2025-01-02, cause: Xqv}}]
scenes: [{id: S01, kind: death, place: Zwq}]
exhibits:
  - {id: E01, kind: article, title: Qxz}
"""
# commands, options, paths, ids, and the keys and words of the case format as a path gives them
CODE = re.compile(
    r"`[^`]*`|--\w\S*|minnesota check "
    r"\S+|\S*/\S*|\b\w+(?:[-:]\w+)*(?:\[\w*\])?(?:\.[\w\[\]:-]+)+|\b\w+\[\]|\([a-z-]+\)"
    r"|\b[a-z]+(?:-[a-z0-9]+)*:[a-z-]+\b|\b[a-z]+(?:-[a-z0-9]+)+\b|[0-9a-f]{64}|\b(?:minnesota|MINNESOTA_WHO)\b"
)
ALIKE = {  # words that are the same in both languages
    "fr": {
        "agents",
        "article",
        "code",
        "commission",
        "conditions",
        "contacts",
        "crime",
        "date",
        "distance",
        "distances",
        "district",
        "document",
        "examine",
        "experts",
        "force",
        "forces",
        "fractures",
        "hash",
        "identification",
        "image",
        "incident",
        "institutions",
        "intimidation",
        "journal",
        "justice",
        "met",
        "note",
        "notes",
        "original",
        "page",
        "participation",
        "perspective",
        "plan",
        "point",
        "points",
        "police",
        "position",
        "possible",
        "protection",
        "public",
        "questions",
        "second",
        "section",
        "sections",
        "silence",
        "source",
        "sources",
        "suspect",
        "suspects",
        "torture",
        "traces",
        "version",
        "violations",
    },
    "es": {
        "actor",
        "audio",
        "byte",
        "complete",
        "control",
        "digital",
        "doctor",
        "examine",
        "formal",
        "hash",
        "judicial",
        "local",
        "material",
        "original",
        "para",
        "plan",
        "sexual",
        "video",
    },
}
NAMES = {"mali", "minnesota", "berkeley", "canon", "eos", "sha", "utc", "iii", "vii", "html", "web"}
OWN = set(re.findall("[a-z]*[qxz][a-z]*", CASE.lower()))


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    monkeypatch.delenv("MINNESOTA_WHO", raising=False)


def started(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text(CASE, "utf-8")
    return folder


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", CODE.sub(" ", text).lower()))


def hold(english: str, other: str, code: str, *own: str) -> None:
    """Both runs say something, and nothing in the same words but what stands to reason."""
    left = (words(english) & words(other)) - ALIKE[code] - NAMES - set(OWN) - set(own)
    assert not left, f"{sorted(left)} in:\n{other}"
    assert len(words(english)) > 2 and len(words(other)) > 2


def run(*given: object, code: str = "en") -> str:
    """All that a command prints in a language; it must not fail in ways that English does not."""
    out = CliRunner().invoke(app, [*map(str, given), *(["--lang", code] if code != "en" else [])])
    assert out.exception is None or isinstance(out.exception, SystemExit), out.exception
    return out.output


def both(code: str, *given: object) -> None:
    hold(run(*given), run(*given, code=code), code)


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_the_packs_and_their_outline(code):
    both(code, "protocol", "list")
    both(code, "protocol", "show", "--principle", "prompt")
    both(code, "protocol", "show", "--pack", "berkeley-2022", "--phase", "collection")
    both(code, "protocol", "show", "--search", "qqqqqqq")


STEPS = [s.id for name in protocol_names() for s in load_protocol(name).steps[::31]]


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "step", [*STEPS, "custody.reported", "autopsy.cavities", "online.hash", "witness.protected"]
)
def test_a_step_is_explained_with_its_sample(step, code):
    english, other = (run("protocol", "explain", step, code=c) for c in ("en", code))
    (said, sample), (there, its) = (
        re.split(r"\n\n(?=  \S+:\n)", text) for text in (english, other)
    )
    hold(said, there, code, *(words(sample) & words(its)))
    assert_same_but_for_texts(yaml.safe_load(sample), yaml.safe_load(its))


def assert_same_but_for_texts(english: object, other: object) -> None:
    """The same keys, ids and words of the case format; what is written in words is written in
    others.
    """
    if isinstance(english, dict):
        assert isinstance(other, dict) and list(english) == list(other)
        for key in english:
            assert_same_but_for_texts(english[key], other[key])
    elif isinstance(english, list):
        assert isinstance(other, list) and len(english) == len(other)
        for one, its in zip(english, other, strict=True):
            assert_same_but_for_texts(one, its)
    elif isinstance(english, str) and " " in english:
        assert english != other
    elif not (isinstance(english, str) and (english[0].isupper() or english == "mother")):
        assert english == other


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_facts_that_are_missing_and_what_checks_compute_are_said(code):
    known = {message.id for message in catalogue.template()}
    assert not [c.name for c in CHECKS.values() if c.explanation not in known]
    for name in protocol_names():
        pack = load_protocol(name)
        for step in pack.steps:
            for fact in (
                answer(step, {b.id: b for b in pack.benchmarks}).facts if step.check else ()
            ):
                assert " " not in fact or language(code).value(fact) != fact, fact


@pytest.mark.parametrize("code", OTHERS)
def test_each_word_that_may_be_typed_means_one_thing(code):
    there = language(code)
    kinds = named_kinds(there)
    assert all(kinds[there.word(k)] == k and kinds[k] == k for k in kinds.values())
    for model, key in ((Record, "status"), (Case, "perspective")):
        values = model.model_fields[key].annotation.__args__
        assert len({there.word(v).casefold() for v in values}) == len(values)
    assert len({there.word(w)[0] for w in ("yes", "no")}) == 2


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_what_is_recorded_is_said(tmp_path, code):
    said = {}
    for c in ("en", code):
        case = started(tmp_path / c)

        def record(*more: str, case=case, c=c) -> str:
            return run("record", "bias.weighing", case, *more, code=c)

        said[c] = record("--status", "partly", "--source", "E01", "--note", "Qzx")
        said[c] += record("--status", "partly", "--source", "E01", "--note", "Qzx")
        said[c] += record("--status", "not-done", "--note", "Zqx")
        said[c] += record("--status", "not-applicable", "--note", "Zxq")
        said[c] += run(
            "record",
            "autopsy.performed",
            case,
            "--for",
            "V01",
            "--status",
            "refused",
            "--on",
            "2025-02-01",
            code=c,
        )
        with (case / "case.yaml").open("a") as file:
            file.write("# zq\n")
        said[c] += record("--status", "unknown")
        (case / "journal.head").unlink()
        with (case / "journal.jsonl").open("a") as file:
            file.write("{")
        said[c] += record("--status", "done")
    hold(said["en"], said[code], code, "status", "note", "sources", "qzx", "zqx", "zxq")
    assert len(said["en"].splitlines()) > 25


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_exhibits_are_taken_in_handed_over_and_proven(tmp_path, code):
    said = {}
    for c in ("en", code):
        case = started(tmp_path / c)
        photo = jpeg(tmp_path / f"{c}.jpg", taken="2024:12:30 10:00:00")

        def exhibit(command: str, *more: object, case=case, c=c) -> str:
            return run("exhibit", command, *more, code=c)

        said[c] = exhibit(
            "add",
            photo,
            case,
            "--kind",
            "photo",
            "--title",
            "Zqv",
            "--holder",
            "Qq",
            "--collected-on",
            "2025-01-09",
        )
        said[c] += exhibit("add", photo, case, "--kind", "photo", "--title", "Zqv")
        said[c] += exhibit("add", "--reference", "12", case, "--kind", "object", "--title", "Zqv")
        said[c] += exhibit("hand-over", "E02", case, "--to", "Zz", "--on", "2025-01-12")
        said[c] += exhibit("list", case)
        evidence = case / "evidence"
        (evidence / "E02.jpg").write_bytes(b"x")
        (evidence / "E03.jpg").unlink()
        (evidence / "E03.jpg").mkdir()
        (evidence / "zq").write_text("zq")
        (evidence / f".{'0' * 16}.part").write_text("zq")
        text = (case / "case.yaml").read_text("utf-8")
        more = """\
  - {id: E90, kind: photo, title: Qz, file: evidence/zq}
  - {id: E91, kind: photo, title: Qz, file: evidence/qx, sha256: "%s"}
  - {id: E92, kind: photo, title: Qz, file: ../qx}
  - {id: E93, kind: photo, title: Qz, custody: [{holder: Q, received: 2025-01-09}, {holder: Z,
      received: 2025-01-04}]}
""" % ("0" * 64)
        (case / "case.yaml").write_text(text.rstrip("\n") + "\n" + more, "utf-8")
        said[c] += exhibit("verify", case)
        for command in ("list", "verify"):
            neutral = run("exhibit", command, case, "--format", "json")
            assert neutral == exhibit(command, case, "--format", "json") and json.loads(neutral)
        (case / "case.yaml").write_text(CASE.split("exhibits:")[0], "utf-8")
        said[c] += exhibit("list", case)
    hold(said["en"], said[code], code, "zqv")
    labels = {line.split()[0] for line in said["en"].splitlines() if line}
    assert {"FAILED", "lacks", "stray", "Warning:", "Recorded:"} <= labels, labels


WALKED = {  # what is typed in each language, to the same end
    "en": ("not done", "document"),
    "fr": ("non fait", "document"),
    "es": ("no hecho", "documento"),
}


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_walking_at_a_terminal_is_all_in_the_language(tmp_path, code):
    said = {
        c: re.sub(r"\n  scenes:\r\n(  .*\r\n)+", "", walked(tmp_path / c, c)) for c in ("en", code)
    }
    hold(said["en"], said[code], code, "photo", "zzz")


def walked(folder: Path, code: str) -> str:
    case, there = started(folder), language(code)
    (folder / "qz.txt").write_text("qz")
    status, kind = WALKED[code]
    terminal = Terminal(
        "walk",
        str(case),
        "--phase",
        "scene",
        "--for",
        "S01",
        *(["--lang", code] if code != "en" else []),
    )
    key = f"{there.word('unknown')} u"
    asks = [
        there.text(m).split(" (")[0]
        for m in (
            "When (2025-01-03, 2025-01; Enter: not known; b: back)",
            "Source (ids of exhibits; l: list them; +: add one; Enter: none; b: back)",
            "Note (Enter: none)",
            "Its file (Enter: it is kept elsewhere; b: back)",
            "Where, or under which number",
            "Kind (article, document, photo, testimony, …)",
            "Title",
            "Since when is it not known (2025-01-03, 2025-01; Enter: not known; b: back)",
            "Why is it set aside",
        )
    ]
    when, source, note, file, number, kinds, title, since, aside = asks
    terminal.until(key)
    for typed, then in (
        ("zz", key),
        ("?", key),
        (status, when),
        ("3/1/2025", when),
        ("2199-01-01", when),
        ("2025-03-02/2025-01-01", when),
        ("2025-01-05", source),
        ("l", source),
        ("E7", source),
        ("+", file),
        ("/nowhere/at/all", file),
        (str(folder / "qz.txt"), kinds),
        ("zzz", kinds),
        (kind, title),
        ("Qz", source),
        ("+", file),
        ("", number),
        ("12", kinds),
        ("photo", title),
        ("Qz", source),
        ("E01", note),
        ("Zq", key),
        ("x", when),
        ("", source),
        ("", aside),
        ("b", key),
        ("u", since),
        ("", source),
        ("", note),
        ("q", "minnesota check"),
    ):
        terminal.type(typed, then)
    assert terminal.end() == 0
    record = next(r for r in yaml.safe_load((case / "case.yaml").read_text("utf-8"))["records"])
    assert (record["status"], record["sources"]) == ("not-done", ["E02", "E03", "E01"])
    return terminal.seen


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_starting_a_case_asks_in_the_language_and_writes_it(tmp_path, code):
    said, texts = {}, {}
    for c in ("en", code):
        perspective = {"en": "investigation", "fr": "enquête", "es": "investigación"}[c]
        answers = (
            f"Zzz\nMalli\nMali\n\nQwzv\nzz\n{perspective}\nXqv\n3/1/2025\n2025-01-03\ncustody, "
            f"custodi\nzzzzzzz\ncustody\n"
        )
        command = [
            sys.executable,
            "-m",
            "minnesota",
            "init",
            str(tmp_path / c),
            *(["--lang", c] if c != "en" else []),
        ]
        out = subprocess.run(
            command, input=answers, capture_output=True, text=True, encoding="utf-8"
        )
        assert out.returncode == 0, out.stderr
        said[c] = out.stdout + out.stderr
        texts[c] = (tmp_path / c / "case.yaml").read_text("utf-8")
    ids = " ".join(
        x for c in load_protocol("minnesota-2016").circumstances for x in c.id.split("-")
    )
    hold(said["en"], said[code], code, *ids.split(), "zzz", "malli", "custodi", "zzzzzzz")
    head = yaml.safe_load(texts[code])
    assert (head["language"], head["perspective"], head["circumstances"]) == (
        code,
        "investigation",
        ["custody"],
    )
    assert list(yaml.safe_load(texts["en"])) == list(head)
    comments = [
        " ".join(re.findall(r"(?<=# )(?![ -]).*", text)) for text in (texts["en"], texts[code])
    ]
    keys = " ".join(re.findall(r"[\w-]+(?=:)|(?<=[\[{ ])[a-z-]+(?=[\]},])", texts["en"]))
    hold(
        *comments,
        code,
        *words(keys),
        "state",
        "family",
        "public",
        "assessment",
        "investigation",
        "schema",
    )
    samples = []
    for text in (texts["en"], texts[code]):
        lines = [line[1:] if line.startswith("#  ") else line for line in text.splitlines()]
        samples.append(yaml.safe_load("\n".join(line for line in lines)))
    english, other = samples
    english.pop("language"), other.pop("language")
    assert_same_but_for_texts(english, other)


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_a_photo_taken_in_at_a_terminal_is_asked_about_in_the_language(tmp_path, code):
    said = {}
    for c in ("en", code):
        case, there = started(tmp_path / c), language(c)
        photo = jpeg(tmp_path / f"{c}.jpg", taken="2025:01:03 08:30:00")
        ours, theirs = pty.openpty()
        command = [
            sys.executable,
            "-m",
            "minnesota",
            "exhibit",
            "add",
            str(photo),
            str(case),
            "--lang",
            c,
        ]
        with subprocess.Popen(
            command, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL
        ) as process:
            os.close(theirs)
            os.write(ours, f"zz\n{there.word('photo')}\nZqv\nzz\n{there.word('yes')}\n".encode())
            shown = read_to_the_end(ours)
        os.close(ours)
        assert process.returncode == 0
        exhibit = yaml.safe_load((case / "case.yaml").read_text("utf-8"))["exhibits"][-1]
        assert exhibit["kind"] == "photo" and exhibit["embedded"]["device"] == "Canon EOS 5D"
        said[c] = shown.decode()
    hold(said["en"], said[code], code, "zqv")


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        ["--help"],
        ["check", str(ROOT / "examples/dioura")],
        ["exhibit", "list", str(ROOT / "examples/dioura")],
        ["protocol", "list"],
    ],
)
def test_english_loads_no_catalogue(given):
    code = (
        "import sys; from minnesota.cli import run; sys.argv = ['minnesota', *sys.argv[1:]]; "
        "run(); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, *given], capture_output=True).returncode == 0
