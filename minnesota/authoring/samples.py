"""Samples: which facts would answer a step, and the YAML to write for them, by the models."""

from __future__ import annotations

import copy
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo

from minnesota.base.dates import When
from minnesota.base.fields import Benchmark, Part, Reference
from minnesota.base.wording import Phrase, Word
from minnesota.checks import CHECKS
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Missing
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
# Fields that name another institution: to write the same one would accuse who investigates.
_ELSEWHERE = {
    ("AllegedPerpetrator", "institution"): "police",
    ("Investigation", "supervised_by"): "court",
    ("Investigation", "forensic_services"): ["laboratory"],
    ("Outcome", "court"): "court",
    ("Institution", "part_of"): ["justice"],
}
_INSTITUTIONS = [
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
]
_DAY = "2025-01-10"
_HOURS = "2025-01-10T09:00/2025-01-10T12:30"
_TODAY = "2025-06-30"  # after _DAY, so that no fact of a sample is in the future
_WORDS = Word("In your own words")
_BY_NAME = {"id": "X01", "sha256": "0" * 64, "file": "evidence/E01.jpg"}  # texts of a certain form
_WHOLE = 6  # a list of choices this short is shown whole
_ROUNDS = (
    5  # how often a check is asked again; each round shows it one fact more, and few need three
)


class Sample(NamedTuple):
    """What would answer a step: the facts that its check looks for, by path, and YAML to write."""

    facts: tuple[str, ...]
    yaml: str


def base(step: Step) -> dict[str, Any]:
    """Return a case, as raw data, that holds one part of each kind and no facts.

    The parts are of kinds that the `step` is asked of.
    """
    kinds = {}
    if step.applies.kinds:
        kinds[step.scope] = step.applies.kinds[0]
    return {
        "minnesota": 1,
        "id": "SAMPLE",
        "title": Word("A sample"),
        "country": "ZZ",
        "incident": {},
        "victims": [{"id": "V01"}],
        "institutions": copy.deepcopy(_INSTITUTIONS),
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


def answer(step: Step, benchmarks: Mapping[str, Benchmark], words: Language = ENGLISH) -> Sample:
    """Return facts and YAML that would answer a `step`, with our own words in a language.

    The check is asked again after each fact, until it misses none that can be written. Ids in the
    sample stand for the case's own. A record answers a step that has no check, or whose check
    misses nothing that can be written.

    `benchmarks`: those of the step's protocol, by id.
    """
    sample = base(step)
    untouched = copy.deepcopy(sample)
    written: list[str] = []
    for _ in range(_ROUNDS):
        count_before = len(written)
        for missing in _missing_facts(step, sample, benchmarks):
            if missing not in written and _write_fact(sample, missing):
                written.append(missing)
        if len(written) == count_before:
            break
    added = _additions(sample, untouched)
    if not added:
        return Sample((), _dump({"records": [_record(step)]}, words))
    return Sample(tuple(written), _dump(added, words))


def _missing_facts(
    step: Step, sample: dict[str, Any], benchmarks: Mapping[str, Benchmark]
) -> tuple[str, ...]:
    """Return the facts that the check of a `step` misses in a case."""
    if step.check is None:
        return ()
    case = Case.model_validate(copy.deepcopy(sample))
    facts = Facts(case, When.parse(_TODAY), benchmarks)
    look = CHECKS[step.check].look
    if step.scope == "case":
        return look(facts).missing
    parts = dict(case.parts())[step.scope]
    return look(facts, parts[0]).missing


def _additions(sample: Mapping[str, Any], untouched: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a case says that it did not say when it was `untouched`."""
    added: dict[str, Any] = {}
    for section, value in sample.items():
        if value == untouched.get(section):
            continue
        if isinstance(value, dict):
            added[section] = value
        else:
            entries_before = untouched.get(section, [])
            added[section] = [entry for entry in value if entry not in entries_before]
    return added


def _record(step: Step) -> dict[str, Any]:
    record: dict[str, Any] = {"step": step.id}
    if step.scope != "case":
        record["for"] = _IDS[step.scope]
    record["status"] = "done"
    record["on"] = _DAY
    record["by"] = Word("Who says so")
    record["sources"] = ["E01"]
    record["note"] = _WORDS
    return record


# As YAML.


def _dump(content: Mapping[str, Any], words: Language) -> str:
    text = yaml.safe_dump(
        _in_language(content, words),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=90,
    )
    text = str(text).replace("'on':", "on:")  # a case file reads YAML 1.2, where `on` is a word
    return re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text)


def _in_language(content: Any, words: Language) -> Any:
    """Return raw data with our own words in it said in a language.

    Keys, ids and the words that a case file knows stay.
    """
    if isinstance(content, dict):
        return {key: _in_language(value, words) for key, value in content.items()}
    if isinstance(content, list):
        return [_in_language(value, words) for value in content]
    if isinstance(content, Word):
        return words.value(content)
    return content


# A fact, written into a case.


def _write_fact(sample: dict[str, Any], missing: str) -> bool:
    """Write a value where a fact is `missing`, with what the parts around it require.

    Return whether that could be done: nothing is written of a fact that is named in words alone.
    """
    if isinstance(missing, Word | Phrase) and not isinstance(missing, Missing):
        return False
    path = missing.path if isinstance(missing, Missing) else missing
    section, *names = _names_in(path)
    if section not in Case.model_fields or section in ("benchmarks", "records"):
        return False
    annotation = _bare(Case.model_fields[section].annotation)
    model = _item_of(annotation)
    if model is None:
        sample[section] = _fill_part(annotation, sample.get(section, {}), names)
        return True
    entry = _entry_to_fill(sample.setdefault(section, []), model, names)
    if not isinstance(missing, Missing):
        _fill_part(model, entry, names[1:])
        return True
    entry.update(copy.deepcopy(missing.entry))
    _fill_part(model, entry, names[1:])
    _write_value(entry, names[1:], missing)
    return True


def _names_in(path: str) -> list[str]:
    """Return the names in a path: `victims`, `[]` and `death` of "victims[].death"."""
    return [name for name in re.split(r"\.|(?=\[)", path) if name]


def _entry_to_fill(
    entries: list[dict[str, Any]], model: type[Part], names: Sequence[str]
) -> dict[str, Any]:
    """Return the entry of a list in which a fact is to be written; a new one if it has no id.

    `names`: what the path says after the list, first of all which entry is meant.
    """
    is_numbered = bool(names and re.fullmatch(r"\[\d+\]", names[0]))
    if not entries or ("id" not in model.model_fields and not is_numbered):
        entries.append({})
    if names:
        for entry in entries:
            if entry.get("id") == names[0]:
                return entry
    return entries[-1]


def _write_value(entry: dict[str, Any], names: Sequence[str], missing: Missing) -> None:
    """Write what a `missing` fact demands of the value that `names` lead to in an entry."""
    if not (missing.has_hours or missing.holding):
        return
    *blocks, last = names
    part = entry
    for name in blocks:
        part = part[name]
    part[last] = _HOURS if missing.has_hours else list(missing.holding)


def _fill_part(model: Any, content: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return a part with all that it requires, with its sources, and with a value at a path.

    `model`: the part's class. `content`: what it says already; this is changed. `names`: those of
    the path in it.
    """
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.is_required() and key not in content:
            content[key] = _value(_annotated_type(field), name)
    if not names:
        if issubclass(model, Act):
            content.setdefault("on", _DAY)
    elif names[0] in model.model_fields:
        content[names[0]] = _value_at(model, content, names)
    if issubclass(model, Fact) and model.model_fields.get("sources"):
        content.setdefault("sources", ["E01"])
    return content


def _value_at(model: Any, content: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return the value of the field that a path begins with: whole, or filled along its rest."""
    name, *rest = names
    field = model.model_fields[name]
    plain = _bare(field.annotation)
    if rest and get_origin(plain) not in (tuple, None):  # a mapping: the next name is its key
        of_key = _bare(get_args(plain)[1])
        return {rest[0]: _fill_part(of_key, {}, rest[1:])}
    item = _item_of(plain)
    if rest and item:
        entries = content.get(name) or [{}]
        return [_fill_part(item, entries[0], rest[1:])]
    if _is_part(plain):
        return _fill_part(plain, content.get(name) or {}, rest)
    elsewhere = _ELSEWHERE.get((model.__name__, name))
    return copy.deepcopy(elsewhere) or _value(_annotated_type(field), name)


# What a field may hold, by its type.


def _annotated_type(field: FieldInfo) -> Any:
    """Return a field's type, with what annotates it."""
    if not field.metadata:
        return field.annotation
    return Annotated[field.annotation, *field.metadata]


def _bare(annotation: Any) -> Any:
    """Return a type without `None` and without what annotates it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        for member in get_args(annotation):
            if member is not type(None):
                return _bare(member)
    return annotation


def _refers_to(annotation: Any) -> str | None:
    """Return of what kind the id is that a type holds; None for anything else."""
    origin = get_origin(annotation)
    inside: tuple[Any, ...] = ()
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        for note in metadata:
            if isinstance(note, Reference):
                return note.kind
        inside = (inner,)
    elif origin in (Union, types.UnionType):
        inside = get_args(annotation)
    for member in inside:
        kind = _refers_to(member)
        if kind:
            return kind
    return None


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _item_of(annotation: Any) -> Any:
    """Return the class of the parts that a list holds; None for anything else."""
    if get_origin(annotation) is not tuple:
        return None
    item = _bare(get_args(annotation)[0])
    return item if _is_part(item) else None


def _value(annotation: Any, name: str) -> Any:
    """Return a value of a type, as one would write it in the field of this `name`."""
    kind = _refers_to(annotation)
    if kind:
        return _IDS.get(kind, _WORDS)
    plain = _bare(annotation)
    if get_origin(plain) is tuple:
        return _list_value(get_args(plain)[0], name)
    if get_origin(plain) is Literal:
        return get_args(plain)[0]
    if _is_part(plain):
        return _fill_part(plain, {}, [])
    examples = {bool: True, int: 1, float: 1.5, When: _DAY}
    return examples.get(plain) or _BY_NAME.get(name, _WORDS)


def _list_value(item: Any, name: str) -> list[Any]:
    """Return a list as one would write it: of choices the first two, or all where they are few."""
    plain = _bare(item)
    if get_origin(plain) is not Literal:
        return [_value(item, name)]
    choices = list(get_args(plain))
    if len(choices) <= _WHOLE:
        return choices
    return choices[:2]
