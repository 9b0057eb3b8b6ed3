"""Reading YAML strictly: what values mean, where mistakes stand, and that no bytes at all break
the reader.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minnesota.base.diagnostics import Problems
from minnesota.yaml.read import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_document, read_document
from support.cases import ROOT

DIOURA = (ROOT / "examples" / "dioura" / "case.yaml").read_bytes()
LINES = re.compile("\r\n|[\n\r]")


def value(text: str | bytes) -> Any:
    return parse_document(text.encode() if isinstance(text, str) else text, "case.yaml").value


def mistakes(text: str | bytes) -> list[tuple[int, int, str]]:
    with pytest.raises(Problems) as caught:
        value(text)
    return [(d.line, d.column, d.code) for d in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("nULL", "nULL"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("2025-01-03", "2025-01-03"),
        ("2025-01", "2025-01"),
        ("2025-01-03T10:00:00Z", "2025-01-03T10:00:00Z"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("1.5.2", "1.5.2"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("tRUE", "tRUE"),
        ("'true'", "true"),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-7", -7),
        ("007", 7),
        ("017", 17),
        ("9" * 18, int("9" * 18)),
        ("0b1", "0b1"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1e3", -1000.0),
        ("1E-2", 0.01),
        ("e3", "e3"),
        (".", "."),
        ("٣", "٣"),
        ("+", "+"),
        ("-.", "-."),
        ("=", "="),
        ("'~'", "~"),
        ('"null"', "null"),
        ('"12"', "12"),
        ("''", ""),
        ("R&D", "R&D"),
        ("what!", "what!"),
        ("a#b", "a#b"),
        ("C:\\cases", "C:\\cases"),
    ],
)
def test_plain_words_are_read_by_yaml_1_2(written: str, meant: Any) -> None:
    found = value(f"key: {written}\n")["key"]
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize("written", ["0o17", "0x1F", ".inf", "-.INF", ".nan"])
def test_numbers_that_no_case_needs_are_left_as_text(written: str) -> None:
    assert value(f"key: {written}\n") == {"key": written}


def test_a_long_number_keeps_all_its_digits() -> None:
    assert str(value("key: 1234567890123456789\n")["key"]) == "1234567890123456789"


@pytest.mark.parametrize("empty", ["", "~", "null", "Null", "NULL", "# not known yet"])
def test_a_key_with_an_empty_value_is_kept_for_the_models_to_tell_it_from_a_key_they_do_not_know(
    empty: str,
) -> None:
    assert value(f"a: {empty}\n") == {"a": None}


def test_an_empty_item_of_a_list_keeps_its_place() -> None:
    assert value("- a\n-\n- b\n") == ["a", None, "b"]


def test_keys_are_always_text() -> None:
    assert value("1: a\ntrue: b\nnull: c\n2025-01-03: d\n") == {
        "1": "a",
        "true": "b",
        "null": "c",
        "2025-01-03": "d",
    }


def test_a_key_twice_is_found_even_when_one_is_in_quotes_or_empty() -> None:
    assert mistakes("a: 1\n'a': 2\nb:\n\"b\": 3\n") == [
        (2, 1, "duplicate-key"),
        (4, 1, "duplicate-key"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_end_and_a_byte_order_mark_are_read_and_do_not_move_mistakes(
    end: str, mark: bytes
) -> None:
    good = "a: 1\nb:\n  - é\n  - c: >-\n      one\n      two\n".replace("\n", end).encode()
    bad = good + f"  - d: !x y{end}é: &z 1{end}".encode()
    assert value(mark + good) == {"a": 1, "b": ["é", {"c": "one two"}]}
    assert mistakes(mark + bad) == [(7, 8, "tag"), (8, 4, "anchor")]


def test_the_fingerprint_is_of_the_bytes_as_they_are() -> None:
    assert (
        parse_document(b"a: 1\n", "x").digest != parse_document(b"\xef\xbb\xbfa: 1\n", "x").digest
    )


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("a: &x\nb: 1\n", (1, 4, "anchor")),
        ("a: &x\n  b: 1\n", (1, 4, "anchor")),
        ("- &x\n", (1, 3, "anchor")),
        ("&x\na: 1\n", (1, 1, "anchor")),
        ("&x a: 1\n", (1, 1, "anchor")),
        ("? &x a\n: 1\n", (1, 3, "anchor")),
        ("[&x a]\n", (1, 2, "anchor")),
        ("a: !x &y b\n", (1, 4, "tag")),
        ("a: &y !x b\n", (1, 4, "anchor")),
        ("a: !\n", (1, 4, "tag")),
        ("a: !!null\n", (1, 4, "tag")),
        ("a: !<tag:yaml.org,2002:str> b\n", (1, 4, "tag")),
        ("{a: !!str 1}\n", (1, 5, "tag")),
        ("a: !!set {b}\n", (1, 4, "tag")),
        ("\ufeffa: !x 1\n", (1, 4, "tag")),
    ],
)
def test_every_anchor_and_tag_is_refused_wherever_it_stands(
    written: str, where: tuple[int, int, str]
) -> None:
    assert mistakes(written) == [where]


@pytest.mark.parametrize("written", ['"a": R&D\n', '"a": what!\n', '- "a": "C:\\\\cases"\n'])
def test_a_block_that_begins_with_a_quoted_key_is_read(written: str) -> None:
    assert value(written)


def test_signs_of_yaml_inside_text_are_only_text() -> None:
    text = "a: '&x !y *z <<'\nb: |\n  &x !y *z\n  <<: 1\n  \\u0000 \\x07\n\"<<\": d & e ! f\n"
    assert value(text) == {
        "a": "&x !y *z <<",
        "b": "&x !y *z\n<<: 1\n\\u0000 \\x07\n",
        "<<": "d & e ! f",
    }


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_a_line_end_that_only_some_programs_know_is_refused(sign: str) -> None:
    assert mistakes(f'a: 1\nb: "one {sign} two"\n') == [(2, 9, "bad-character")]


@pytest.mark.parametrize("written", ["[", "a: {b: 1"])
def test_a_bracket_never_closed_is_told_inside_the_file(written: str) -> None:
    assert [line for line, _, _ in mistakes(written)] == [1]


def test_as_deep_as_allowed_is_read_and_one_deeper_is_not() -> None:
    deepest = MAX_DEPTH - 1  # the outermost list is a level itself
    assert value("[" * deepest + "1" + "]" * deepest)
    assert mistakes("[" * (deepest + 1) + "1" + "]" * (deepest + 1)) == [(1, 1, "too-deep")]


@pytest.mark.slow
def test_as_many_values_as_allowed_are_read_and_more_are_not() -> None:
    most = MAX_NODES
    assert len(value("[" + "1," * (most - 2) + "]")) == most - 2
    assert mistakes("[" + "1, " * (most + 1) + "]") == [(1, 1, "too-many-values")]


def test_a_file_as_large_as_allowed_is_read_and_a_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"a: 1\n#" + b"x" * (MAX_BYTES - 6))
    assert read_document(path).value == {"a": 1}
    with path.open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(Problems, match="1 problem"):
        read_document(path)


# Any text but what YAML forbids, and the two separators that the test above is about.
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"
)
ODD = [
    "NO",
    "~",
    "",
    "null",
    "12:30",
    "<<",
    "&a",
    "!b",
    "*c",
    "- d",
    "e: f",
    " g",
    "#h",
    "?",
    "1e3",
    "\n",
    "\t",
]
TEXT = st.text(LETTERS, max_size=12) | st.sampled_from(ODD)
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    TEXT | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=200, deadline=None)
@example({"a": None, "b": [None, {"c": None}]})
def test_json_is_read_back_as_it_was(written: Any) -> None:
    for text in (
        json.dumps(written, ensure_ascii=False),
        json.dumps(written, ensure_ascii=False, indent=2),
    ):
        assert value(text) == written


class _Quoted(yaml.SafeDumper):
    """Writes as PyYAML does, with every text in double quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Quoted.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@given(VALUES, st.booleans())
@settings(max_examples=200, deadline=None)
@example({"a": "\\"}, False)
def test_what_another_program_writes_as_yaml_is_read_back_as_it_was(
    written: Any, flow: bool
) -> None:
    text = yaml.dump(written, Dumper=_Quoted, allow_unicode=True, default_flow_style=flow)
    assert value(text) == written


def read_or_refused(raw: bytes) -> None:
    """Assert that bytes are read, or refused with mistakes that stand inside the file, and
    nothing else happens.
    """
    try:
        document = parse_document(raw, "case.yaml")
    except Problems as problems:
        lines = LINES.split(raw.decode("utf-8", "replace").removeprefix("\ufeff"))
        assert problems.diagnostics, "refused without a word"
        for d in problems.diagnostics:
            assert 1 <= d.line <= len(lines)
            assert d.code == "not-utf8" or 1 <= d.column <= len(lines[d.line - 1]) + 1
            assert str(d).startswith(f"case.yaml:{d.line}:{d.column}: {d.code}: ")
    else:
        json.dumps(document.value)


SIGNS = st.sampled_from(
    [bytes([sign]) for sign in b"-?:,[]{}#|>'\"%@`!\n\r\t a1~\\\xff\x00"]
    + [
        b"&a",
        b"*a",
        b"<<",
        b"---\n",
        b"...\n",
        b"a: ",
        b"- a\n",
        b"!!str ",
        b"%YAML 1.1\n",
        b"\\x00",
        b"\\ud800",
    ]
    + ["\x85".encode(), "\u2028".encode(), "\ufeff".encode(), "\U0001f600".encode()]
)


def test_a_byte_that_is_not_utf_8_is_told_at_its_place_after_a_byte_order_mark() -> None:
    assert mistakes(b"\xef\xbb\xbfa: 1\nb: caf\xe9\n") == [(2, 7, "not-utf8")]


@pytest.mark.slow
@example(b"\xef\xbb\xbf\xef\xbb\xbf[")
@given(st.binary(max_size=60) | st.lists(SIGNS, max_size=25).map(b"".join))
@settings(max_examples=1500, deadline=None)
@example(b"\xef\xbb\xbf\xff")
@example(b'"a": !')
@example(b"a: \xf0\x9f\x98\x80 \xff")
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refused(raw)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_real_case_with_a_few_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(DIOURA)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.sampled_from([0, 0, 1, 5, 200]))] = data.draw(
            SIGNS | st.binary(max_size=4)
        )
    read_or_refused(bytes(raw))
