"""A protocol pack made up for the tests."""

from __future__ import annotations

from pathlib import Path

TOY = {
    "protocol.yaml": """\
format: 1
id: toy
title: A toy
edition: first
source: {publisher: Nobody, year: 2025, note: Made for a test.}
principles: [{id: honest, title: Honest, asks: Is it honest?}]
phases: [{id: all, title: All of it}]
circumstances: [{id: windy, title: Wind, asks: Was there wind?}]
""",
    "steps/one.yaml": """\
- id: toy.autopsy
  title: Perform an autopsy
  asks: Was there one?
  cite: {section: A, confidence: section}
  principle: honest
  phase: all
  force: must
  scope: victim
  check: autopsy
  close: Ask for one.
  why: It tells how death came.
- id: toy.wind
  title: Mind the wind
  asks: Was the wind minded?
  cite: {section: A, confidence: section}
  principle: honest
  phase: all
  force: must
  scope: case
  applies: {if: [windy]}
  close: Mind it.
  why: It carries things off.
""",
}


def write_pack(folder: Path, **changed: str) -> None:
    for name, text in {**TOY, **changed}.items():
        (folder / "toy" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "toy" / name).write_text(text, encoding="utf-8")
