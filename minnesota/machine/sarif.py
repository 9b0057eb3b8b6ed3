"""`check --format sarif`: mistakes and gaps for code-scanning viewers (SARIF 2.1.0).

No times, no random ids, and no path but those that were given: the same command gives the same bytes.
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
    """The remarks as one run."""
    rules: dict[str, tuple[int, dict[str, Any]]] = {}
    results = []
    for remark in remarks:
        rule = _rule(remark)
        index, _ = rules.setdefault(json.dumps(rule, sort_keys=True), (len(rules), rule))
        results.append({**_result(remark), "ruleIndex": index})
    driver = {
        "name": "minnesota",
        "semanticVersion": __version__,
        "rules": [rule for _, rule in rules.values()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    value = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _rule(remark: Remark) -> dict[str, Any]:
    """What a viewer shows of a rule. Two protocols may have a step of one id: these are two rules."""
    close = f"To close: {remark.close} ({remark.cite})" if remark.close else remark.why
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
    if about := remark.about:
        same = "\n".join(
            (about["case"], about["protocol"], remark.rule, about["for"])
        )  # wherever it stands
        result["partialFingerprints"] = {
            "minnesotaGap/v1": hashlib.sha256(same.encode()).hexdigest()
        }
        result["properties"] = dict(about)
    return result


def _uri(file: str) -> str:
    """A file as it was given: relative where that was, and an absolute one as a `file:` URI."""
    if file == STDIN_NAME:
        return "stdin"
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(file))
