"""What to write in a case for a step: the facts that its check asks for, and a sample of the YAML, made from the models."""

from __future__ import annotations

import copy
import re
import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo

from minnesota.base.dates import When
from minnesota.base.fields import Benchmark, Part, Reference
from minnesota.base.wording import Word
from minnesota.checks import CHECKS
from minnesota.checks.facts import Facts
from minnesota.language.speak import ENGLISH, Language
from minnesota.model.case import Act, Case, Fact
from minnesota.model.protocol import Step

_IDS = {
    "victim": "V01",
    "scene": "S01",
    "exhibit": "E01",
    "witness": "W01",
    "investigation": "I01",
    "institution": "prosecutor",  # who investigates; see _ELSEWHERE
    "alleged-perpetrator": "P01",
}
_ELSEWHERE = {  # fields that name another institution: to write the same one would accuse who investigates
    ("AllegedPerpetrator", "institution"): "police",
    ("Investigation", "supervised_by"): "court",
    ("Investigation", "forensic_services"): ["laboratory"],
    ("Outcome", "court"): "court",
    ("Institution", "part_of"): ["justice"],
}
_DAY = "2025-01-10"
_HOURS = "2025-01-10T09:00/2025-01-10T12:30"
_WORDS = Word("In your own words")
_WHOLE = 6  # a list of choices this short is shown whole
_ROUNDS = 5  # how often a check is asked again


class Answer(NamedTuple):
    """What would answer a step: the facts that its check looks for, by their paths, and the YAML to write."""

    facts: tuple[str, ...]
    yaml: str


def base(step: Step) -> dict[str, Any]:
    """A case, as raw data, that holds one part of each kind and no facts; the parts are of kinds that the step is asked of."""
    kinds = {step.scope: step.applies.kinds[0]} if step.applies.kinds else {}
    return {
        "minnesota": 1,
        "id": "SAMPLE",
        "title": Word("A sample"),
        "country": "ZZ",
        "incident": {},
        "victims": [{"id": "V01"}],
        "institutions": [
            {"id": "prosecutor", "name": Word("The prosecutor"), "kind": "prosecutor"},
            {"id": "police", "name": Word("The police"), "kind": "police", "part_of": ["interior"]},
            {
                "id": "interior",
                "name": Word("Ministry of the Interior"),
                "kind": "ministry",
                "part_of": ["state"],
            },
            {"id": "court", "name": Word("The court"), "kind": "court"},
            {"id": "laboratory", "name": Word("The laboratory"), "kind": "forensic"},
            {
                "id": "justice",
                "name": Word("Ministry of Justice"),
                "kind": "ministry",
                "part_of": ["state"],
            },
            {"id": "state", "name": Word("The State"), "kind": "state"},
        ],
        "alleged_perpetrators": [{"id": "P01"}],
        "investigations": [
            {"id": "I01", "kind": kinds.get("investigation", "criminal"), "body": "prosecutor"}
        ],
        "scenes": [{"id": "S01", "kind": kinds.get("scene", "death")}],
        "witnesses": [{"id": "W01", "kind": kinds.get("witness", "eyewitness")}],
        "exhibits": [
            {
                "id": "E01",
                "kind": kinds.get("exhibit", "document"),
                "title": Word("What you rely on"),
                "investigation": "I01",
            }
        ],
    }


def answer(step: Step, benchmarks: Mapping[str, Benchmark], words: Language = ENGLISH) -> Answer:
    """Facts and YAML that would answer a step, in a language. The check is asked again after each fact, until it misses none that can be made.

    Ids in it stand for the case's own. A step without a check, or whose check misses nothing that can be
    written down so, is answered by a record.
    """
    raw = base(step)
    untouched = copy.deepcopy(raw)
    paths: list[str] = []
    for _ in range(_ROUNDS):
        made = [m for m in _missing(step, raw, benchmarks) if m not in paths and _put(raw, m)]
        if not made:
            break
        paths += made
    if not paths or raw == untouched:
        return Answer((), _dumped({"records": [_record(step)]}, words))
    changed = {
        key: value
        if isinstance(value, dict)
        else [e for e in value if e not in untouched.get(key, [])]
        for key, value in raw.items()
        if value != untouched.get(key)
    }
    return Answer(tuple(paths), _dumped(changed, words))


def _missing(
    step: Step, raw: dict[str, Any], benchmarks: Mapping[str, Benchmark]
) -> tuple[str, ...]:
    """The facts that the step's check misses in a case."""
    if step.check is None:
        return ()
    case = Case.model_validate(copy.deepcopy(raw))
    facts, look = Facts(case, When.parse("2025-06-30"), benchmarks), CHECKS[step.check].look
    return (
        look(facts) if step.scope == "case" else look(facts, dict(case.parts())[step.scope][0])
    ).missing


def _record(step: Step) -> dict[str, Any]:
    subject = {} if step.scope == "case" else {"for": _IDS[step.scope]}
    said = {
        "status": "done",
        "on": _DAY,
        "by": Word("Who says so"),
        "sources": ["E01"],
        "note": _WORDS,
    }
    return {"step": step.id, **subject, **said}


def _dumped(raw: Mapping[str, Any], words: Language) -> str:
    text = str(
        yaml.safe_dump(
            _said(raw, words),
            sort_keys=False,
            allow_unicode=True,
            default_flow_style=None,
            width=90,
        )
    )
    return re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text.replace("'on':", "on:"))


def _said(raw: Any, words: Language) -> Any:
    """Raw data with the words of ours in it said in a language; keys, ids and the words that a case file knows stay."""
    if isinstance(raw, dict):
        return {key: _said(value, words) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_said(value, words) for value in raw]
    return words.value(raw) if isinstance(raw, Word) else raw


def _put(raw: dict[str, Any], missing: str) -> bool:
    """Write a value where a fact is missing ("timeline[] of kind interview"), with what its parts require; whether it could."""
    found = re.fullmatch(
        r"(\S+)(?: of kind (\S+)(?: or \S+)*(?: against (\S+))?| (from-family )?about (\S+)| with (.+))?",
        missing,
    )
    if found is None:
        return False
    path, kind, against, from_family, about, holding = found.groups()
    key, *rest = [n for n in re.split(r"\.|(?=\[)", path) if n]
    if key not in Case.model_fields or key in ("benchmarks", "records"):
        return False
    annotation = _bare(Case.model_fields[key].annotation)
    model = _item(annotation)
    if model is None:
        raw[key] = _part(annotation, raw.get(key, {}), rest)
        return True
    entries = raw.setdefault(key, [])
    numbered = bool(rest and re.fullmatch(r"\[\d+\]", rest[0]))
    if not entries or ("id" not in model.model_fields and not numbered):
        entries.append({})
    entry = next((e for e in entries if rest and e.get("id") == rest[0]), entries[-1])
    entry |= {"kind": kind} if kind else {"about": [about]} if about else {}
    entry |= {"against": against} if against else {}
    entry |= {"direction": "from-family"} if from_family else {}
    _part(model, entry, rest[1:])
    if holding:
        part = entry
        for name in rest[1:-1]:
            part = part[name]
        part[rest[-1]] = _HOURS if holding == "start and end" else holding.split(", ")
    return True


def _part(model: Any, raw: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A part with what it requires, with its sources, and with a value at a path in it."""
    names = [n for n in names if n]
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.is_required() and key not in raw:
            raw[key] = _value(_full(field), name)
    if not names:
        if issubclass(model, Act):
            raw.setdefault("on", _DAY)
    elif names[0] in model.model_fields:
        field = model.model_fields[names[0]]
        plain = _bare(field.annotation)
        inner = _item(plain)
        if len(names) > 1 and get_origin(plain) not in (tuple, None) and names[1]:
            raw[names[0]] = {names[1]: _part(_bare(get_args(plain)[1]), {}, names[2:])}
        elif len(names) > 1 and inner:
            first: dict[str, Any] = next(iter(raw.get(names[0], [])), {})
            raw[names[0]] = [_part(inner, first, names[2:])]
        elif isinstance(plain, type) and issubclass(plain, Part):
            raw[names[0]] = _part(plain, raw.get(names[0]) or {}, names[1:])
        else:
            elsewhere = _ELSEWHERE.get((model.__name__, names[0]))
            raw[names[0]] = copy.deepcopy(elsewhere) or _value(_full(field), names[0])
    if issubclass(model, Fact) and model.model_fields.get("sources"):
        raw.setdefault("sources", ["E01"])
    return raw


def _full(field: FieldInfo) -> Any:
    """A field's type, with what annotates it."""
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _bare(annotation: Any) -> Any:
    """A type without `None` and without what annotates it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _refers_to(annotation: Any) -> str | None:
    """Of what kind the id is that a type holds; None for anything else."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return next((m.kind for m in metadata if isinstance(m, Reference)), None) or _refers_to(
            inner
        )
    if get_origin(annotation) in (Union, types.UnionType):
        return next((kind for a in get_args(annotation) if (kind := _refers_to(a))), None)
    return None


def _item(annotation: Any) -> Any:
    """The part that a list is of; None for anything else."""
    if get_origin(annotation) is not tuple:
        return None
    inner = _bare(get_args(annotation)[0])
    return inner if isinstance(inner, type) and issubclass(inner, Part) else None


def _value(annotation: Any, name: str) -> Any:
    """A value of a type, as one would write it."""
    if kind := _refers_to(annotation):
        return _IDS.get(kind, _WORDS)
    plain = _bare(annotation)
    if get_origin(plain) is tuple:
        inner = get_args(plain)[0]
        choices = get_args(_bare(inner)) if get_origin(_bare(inner)) is Literal else ()
        if choices:
            return list(choices if len(choices) <= _WHOLE else choices[:2])
        return [_value(inner, name)]
    if get_origin(plain) is Literal:
        return get_args(plain)[0]
    if isinstance(plain, type) and issubclass(plain, Part):
        return _part(plain, {}, [])
    if plain is bool:
        return True
    if plain is int:
        return 1
    if plain is float:
        return 1.5
    if plain is When:
        return _DAY
    return {"id": "X01", "sha256": "0" * 64, "file": "evidence/E01.jpg"}.get(name, _WORDS)
