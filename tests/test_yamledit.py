"""Edits of a case touch only what they must: every comment and blank line survives, and what is
read is what was asked.
"""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.base.diagnostics import Problems
from minnesota.keeping.record import STATUSES, Answer, _place, plan_record
from minnesota.reading.case import load_case, load_document
from minnesota.yaml.edit import Append, Drop, Put, Rename, edited
from minnesota.yaml.read import parse_document
from support.cases import ROOT

DIOURA = ROOT / "examples/dioura"
CASE = load_case(DIOURA)
STEPS = CASE.protocols[0].steps
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=60
).filter(str.strip)
TEXTS |= st.sampled_from(
    [
        "yes",
        "NO",
        "12",
        "a: b",
        "x # y",
        "- z",
        "{a}",
        "[",
        "'",
        '"',
        "#",
        "& *",
        "2025",
        "null",
        "trailing ",
        "…",
        "a\nb",
    ]
)


def commented(text: str, draws: list[int]) -> str:
    """The text with a marked comment or a blank line at many places where they change nothing of
    what is read.
    """
    value = parse_document(text.encode(), "t").value
    for number, draw in enumerate(draws):
        lines = text.split("\n")
        at = draw % len(lines)
        indent = " " * (draw // len(lines) % 9)
        tried = list(lines)
        if draw % 3 == 0:
            tried[at] += f"  # trailing {number}."
        else:
            tried.insert(at, f"{indent}# mark {number}." if draw % 3 == 1 else "")
        try:
            if parse_document("\n".join(tried).encode(), "t").value == value:
                text = "\n".join(tried)
        except Problems:
            pass
    return text


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"# (?:mark|trailing) \d+\.", text))


@st.composite
def answers(draw, case):
    step = draw(
        st.sampled_from(
            STEPS
            if draw(st.booleans())
            else [s for s in STEPS if s.id in {r.step for r in case.records}] or STEPS
        )
    )
    parts = dict(case.parts()).get(step.scope, ())
    subject = draw(st.sampled_from([p.id for p in parts])) if parts else None
    return Answer(
        step.id,
        subject,
        draw(st.sampled_from(STATUSES)),
        draw(st.sampled_from([None, "2025-01-03", "2025", "2025-01~"])),
        draw(st.none() | TEXTS),
        tuple(draw(st.lists(st.sampled_from(["E01", "E02"]), unique=True))),
        draw(st.none() | TEXTS),
    )


@pytest.mark.slow
@given(st.data(), st.lists(st.integers(0, 10_000), min_size=30, max_size=60))
@settings(max_examples=100, deadline=None)
def test_500_records_in_a_heavily_commented_case_lose_no_comment_and_touch_no_other_line(
    data, draws
):
    text = commented((DIOURA / "case.yaml").read_text("utf-8"), draws)
    for _ in range(5):
        file = load_document(parse_document(text.encode(), "case.yaml"), DIOURA / "case.yaml")
        answer = data.draw(answers(file.case))
        plan = plan_record(file, answer).plan
        after = edited(file.document, plan.edits)
        assert comments(after) == comments(text)
        assert blank_lines(after) >= blank_lines(text)
        assert len([b for b in after.split("\n") if not b.strip()]) >= len(
            [b for b in text.split("\n") if not b.strip()]
        )

        gone = {number for number, line in removed(text, after)}
        place = _place(file, answer.step, answer.subject)
        own = range(0)
        if place is not None:
            node = file.document.diagnostic(("records", place), "x", "x")
            later = (
                [file.document.diagnostic(("records", place + 1), "x", "x").line]
                if place + 1 < len(file.case.records)
                else []
            )
            own = range(node.line, later[0] if later else len(text.split("\n")) + 1)
        assert gone <= set(own), "a line of another part was touched"

        case = load_document(parse_document(after.encode(), "case.yaml"), DIOURA / "case.yaml").case
        assert case.model_copy(update={"records": ()}) == file.case.model_copy(
            update={"records": ()}
        )
        new = next(
            r for r in case.records if r.step == answer.step and r.subject in (answer.subject, None)
        )
        assert new.status == answer.status and set(answer.sources) <= set(new.sources)
        assert answer.note is None or new.note == answer.note
        assert [r for r in case.records if r.step != answer.step] == [
            r for r in file.case.records if r.step != answer.step
        ]
        text = after


def blank_lines(text: str) -> int:
    """How many lines are empty; `count` would take two that stand together for one."""
    return len(re.findall(r"(?=\n\n)", text))


def test_blank_lines_that_come_to_stand_together_are_both_kept():
    text = (DIOURA / "case.yaml").read_text("utf-8").rstrip("\n")
    last = text.index("    sources: [E01]\n    note: The article reports no investigation")
    text = f"{text[:last]}\n{text[last:]}\n\n"
    file = load_document(parse_document(text.encode(), "case.yaml"), DIOURA / "case.yaml")
    answer = Answer("duty.opened", None, "done", None, None, (), None)
    after = edited(file.document, plan_record(file, answer).plan.edits)
    assert after.endswith("on or after this day\n\n\n") and blank_lines(after) == blank_lines(text)


def removed(old: str, new: str) -> list[tuple[int, str]]:
    matcher = difflib.SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False)
    return [
        (n + 1, old.split("\n")[n])
        for what, i, j, _, _ in matcher.get_opcodes()
        if what != "equal"
        for n in range(i, j)
    ]


TEXT = """\
# head
a: 1 # one
records:   # the records
# sample
  - step: x   # why x

    status: done
    sources:  # src
      - E01 # first

      # second is better
      - E02
    note: >- # folded
      text text
      more

    # belongs to x
# next
  - {step: y, status: done} # flow

exhibits: [] # none
empty:
# v
z:
  q: |+
    keep

flow: {a: 1, # c1
  b: [x, y], # c2
}
# end of file
"""


@pytest.mark.parametrize(
    "edit, lost, gained",
    [
        (
            Append(("exhibits",), {"id": "E1"}),
            ["exhibits: [] # none"],
            ["exhibits: # none", "  - id: E1"],
        ),
        (Append(("empty",), {"id": "E1"}), [], ["  - id: E1"]),
        (Append(("new",), {"id": "E1"}), [], ["new:", "  - id: E1"]),
        (Append(("records", 0, "sources"), "E03"), [], ["", "      - E03"]),
        (Append(("flow", "b"), "z"), ["  b: [x, y], # c2"], ["  b: [x, y, z], # c2"]),
        (
            Append(("flow", "c"), {"d": "2025"}),
            ["  b: [x, y], # c2"],
            ['  b: [x, y], c: [{d: "2025"}], # c2'],
        ),
        (Put(("records", 0, "on"), "2025-01-03"), [], ["    on: 2025-01-03"]),
        (
            Put(("records", 1, "on"), "2025-01-03"),
            ["  - {step: y, status: done} # flow"],
            ["  - {step: y, status: done, on: 2025-01-03} # flow"],
        ),
        (
            Put(("records", 0, "note"), "NO"),
            ["    note: >- # folded", "      text text", "      more"],
            ["    note: NO # folded"],
        ),
        (Put(("z", "q"), "short"), ["  q: |+", "    keep"], ["  q: short"]),
        (Put(("z", "r"), "x"), [], ["  r: x"]),
        (Put(("a",), {"b": [1, True, None]}), ["a: 1 # one"], ["a: {b: [1, true, null]} # one"]),
        (
            Drop(("records", 0, "note")),
            ["    note: >- # folded", "      text text", "      more"],
            ["    # folded"],
        ),
        (Drop(("records", 0, "step")), ["  - step: x   # why x"], ["  - step:    # why x"]),
        (
            Drop(("records", 1, "step")),
            ["  - {step: y, status: done} # flow"],
            ["  - {status: done} # flow"],
        ),
        (Rename(("empty",), "full"), ["empty:"], ["full:"]),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_an_edit_changes_these_lines_and_no_other(edit, lost, gained, eol):
    old = TEXT.replace("\n", eol)
    new = edited(parse_document(old.encode(), "t"), [edit])
    diff = [line for line in difflib.ndiff(old.split(eol), new.split(eol)) if line[0] in "+-"]
    assert sorted(line[2:] for line in diff if line[0] == "-") == sorted(lost)
    assert sorted(line[2:] for line in diff if line[0] == "+") == sorted(gained)
    assert eol == "\n" or new.count("\n") == new.count("\r\n")


@pytest.mark.parametrize(
    "old, new",
    [
        ("a: [ # ask the clerk\n]\n", "a:\n  # ask the clerk\n  - x\n"),
        (
            "a: [ # one\n\n  # two\n  ] # three\nb: 1\n",
            "a: # three\n  # one\n\n  # two\n  - x\nb: 1\n",
        ),
        ("a: [\n # one\n]", "a:\n  # one\n  - x\n"),
        ("a:\n  # above\n  [ # one\n  ]\n", "a:\n  # above\n\n  # one\n  - x\n"),
        ("b:\n  - a: [ # one\n    ]\n    c: 1\n", "b:\n  - a:\n      # one\n      - x\n    c: 1\n"),
        ("{a: [ # one\n  ], b: 1}\n", "{a: [x # one\n  ], b: 1}\n"),
        ("{a: [\n  # one\n  ], b: 1}\n", "{a: [x\n  # one\n  ], b: 1}\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_comments_within_an_empty_list_stay_when_it_gets_its_first_item(old, new, eol):
    path = ("b", 0, "a") if old.startswith("b") else ("a",)
    after = edited(parse_document(old.replace("\n", eol).encode(), "t"), [Append(path, "x")])
    assert after == new.replace("\n", eol)


@given(
    TEXTS,
    st.sampled_from(
        [("a",), ("flow", "a"), ("records", 1, "step"), ("records", 0, "note"), ("z", "q")]
    ),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_back_as_it_was_given(text, path):
    value = parse_document(
        edited(parse_document(TEXT.encode(), "t"), [Put(path, text)]).encode(), "t"
    ).value
    for step in path:
        value = value[step]
    assert value == text


def test_a_character_that_no_file_may_hold_is_refused_and_nothing_else_is_said():
    with pytest.raises(Problems) as told:
        edited(parse_document(TEXT.encode(), "t"), [Put(("a",), "bell \x07")])
    assert [d.code for d in told.value.diagnostics] == ["bad-character"]
