"""`check --format sarif`: mistakes and gaps for code-scanning viewers (SARIF 2.1.0).

No times, no random ids, and no path but those given: the same command gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from minnesota.machine.remarks import Remark
from minnesota.reading.case import STDIN_NAME
from minnesota.version import __version__

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_sarif(remarks: Iterable[Remark]) -> str:
    """Return the remarks as one run."""
    rules: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}  # the place of each rule in that list, by all that it says
    results: list[dict[str, Any]] = []
    for remark in remarks:
        rule = _rule(remark)
        key = json.dumps(rule, sort_keys=True)
        if key not in numbers:
            numbers[key] = len(rules)
            rules.append(rule)
        results.append({**_result(remark), "ruleIndex": numbers[key]})
    driver = {"name": "minnesota", "semanticVersion": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    value = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _rule(remark: Remark) -> dict[str, Any]:
    """Return what a viewer shows of a rule.

    Two protocols may have a step of one id: these are two rules.
    """
    close = remark.why
    if remark.close:
        close = f"To close: {remark.close} ({remark.cite})"
    return {
        "id": remark.rule,
        "shortDescription": {"text": remark.title},
        "fullDescription": {"text": remark.why},
        "help": {"text": close},
        "defaultConfiguration": {"level": remark.level},
    }


def _result(remark: Remark) -> dict[str, Any]:
    region = {
        "startLine": remark.line,
        "startColumn": remark.column,
        "endColumn": remark.end_column,
    }
    place = {"artifactLocation": {"uri": _uri(remark.file)}, "region": region}
    result = {
        "ruleId": remark.rule,
        "level": remark.level,
        "message": {"text": remark.message},
        "locations": [{"physicalLocation": place}],
    }
    about = remark.about
    if about:
        # What makes a gap the same gap, wherever it stands in the file.
        identity = "\n".join([about["case"], about["protocol"], remark.rule, about["for"]])
        digest = hashlib.sha256(identity.encode()).hexdigest()
        result["partialFingerprints"] = {"minnesotaGap/v1": digest}
        result["properties"] = dict(about)
    return result


def _uri(file: str) -> str:
    """Return a file as it was given: relative if it was, else as a `file:` URI."""
    if file == STDIN_NAME:
        return "stdin"
    path = Path(file)
    if path.is_absolute():
        return path.as_uri()
    return quote(os.fsencode(file))
