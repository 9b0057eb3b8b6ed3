"""JSON Schema of the two documents, made from the models."""

from __future__ import annotations

import json
from typing import Literal


def schema_of(kind: Literal["case", "protocol"] | str) -> str:
    """The schema as JSON text."""
    from minnesota.model.case import Case
    from minnesota.model.protocol import Protocol

    model = Case if kind == "case" else Protocol
    value = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(by_alias=True),
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
