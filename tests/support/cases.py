"""What the tests share: a case from a few lines of YAML, and the verdict on one step of it."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from minnesota.engine.assess import assess
from minnesota.engine.finding import Assessment, Finding
from minnesota.reading.case import CaseFile, load_case

ROOT = Path(__file__).parent.parent.parent
AS_OF = date(2025, 6, 30)
HEAD = """\
minnesota: 1
id: T-1
title: A case made up for a test
country: ML
"""


def case_of(body: str, head: str = HEAD) -> CaseFile:
    """A case from the YAML of its parts; `incident` is added when it is not among them."""
    body = textwrap.dedent(body)
    if "incident:" not in body:
        body += "\nincident: {}\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_text(head + body, encoding="utf-8")
        return load_case(path)


def assessed(body: str, as_of: date = AS_OF, head: str = HEAD) -> Assessment:
    """The assessment of such a case."""
    file = case_of(body, head)
    return assess(file.protocols[0], file.case, as_of)


def verdict(
    body: str, step: str, subject: str | None = None, as_of: date = AS_OF, head: str = HEAD
) -> Finding:
    """The one finding on a step (and a subject) in such a case."""
    found = [
        f
        for f in assessed(body, as_of, head).findings
        if f.step.id == step and f.subject == subject
    ]
    assert len(found) == 1, [
        f.subject for f in assessed(body, as_of, head).findings if f.step.id == step
    ]
    return found[0]


def said(finding: Finding) -> str:
    """All that a finding says in words."""
    return " ".join(map(str, finding.reasons))
