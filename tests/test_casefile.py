"""Reading a case: what the person who wrote it is told, all of it in one run.

The cases made here are fictional.
"""

from __future__ import annotations

import copy
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.reading.case import CaseFile, load_case
from minnesota.yaml.read import read_document
from support.cases import HEAD, ROOT, case_of

DIOURA = ROOT / "examples" / "dioura" / "case.yaml"


def told(body: str, head: str = HEAD) -> list[Diagnostic]:
    """What is told of a case that cannot be used; `incident` is added when it is not in it."""
    with pytest.raises(Problems) as caught:
        case_of(body, head)
    return list(caught.value.diagnostics)


def places(body: str, head: str = HEAD) -> list[tuple[int, int, str]]:
    return [(d.line, d.column, d.code) for d in told(body, head)]


def shown(body: str, head: str = HEAD) -> str:
    """All that is told, as a terminal shows it, with the file called case.yaml."""
    return "\n".join(str(d._replace(file="case.yaml")) for d in told(body, head))


def test_the_example_is_read_from_its_file_and_from_its_folder() -> None:
    file, folder = load_case(DIOURA), load_case(DIOURA.parent)
    assert file[:3] == folder[:3] and file.fingerprint == folder.fingerprint
    assert (file.case.id, file.protocols[0].id) == ("MLI-2025-DIOURA", "minnesota-2016")


def test_a_folder_may_hold_case_yml_and_case_yaml_goes_first(tmp_path: Path) -> None:
    (tmp_path / "case.yml").write_text(HEAD + "incident: {}\n")
    assert load_case(tmp_path).path == tmp_path / "case.yml"
    (tmp_path / "case.yaml").write_text(HEAD.replace("T-1", "T-2") + "incident: {}\n")
    assert load_case(tmp_path).case.id == "T-2"


def test_a_folder_without_a_case_is_told_by_the_name_that_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        load_case(tmp_path)
    (only,) = caught.value.diagnostics
    assert (only.file, only.code) == (str(tmp_path / "case.yaml"), "unreadable")
    assert "minnesota init" in (only.hint or "")


def test_any_change_of_the_file_changes_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    fingerprints = set()
    for text in (HEAD + "incident: {}\n", HEAD + "incident: {} \n", HEAD + "incident: {} # one\n"):
        path.write_text(text)
        fingerprints.add(load_case(path).fingerprint)
    assert len(fingerprints) == 3


def test_what_is_left_out_is_not_known_and_never_no() -> None:
    case = case_of("victims:\n  - id: V01\n    child:\n    remains: {recovered: ~}\n").case
    assert case.victims[0].child is None
    assert case.victims[0].remains is not None
    assert case.victims[0].remains.recovered is None


# Three mistakes as they are shown, to the last caret.
def test_an_unknown_institution_is_shown_with_a_caret_below_it() -> None:
    body = """\
    institutions:
      - {id: fama, name: A force, kind: armed-forces}
    alleged_perpetrators:
      - id: P01
        institution: fma
    """
    assert shown(body) == textwrap.dedent("""\
        case.yaml:9:18: unknown-institution: no institution has the id "fma"
            9 |     institution: fma
              |                  ^^^ did you mean "fama"?""")


def test_a_mistake_after_wide_letters_and_a_tab_is_shown_with_the_caret_below_it() -> None:
    told = shown("victims:\n  - {id: V01, name: 'Aïssata\tŻ', sex: femal}\n")
    assert told == textwrap.dedent("""\
        case.yaml:6:39: not-one-of: "femal" is not one of the words that may stand here
            6 |   - {id: V01, name: 'Aïssata Ż', sex: femal}
              |                                       ^^^^^ did you mean "female"?""")


def test_a_mistake_far_out_on_a_long_line_is_shown_with_what_is_around_it() -> None:
    body = f"incident: {{place: {'a' * 200}, dat: 2025-01-03, description: {'b' * 200}}}\n"
    head, line, under = shown(body).split("\n")
    assert head == 'case.yaml:5:221: unknown-key: there is no key "dat" here'
    assert len(line) < 110
    assert line[under.index("^") :].startswith("dat: 2025-01-03, description: bbb")
    assert under.endswith(' ^^^ did you mean "date"?')


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("victms: []", 'did you mean "victims"?'),
        ("Victims: []", 'did you mean "victims"?'),
        ("incident: {plase: A bridge}", 'did you mean "place"?'),
        ("victims: [{id: V01, remains: {retuned: {}}}]", 'did you mean "returned"?'),
        (
            "records: [{step: prosecution.sent, subject: V01, status: done}]",
            "write one of: sources, note, step, for,",
        ),
        ("perspective: asessment", 'did you mean "assessment"?'),
        ("circumstances: [armed conflict]", 'did you mean "armed-conflict"?'),
        ("circumstances: custody", "write [custody]"),
        ("protocol: minnesota2016", 'did you mean "minnesota-2016"?'),
        ("records: [{step: duty.open, status: done}]", 'did you mean "duty.opened"?'),
        ("benchmarks: {autopsie: {days: 2, reason: A}}", 'did you mean "autopsy"?'),
        (
            "timeline: [{on: 2025-01-03, what: A, victim: V01}]",
            "record it in this file first, with that id",
        ),
        ("victims: [{id: V01, child: yes}]", "write true or false, without quotes"),
        ("submission: {contact: 112}", 'put it in quotes: "112"'),
        ("submission: {contact: true}", 'put it in quotes: "true"'),
        ("incident: {date: 3/1/2025}", "write 2025-01-03; 2025-01 if the day is not known"),
        ("language: English", "for example fr"),
    ],
)
def test_a_mistake_comes_with_what_to_write_instead(body: str, hint: str) -> None:
    (only,) = told(body + "\n")
    assert (only.hint or "").startswith(hint)


def test_a_word_that_resembles_nothing_gets_a_list_of_at_most_eight() -> None:
    (only,) = told("circumstances: [qqqq]\n")
    assert (only.hint or "").count(",") == 7
    assert " in all)" in (only.hint or "")


def test_mistakes_of_every_kind_are_told_in_one_run_in_the_order_of_the_file() -> None:
    body = """\
    titel: Again
    circumstances: [custdy]
    incident: {date: 2025-02-30, sources: [E01]}
    victims:
      - id: V01
      - id: V01
        child: 1
    scenes:
      - {id: S01, kind: lake}
    records:
      - {step: scene.secured, for: V01, status: done}
      - {step: prosecution.sent, status: done}
      - {step: prosecution.sent, status: dun}
    """
    assert places(body) == [
        (5, 1, "unknown-key"),
        (6, 17, "unknown-circumstance"),
        (7, 18, "bad-date"),
        (7, 40, "unknown-exhibit"),
        (10, 9, "duplicate-id"),
        (11, 12, "expected-yes-or-no"),
        (13, 21, "not-one-of"),
        (15, 32, "wrong-subject"),
        (17, 12, "two-records"),
        (17, 38, "not-one-of"),
    ]


def test_after_a_hundred_mistakes_the_rest_are_counted() -> None:
    found = told("".join(f"zz{number}: 1\n" for number in range(250)))
    assert len(found) == 101
    assert [d.message for d in found if d.code == "more"] == ["and 150 more, not shown"]


@pytest.mark.parametrize("version", ["0", "2", '"1"', "true", "[1]"])
def test_the_format_is_told_before_anything_else(version: str) -> None:
    (only,) = told("nothing: here is known\nvictims: 7\n", f"minnesota: {version}\nid: 1\n")
    assert (only.line, only.column, only.code) == (1, 12, "other-format")


def test_a_newer_format_asks_for_a_newer_program() -> None:
    (only,) = told("incident: {}\n", "minnesota: 2\n")
    assert only.hint == "install a newer minnesota"


def test_a_missing_key_is_told_at_the_part_that_lacks_it() -> None:
    assert places("victims:\n  - sex: male\n  - id: V02\n    autopsy: {reasons: None given}\n") == [
        (6, 5, "missing-key"),
        (8, 14, "missing-key"),
    ]
    (only,) = told("incident: {}\n", HEAD.replace("title: A case made up for a test\n", ""))
    assert (only.line, only.column, only.message) == (1, 1, 'the key "title" is missing here')


def test_a_missing_key_whose_name_stands_without_a_value_is_told_there() -> None:
    assert places("incident: {}\n", HEAD.replace("A case made up for a test", "")) == [
        (3, 7, "missing-key")
    ]


def test_an_id_may_be_used_before_and_far_from_where_it_is_given() -> None:
    body = (
        "incident: {sources: [E02]}\nexhibits:\n"
        "  - {id: E02, kind: photo, title: A, derived_from: [E01]}\n"
    )
    assert isinstance(case_of(body + "  - {id: E01, kind: photo, title: B}\n"), CaseFile)
    assert places(body) == [(7, 53, "unknown-exhibit")]


def test_the_count_of_mistakes_not_shown_comes_last() -> None:
    assert told("".join(f"zz{number}: 1\n" for number in range(250)))[-1].code == "more"


@pytest.mark.parametrize("latitude", ['"14.5"', "true", '"1e1"'])
def test_a_coordinate_must_be_a_number(latitude: str) -> None:
    assert (
        places(f"incident: {{coordinates: {{latitude: {latitude}, longitude: 1}}}}\n")[0][2]
        == "expected-number"
    )


@pytest.mark.parametrize(
    "body",
    [
        "victims: [{id: V01, count: {at_least: 10, at_most: 2}}]\n",
        "benchmarks: {autopsy: {reason: No length at all}}\n",
        "benchmarks: {autopsy: {days: 2, hours: 2, reason: Which of the two}}\n",
        "submission: {submitter: '   '}\n",
    ],
)
def test_values_that_make_no_sense_together_are_refused(body: str) -> None:
    assert told(body)


def test_format_1_0_is_not_format_1() -> None:
    assert places("incident: {}\n", HEAD.replace("minnesota: 1", "minnesota: 1.0")) == [
        (1, 12, "other-format")
    ]


@pytest.mark.parametrize(
    ("version", "wrong"), [('"1"', "format 1;"), ("true", "True"), ("{a: 1}", "{'a': 1}")]
)
def test_a_wrong_format_is_told_as_it_is_written(version: str, wrong: str) -> None:
    (only,) = told("incident: {}\n", f"minnesota: {version}\n")
    assert wrong not in only.message


def test_the_hint_to_put_a_number_in_quotes_keeps_it_as_it_is_written() -> None:
    (only,) = told("submission: {contact: 1.50}\n")
    assert only.hint == 'put it in quotes: "1.50"'


def _spots(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside a value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path for key, part in inner for path in ((*at, key), *_spots(part, (*at, key)))]


EXAMPLE: Any = read_document(DIOURA).value
SPOTS = _spots(EXAMPLE)
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"
)
WORDS = [
    "E01",
    "V01",
    "mali",
    "2025-01-03",
    "2022/..",
    "duty.opened",
    "custody",
    "en",
    "ML",
    "",
    "yes",
    "[key]",
]
NUMBERS = st.integers(-(10**20), 10**20) | st.floats()
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(LETTERS, max_size=8) | st.sampled_from(WORDS)
KEYS = st.sampled_from([*WORDS, *EXAMPLE, "id", "for", "step", "count", "sources"])
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.slow
@given(st.sampled_from(SPOTS), st.just("nothing") | JSON)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_example_with_one_value_changed_is_read_or_refused_in_words(
    tmp_path: Path, at: tuple[str | int, ...], value: Any
) -> None:
    changed = copy.deepcopy(EXAMPLE)
    part = changed
    for key in at[:-1]:
        part = part[key]
    if value == "nothing":
        del part[at[-1]]
    else:
        part[at[-1]] = value
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(changed, indent=1, ensure_ascii=False), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        load_case(path)
    except Problems as problems:
        assert problems.diagnostics, "refused without a word"
        for d in problems.diagnostics:
            assert d.source == lines[d.line - 1]
            assert 1 <= d.column <= len(d.source) + 1
            assert d.message
