"""Reading protocol packs: shipped ones by name, one's own by path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from minnesota.base import resources
from minnesota.base.diagnostics import Diagnostic, Problems, did_you_mean_or_list, shown
from minnesota.checks import CHECKS
from minnesota.model.case import Exhibit, Investigation, Scene, Witness
from minnesota.model.protocol import FORMAT, Protocol, Step
from minnesota.yaml.complaints import complaints
from minnesota.yaml.read import Document, file_contents, parse_document

# made beside the YAML when the package is built; believed only in a shipped pack, while its digest
# agrees
COMPILED = "compiled.json"


def load_protocol(name: str, relative_to: Path | None = None) -> Protocol:
    """Load a shipped pack by name, or one's own by path (a name with a `/`, or one that begins with
    `.`).

    A pack is read once in a process, for as long as its files are those that were read. Raises
    Problems with every mistake of the pack, each with file, line and column.
    """
    if not is_own(name):
        return _shipped(name)
    folder = _folder(name, relative_to)[0]
    stamp = _stamp(Path(str(folder)))
    if _own.get(stamp[0], (None,))[0] != stamp:
        if len(_own) >= 16:
            _own.clear()
        _own[stamp[0]] = stamp, _loaded(name, folder, shipped=False)
    return _own[stamp[0]][1]


@cache
def _shipped(name: str) -> Protocol:
    return _loaded(name, _folder(name, None)[0], shipped=True)


_own: dict[str, tuple[tuple[Any, ...], Protocol]] = {}


def _stamp(folder: Path) -> tuple[Any, ...]:
    """What changes when the files of a pack do: its place, and each file's name, size and time of
    change.
    """
    there = [folder / "protocol.yaml", *sorted((folder / "steps").glob("*.yaml"))]
    return str(folder.resolve()), *(
        (f.name, s.st_size, s.st_mtime_ns, s.st_ino) for f in there for s in (f.stat(),)
    )


def _loaded(name: str, folder: Traversable, shipped: bool) -> Protocol:
    files = _files(folder)
    digest = _digest(files)
    if shipped and (raw := _compiled(folder, digest)) is not None:
        try:
            return _validated(raw, digest)
        except ValidationError:
            pass  # the YAML itself is read below, and tells where
    return _validated(_checked(files, name), digest)


def protocol_documents(name: str, relative_to: Path | None = None) -> dict[str, Document]:
    """The YAML of a pack, file by file, `protocol.yaml` first. Raises Problems where there is none,
    or it is no YAML.
    """
    return _parsed(protocol_sources(name, relative_to), name)


def protocol_sources(name: str, relative_to: Path | None = None) -> dict[str, bytes]:
    """The files of a pack as they are, `protocol.yaml` first."""
    return _files(_folder(name, relative_to)[0])


def is_own(name: str) -> bool:
    """Whether a name is the path of a pack of one's own, and not the name of a shipped one."""
    return "/" in name or "\\" in name or name.startswith(".")


def languages(name: str, relative_to: Path | None = None) -> list[str]:
    """The languages that a pack has texts in, beside its own."""
    there = _folder(name, relative_to)[0] / "lang"
    return sorted({f.name.removesuffix(".yaml") for f in there.iterdir()}) if there.is_dir() else []


def overlays(name: str, language: str, relative_to: Path | None = None) -> dict[str, bytes]:
    """The files of a pack's texts in a language, by name: `lang/fr.yaml`, and those in
    `lang/fr/`.
    """
    return _overlay_files(_folder(name, relative_to)[0], language)


def protocol_overlay(name: str, language: str, relative_to: Path | None = None) -> dict[str, Any]:
    """A pack's texts in a language: part, id, texts. Empty where it has none. Raises Problems."""
    folder, shipped = _folder(name, relative_to)
    files = _overlay_files(folder, language)
    digest = _digest(files)
    if shipped and (raw := _compiled(folder, digest, f"{language}.{COMPILED}")) is not None:
        return dict(raw)
    return _merged(_parsed(files, name))


def compiled(folder: Path) -> dict[str, str]:
    """A pack and its languages as JSON texts by file name, each with the digest of the YAML it was
    made from.

    Raises Problems as `load` does.
    """
    files = _files(folder)
    texts = {COMPILED: {"digest": _digest(files), "pack": _checked(files, folder.name)}}
    for language in languages(f"{folder.parent}/{folder.name}"):
        there = _overlay_files(folder, language)
        merged = _merged(_parsed(there, folder.name))
        texts[f"{language}.{COMPILED}"] = {"digest": _digest(there), "pack": merged}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}


def protocol_names() -> list[str]:
    """The packs that are shipped."""
    return sorted(
        p.name for p in resources.find("protocols").iterdir() if (p / "protocol.yaml").is_file()
    )


def _folder(name: str, relative_to: Path | None) -> tuple[Traversable, bool]:
    """The folder of a pack, and whether it is one that is shipped."""
    if is_own(name):
        folder: Traversable = (relative_to or Path()) / name
        try:
            found = (folder / "protocol.yaml").is_file()
        except (OSError, ValueError):  # a name no file can have
            found = False
        if not found:
            raise Problems(
                [
                    Diagnostic(
                        name, 1, 1, "unknown-protocol", "there is no protocol.yaml in this folder"
                    )
                ]
            )
        return folder, False
    if name not in protocol_names():
        message = f'no protocol is called "{shown(name)}"'
        raise Problems(
            [
                Diagnostic(
                    name,
                    1,
                    1,
                    "unknown-protocol",
                    message,
                    did_you_mean_or_list(name, protocol_names()),
                )
            ]
        )
    return resources.find("protocols") / name, True


def _files(folder: Traversable) -> dict[str, bytes]:
    """The pack's own files by name, `protocol.yaml` first, then the steps in the order of their
    names.
    """
    return {"protocol.yaml": _content(folder / "protocol.yaml", "protocol.yaml")} | _contents(
        folder, "steps"
    )


def _contents(folder: Traversable, within: str) -> dict[str, bytes]:
    """The YAML files within a pack's folder, in the order of their names; none where there is no
    such folder.
    """
    there = folder / within
    found = (
        sorted(f.name for f in there.iterdir() if f.name.endswith(".yaml"))
        if there.is_dir()
        else []
    )
    return {f"{within}/{name}": _content(there / name, f"{within}/{name}") for name in found}


def _content(file: Traversable, name: str) -> bytes:
    return file_contents(file, name) if isinstance(file, Path) else file.read_bytes()


def _digest(files: Mapping[str, bytes]) -> str:
    lines = (f"{hashlib.sha256(raw).hexdigest()}  {path}\n" for path, raw in files.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _overlay_files(folder: Traversable, language: str) -> dict[str, bytes]:
    one = folder / "lang" / f"{language}.yaml"
    name = f"lang/{language}.yaml"
    return ({name: _content(one, name)} if one.is_file() else {}) | _contents(
        folder, f"lang/{language}"
    )


def _merged(documents: Mapping[str, Document]) -> dict[str, Any]:
    """The texts of several files as one: part, id, texts."""
    merged: dict[str, Any] = {}
    for document in documents.values():
        for key, texts in document.value.items() if isinstance(document.value, dict) else ():
            if isinstance(texts, dict):
                merged.setdefault(key, {}).update(texts)
    return merged


def _compiled(folder: Traversable, digest: str, name: str = COMPILED) -> Any:
    try:
        found = json.loads((folder / name).read_bytes())
    except (OSError, ValueError):
        return None
    return found.get("pack") if isinstance(found, dict) and found.get("digest") == digest else None


def _parsed(files: Mapping[str, bytes], name: str) -> dict[str, Document]:
    return {path: parse_document(content, f"{name}/{path}") for path, content in files.items()}


def _checked(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """The files of a pack as one raw pack. Raises Problems with every mistake in them."""
    read = _parsed(files, name)
    raw = _joined(read, name)
    if mistakes := _mistakes(read, raw):
        raise Problems(mistakes)
    return raw


def _joined(documents: Mapping[str, Document], name: str) -> dict[str, Any]:
    head = documents["protocol.yaml"]
    if not isinstance(head.value, dict):
        raise Problems([head.diagnostic((), "expected-block", "a protocol is a block of keys")])
    if head.value.get("format") != FORMAT:
        message = (
            f"this pack is of format {head.value.get('format')}; this program reads format {FORMAT}"
        )
        raise Problems([head.diagnostic(("format",), "other-format", message)])
    wrong = [
        d
        for path, d in documents.items()
        if path != "protocol.yaml" and not isinstance(d.value, list)
    ]
    if wrong:
        raise Problems(
            d.diagnostic(
                (), "expected-list", "a file of steps is a list", 'begin each step with "- "'
            )
            for d in wrong
        )
    steps = [step for path, d in documents.items() if path != "protocol.yaml" for step in d.value]
    if not steps:
        message = "this pack has no step, so no case could fail it"
        raise Problems(
            [head.diagnostic((), "no-steps", message, "write steps in steps/*.yaml beside it")]
        )
    return {**head.value, "steps": steps}


def _context(raw: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        kind: ids_of(raw.get(plural))
        for kind, plural in (
            ("principle", "principles"),
            ("phase", "phases"),
            ("circumstance", "circumstances"),
            ("step", "steps"),
        )
    }
    scopes = {name: check.scopes for name, check in CHECKS.items()}
    return {"known": {**known, "check": list(CHECKS)}, "scopes": scopes, "kinds": kinds_by_scope()}


@cache
def kinds_by_scope() -> dict[str, tuple[str, ...]]:
    """The kinds of the parts of a case that have one, by the scope of the steps that are asked of
    them.
    """
    models: dict[str, type[BaseModel]] = {
        "scene": Scene,
        "exhibit": Exhibit,
        "witness": Witness,
        "investigation": Investigation,
    }
    return {
        scope: get_args(model.model_fields["kind"].annotation) for scope, model in models.items()
    }


def ids_of(parts: Any) -> list[str]:
    """The ids of a list of raw parts, whatever else is wrong with it."""
    items: Iterable[Any] = parts if isinstance(parts, list) else ()
    return [p["id"] for p in items if isinstance(p, dict) and isinstance(p.get("id"), str)]


def duplicate_ids(
    document: Document, where: tuple[str, ...], parts: Any, taken: set[str] | None = None
) -> list[Diagnostic]:
    """A diagnostic for each id in a list of raw parts that another has; `taken` carries ids from
    list to list.
    """
    seen = set() if taken is None else taken
    found = []
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, dict) and isinstance(part.get("id"), str):
            if part["id"] in seen:
                message = f'the id "{shown(part["id"])}" is already taken'
                found.append(
                    document.diagnostic(
                        (*where, number, "id"), "duplicate-id", message, "give it one of its own"
                    )
                )
            seen.add(part["id"])
    return found


def _validated(raw: Mapping[str, Any], digest: str) -> Protocol:
    return Protocol.model_validate({**raw, "digest": digest}, context=_context(raw))


def _mistakes(documents: Mapping[str, Document], raw: Mapping[str, Any]) -> list[Diagnostic]:
    """Every mistake of a pack, file by file."""
    context = _context(raw)
    head = documents["protocol.yaml"]
    found = _complaints_of(head, Protocol, head.value, context)
    for key in ("principles", "phases", "circumstances", "benchmarks"):
        found += duplicate_ids(head, (key,), head.value.get(key))
    taken: set[str] = set()
    for path, document in documents.items():
        if path != "protocol.yaml":
            found += duplicate_ids(document, (), document.value, taken)
            for number, step in enumerate(document.value):
                found += _complaints_of(document, Step, step, context, (number,))
    return found


def _complaints_of(
    document: Document,
    model: type[BaseModel],
    value: Any,
    context: dict[str, Any],
    at: tuple[int, ...] = (),
) -> list[Diagnostic]:
    try:
        model.model_validate(value, context=context)
    except ValidationError as error:
        return complaints(document, model, error, at).said
    return []
