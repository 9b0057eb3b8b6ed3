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
from minnesota.machine.remarks import Marker, Remark, of_mistake
from minnesota.reading.case import CaseFile

_NOT_XML = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(
    broken: Iterable[tuple[str, Sequence[Diagnostic]]],
    judged: Iterable[tuple[CaseFile, Assessment, Sequence[Finding]]],
) -> str:
    """Return a suite for each file that could not be used, and one for each assessment.

    `broken` are names of files with their mistakes; `judged` are cases with their assessment and
    the findings in it that count as failures.
    """
    root = Element("testsuites", name="minnesota check")
    for name, mistakes in broken:
        _add_broken(root, name, mistakes)
    for case_file, assessment, counting in judged:
        _add_suite(root, case_file, assessment, counting)
    for tally in ("tests", "failures", "errors"):
        total = sum(int(suite.get(tally, "0")) for suite in root)
        root.set(tally, str(total))
    indent(root)
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + tostring(root, encoding="unicode") + "\n"


def _add_broken(root: Element, name: str, mistakes: Sequence[Diagnostic]) -> None:
    suite = _add(root, "testsuite", name=name, tests="1", failures="0", errors="1", skipped="0")
    test_case = _add(suite, "testcase", name=name, classname="minnesota.file")
    lines: list[str] = []
    for mistake in mistakes:
        place = mistake.file
        if mistake.line:  # else it is of the file as a whole
            place += f":{mistake.line}:{mistake.column}"
        lines.append(f"{place}: {mistake.code}: {of_mistake(mistake).message}")
    first = mistakes[0]
    message = of_mistake(first).message
    _add(test_case, "error", "\n".join(lines), type=first.code, message=message)


def _add_suite(
    root: Element, case_file: CaseFile, assessment: Assessment, counting: Sequence[Finding]
) -> None:
    protocol = assessment.protocol.id
    suite = _add(root, "testsuite", name=f"{case_file.case.id} by {protocol}")
    properties = _add(suite, "properties")
    _add(properties, "property", name="as_of", value=assessment.as_of.isoformat())
    marker = Marker(case_file, assessment)
    failing = {(finding.step.id, finding.subject) for finding in counting}
    tally = Counter(tests=0, failures=0, errors=0, skipped=0)
    for finding in assessment.findings:
        step = finding.step
        name = step.id
        if finding.subject:
            name += f" ({finding.subject})"
        test_case = _add(suite, "testcase", name=name, classname=f"{protocol}.{step.principle}")
        tally["tests"] += 1
        if finding.is_gap and (step.id, finding.subject) in failing:
            _add_failure(test_case, finding, marker.mark(gaps([finding])[0]))
            tally["failures"] += 1
        elif finding.is_gap:
            _add(test_case, "skipped", marker.mark(gaps([finding])[0]).message)
            tally["skipped"] += 1
        elif finding.verdict != "met":
            reasons = map(str, finding.reasons)
            _add(test_case, "skipped", " ".join(["Not applicable.", *reasons]))
            tally["skipped"] += 1
    for key, number in tally.items():
        suite.set(key, str(number))


def _add_failure(test_case: Element, finding: Finding, remark: Remark) -> None:
    lines = [
        *remark.reasons,
        f"To close: {remark.close}",
        str(remark.cite),
        f"{remark.file}:{remark.line}",
    ]
    _add(test_case, "failure", "\n".join(lines), type=finding.verdict, message=remark.said)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element to another; characters that XML cannot hold are replaced."""
    element = SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name, _xml_text(value))
    if text is not None:
        element.text = _xml_text(text)
    return element


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
