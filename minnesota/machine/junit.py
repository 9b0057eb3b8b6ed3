"""`check --format junit`: each finding as a test case, for whatever shows test results (JUnit XML).

No times of day and no durations: nothing was run that took any worth telling.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from minnesota.base.diagnostics import Diagnostic
from minnesota.engine.finding import Assessment, Finding
from minnesota.engine.gaps import gaps
from minnesota.machine.remarks import Marker, of_mistake
from minnesota.reading.case import CaseFile

_NOT_XML = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(
    broken: Iterable[tuple[str, Sequence[Diagnostic]]],
    judged: Iterable[tuple[CaseFile, Assessment, Sequence[Finding]]],
) -> str:
    """A suite for each file that could not be used, and for each assessment, with the findings that count as failures."""
    root = Element("testsuites", name="minnesota check")
    for name, mistakes in broken:
        _broken(root, name, mistakes)
    for file, assessment, counting in judged:
        _suite(root, file, assessment, counting)
    for tally in ("tests", "failures", "errors"):
        root.set(tally, str(sum(int(suite.get(tally, "0")) for suite in root)))
    indent(root)
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + tostring(root, encoding="unicode") + "\n"


def _broken(root: Element, name: str, mistakes: Sequence[Diagnostic]) -> None:
    suite = _add(root, "testsuite", name=name, tests="1", failures="0", errors="1", skipped="0")
    case = _add(suite, "testcase", name=name, classname="minnesota.file")
    places = [f"{m.file}:{m.line}:{m.column}" if m.line else m.file for m in mistakes]
    lines = [
        f"{place}: {m.code}: {of_mistake(m).message}"
        for place, m in zip(places, mistakes, strict=True)
    ]
    _add(
        case,
        "error",
        "\n".join(lines),
        type=mistakes[0].code,
        message=of_mistake(mistakes[0]).message,
    )


def _suite(
    root: Element, file: CaseFile, assessment: Assessment, counting: Sequence[Finding]
) -> None:
    protocol = assessment.protocol.id
    suite = _add(root, "testsuite", name=f"{file.case.id} by {protocol}")
    _add(_add(suite, "properties"), "property", name="as_of", value=assessment.as_of.isoformat())
    marker = Marker(file, assessment)
    failing = {(f.step.id, f.subject) for f in counting}
    tally = Counter(tests=0, failures=0, errors=0, skipped=0)
    for finding in assessment.findings:
        step, subject = finding.step, finding.subject
        name = f"{step.id} ({subject})" if subject else step.id
        case = _add(suite, "testcase", name=name, classname=f"{protocol}.{step.principle}")
        tally["tests"] += 1
        if finding.verdict == "met":
            continue
        if not finding.is_gap:
            _add(case, "skipped", " ".join(("Not applicable.", *map(str, finding.reasons))))
            tally["skipped"] += 1
            continue
        gap = marker.mark(gaps([finding])[0])
        if (step.id, subject) in failing:
            lines = (*gap.reasons, f"To close: {gap.close}", gap.cite, f"{gap.file}:{gap.line}")
            _add(
                case, "failure", "\n".join(map(str, lines)), type=finding.verdict, message=gap.said
            )
            tally["failures"] += 1
        else:
            _add(case, "skipped", gap.message)
            tally["skipped"] += 1
    suite.attrib |= {name: str(number) for name, number in tally.items()}


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """An element within another; characters that XML cannot hold are replaced."""
    element = SubElement(
        parent, tag, {name: _NOT_XML.sub("\ufffd", value) for name, value in attributes.items()}
    )
    element.text = _NOT_XML.sub("\ufffd", text) if text is not None else None
    return element
