"""Strict YAML in: plain values, and the place of each when an error has to be shown.

The document is composed once by libyaml and built from the same tree; positions are looked up in
that tree only when somebody asks, so a valid file pays nothing for them.

What is read: YAML 1.2 scalars (`NO` and `12:30` are text; so are octal and hexadecimal numbers), one document, UTF-8 with or without a
byte-order mark, any line ending. What is
refused, with the place: tags, anchors, aliases and merge keys, a key written twice, characters
YAML does not allow, and files beyond the limits below.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, ScalarNode, SequenceNode

from minnesota.base.diagnostics import MOST, Diagnostic, Problems, shown

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 120_000

_TOO_DEEP = f"this is nested more than {MAX_DEPTH} levels deep"
_Mistake = tuple[yaml.Node, str, str, str | None]  # where, code, message, hint
_LINE_BREAK = re.compile("\r\n|[\n\r]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL = frozenset("0123456789+-.") | {
    word[:1] for word in _WORDS
}  # with which a word begins that may be no text

_HINTS = (  # what libyaml says, what a person should do
    (
        "cannot start any token",
        "a value that begins with % @ ` or a tab must be in quotes; indent with spaces",
    ),
    ("mapping values are not allowed", "put a value that contains a colon and a space in quotes"),
    ("while scanning a quoted scalar", "a quotation mark is opened and never closed"),
    ("while scanning a simple key", 'write "key: value", with a colon and a space'),
    ("expected <block end>", "check the indentation: keys of one block begin in the same column"),
    (
        "did not find expected key",
        "check the indentation, and any quotation mark inside a quoted value",
    ),
    (
        "did not find expected ',' or",
        "a bracket or a quotation mark is not closed, or a comma is missing",
    ),
)


class Document:
    """One YAML file: its `path` as shown, its `text`, the SHA-256 of its bytes, its `value`, and where each part stands."""

    def __init__(self, path: str, text: str, digest: str, value: Any) -> None:
        self.path, self.text, self.digest, self.value = path, text, digest, value

    @cached_property
    def root(self) -> yaml.Node:
        """Its tree, composed again: it takes more room than all else, and is mostly never asked for."""
        root: yaml.Node = _composed(self.text)
        return root

    @cached_property
    def _lines(self) -> list[str]:
        return _LINE_BREAK.split(self.text)

    def diagnostic(
        self,
        at: tuple[str | int, ...],
        code: str,
        message: str,
        hint: str | None = None,
        *,
        key: bool = False,
    ) -> Diagnostic:
        """A diagnostic at the value reached by keys and indexes, or (`key`) at the last key itself.

        Where the path leads nowhere, the nearest part that exists is shown.
        """
        node = self._node(at, key)
        return _at_mark(self.path, self._lines, node.start_mark, node.end_mark, code, message, hint)

    def written(self, at: tuple[str | int, ...]) -> str:
        """A single value as it is written in the file, before it is read as a number or anything else."""
        node = self._node(at, False)
        return str(node.value) if isinstance(node, ScalarNode) else ""

    def _node(self, at: tuple[str | int, ...], key: bool) -> yaml.Node:
        node = self.root
        for number, step in enumerate(at):
            is_last = number == len(at) - 1
            if isinstance(node, MappingNode):
                pairs = [(k, v) for k, v in node.value if k.value == str(step)]
                if not pairs:
                    break
                node = pairs[0][0] if key and is_last else pairs[0][1]
            elif (
                isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value)
            ):
                node = node.value[step]
            else:
                break
        return node


def read_document(path: Path, shown_as: str | None = None) -> Document:
    """Read one YAML file strictly. Raises Problems with every mistake that can be told at once."""
    name = shown_as or str(path)
    return parse_document(file_contents(path, name), name)


def parse_document(raw: bytes, name: str) -> Document:
    """Read YAML from bytes; `name` is what diagnostics call it. Raises Problems."""
    if len(raw) > MAX_BYTES:
        raise Problems([_too_large(name)])
    text = _decode(raw, name)
    if text.startswith("\ufeff") or any(sign in text for sign in ("\x85", "\u2028", "\u2029")):
        raise Problems(_bad_characters(name, text))
    values = 0
    if len(text) > MAX_NODES // 2:  # no text holds more than two a character
        values = sum(
            map(text.count, ("\n", ",", "- ", "[", "{", "? "))
        )  # at least a third, and quickly counted
    if values > MAX_NODES:
        raise Problems([_too_many(name)])
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        if (
            "nesting depth" in f"{error.context} {error.problem}"
        ):  # libyaml's own limit, far beyond ours
            line = _deepest_line(text, error.problem_mark.line if error.problem_mark else 0)
            raise Problems([_at_line(name, text, line, "too-deep", _TOO_DEEP)]) from None
        raise Problems([_syntax(name, text, error)]) from None
    except yaml.reader.ReaderError:
        raise Problems(_bad_characters(name, text)) from None
    if root is None:
        raise Problems(
            [
                Diagnostic(
                    name,
                    1,
                    1,
                    "empty-file",
                    "the file is empty",
                    "`minnesota init` writes one to start from",
                )
            ]
        )
    if values > MAX_NODES // 3 and sum(1 for _ in _walk(root)) > MAX_NODES:
        raise Problems([_too_many(name)])
    mistakes: list[_Mistake] = []
    if "&" in text or "!" in text or "\\" in text:
        mistakes += _oddities(text, root)
    try:
        value = None if mistakes else _build(root, mistakes, 1)
    except _TooDeep as deep:
        raise Problems([_at_line(name, text, deep.line, "too-deep", _TOO_DEEP)]) from None
    if mistakes:
        lines = _LINE_BREAK.split(text)
        said = [
            _at_mark(name, lines, n.start_mark, n.end_mark, code, why, hint)
            for n, code, why, hint in mistakes[:MOST]
        ]
        raise Problems(said, len(mistakes) - len(said))
    return Document(name, text, hashlib.sha256(raw).hexdigest(), value)


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


class _Loader(yaml.CSafeLoader):
    """libyaml's composer alone: no scalar is resolved here, as they are read by YAML 1.2's rules.

    It calls these three for every node: what does nothing, and is written in C, costs nothing.
    """

    resolve = "".format
    descend_resolver = {}.get  # type: ignore
    ascend_resolver = bool  # type: ignore[assignment]


def _composed(text: str) -> Any:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _build(node: yaml.Node, mistakes: list[_Mistake], depth: int) -> Any:
    if type(node) is ScalarNode:
        return node.value if node.style else plain(node.value)
    if depth >= MAX_DEPTH and node.value:
        raise _TooDeep(node.start_mark.line)
    if type(node) is SequenceNode:
        return [_build(item, mistakes, depth + 1) for item in node.value]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if type(key_node) is not ScalarNode:
            mistakes.append((key_node, "bad-key", "a key must be a plain word", None))
            continue
        key = key_node.value
        if key in mapping:
            first = next(k.start_mark.line + 1 for k, _ in node.value if k.value == key)
            message = f'the key "{shown(key)}" is already written in line {first}'
            mistakes.append((key_node, "duplicate-key", message, "keep one of the two"))
            continue
        if key == "<<" and not key_node.style:
            mistakes.append(
                (key_node, "merge-key", "merge keys are not read", "write the keys out")
            )
        if type(value_node) is ScalarNode:  # most are, and a call each would cost
            mapping[key] = value_node.value if value_node.style else plain(value_node.value)
        else:
            mapping[key] = _build(value_node, mistakes, depth + 1)
    return mapping


def _deepest_line(text: str, otherwise: int) -> int:
    """The line in which the last level that is allowed begins, of a text that goes deeper; else where libyaml gave up."""
    depth = 0
    with suppress(yaml.MarkedYAMLError):
        for event in yaml.parse(text, yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth == MAX_DEPTH:
                    return int(event.start_mark.line) if event.start_mark else otherwise
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    return otherwise


def plain(word: str) -> Any:
    """A plain scalar by YAML 1.2's core rules, but for octal, hexadecimal and endless numbers, which stay text."""
    if word[:1] not in _SPECIAL:  # as most do not
        return word
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in "0123456789+-.":
        if _INTEGER.fullmatch(word):
            return int(word)
        if len(word) < 40 and not word.lstrip("+-").isdecimal() and _FLOAT.fullmatch(word):
            return float(word)
    return word


def _oddities(text: str, root: yaml.Node) -> list[_Mistake]:
    """Every anchor, tag and escaped control character.

    libyaml forgets anchors and tags, but the character at a node's start does not lie.
    """
    found: dict[int, _Mistake] = {}
    for node in _walk(root):
        sign = text[node.start_mark.index : node.start_mark.index + 1]
        if sign == '"' and type(node) is ScalarNode and (bad := _forbidden().search(node.value)):
            what = (
                "bad-character",
                f"this writes the character U+{ord(bad[0]):04X}",
                "delete the escape",
            )
        elif sign == "&":
            what = (
                "anchor",
                'anchors ("&name") are not read',
                "write the value out, or put it in quotes",
            )
        elif sign == "!":
            what = "tag", 'tags ("!name") are not read', "delete it, or put the value in quotes"
        else:
            continue
        found[node.start_mark.index] = (node, *what)
    return list(found.values())


def _walk(root: yaml.Node) -> Iterator[yaml.Node]:
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            for pair in node.value:
                waiting.extend(pair)


def file_contents(path: str | Path, name: str) -> bytes:
    """The bytes of a regular file that is not too large. Raises Problems; `name` is what they call it."""

    def refuse(message: str, hint: str | None = None) -> Problems:
        return Problems([Diagnostic(name, 0, 0, "unreadable", message, hint)])

    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise refuse("there is no such file", "start a case with `minnesota init DIR`") from None
    except OSError as error:
        raise refuse(f"the file cannot be opened ({error.strerror})") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise refuse("this is not a file")
        if status.st_size > MAX_BYTES:
            raise Problems([_too_large(name)])
        raw = os.read(handle, status.st_size + 1)
        while (
            len(raw) != status.st_size
            and len(raw) <= MAX_BYTES
            and (more := os.read(handle, MAX_BYTES))
        ):
            raw += more  # it grew, or says nothing of its size, as those in /proc
        return raw
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror})") from None
    finally:
        os.close(handle)


@cache
def _forbidden() -> re.Pattern[str]:
    """What may not stand in a file: what YAML forbids, and the line ends that YAML 1.1 and 1.2 read differently."""
    return re.compile(
        "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
    )


def _bad_characters(name: str, text: str) -> list[Diagnostic]:
    message = "the character U+{:04X} may not stand in a YAML file"
    hint = "delete it, or save the file again as plain text (UTF-8)"
    found = islice(_forbidden().finditer(text), 20)
    return [
        _at_index(name, text, m.start(), "bad-character", message.format(ord(m[0])), hint)
        for m in found
    ]


def _decode(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problems(
            [Diagnostic(name, 1, 1, "not-utf8", "the file is in UTF-16", "save it again as UTF-8")]
        )
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in raw:  # an image, say: to save it again as text would destroy it
            message = "this is not a text file"
            raise Problems(
                [Diagnostic(name, 1, 1, "not-text", message, "give the case file, or its folder")]
            ) from None
        before = raw[: error.start].decode("utf-8")
        guess = before + raw[error.start :].split(b"\n")[0].decode("cp1252", "replace")
        hint = f'save it again as UTF-8; in Windows-1252 this would be "{guess[len(before)]}"'
        message = f"byte 0x{raw[error.start]:02X} is not UTF-8"
        raise Problems([_at_index(name, guess, len(before), "not-utf8", message, hint)]) from None


def _too_large(name: str) -> Diagnostic:
    message = f"the file has more than {MAX_BYTES:,} bytes, the most that a case may have"
    return Diagnostic(
        name, 1, 1, "too-large", message, "keep documents and images as exhibits, beside the case"
    )


def _too_many(name: str) -> Diagnostic:
    return Diagnostic(
        name, 1, 1, "too-many-values", f"the file holds more than {MAX_NODES:,} values"
    )


def _syntax(name: str, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    mark = error.problem_mark or error.context_mark
    code, message = "bad-yaml", f"this is not YAML: {said}"
    hint = next((hint for sign, hint in _HINTS if sign in said), None)
    if "expected a single document" in said:
        code, message, hint = (
            "several-documents",
            "a second document begins here",
            "keep one: delete the line ---",
        )
    elif "undefined alias" in said:
        code, message = "alias", 'aliases ("*name") are not read'
        hint = "write the value out, or put it in quotes"
    elif (
        error.context_mark
        and mark
        and ("quoted scalar" in said or mark.index >= len(text.rstrip()))
    ):
        mark = error.context_mark  # where it was opened, and not the end of the file
    if mark and mark.index >= len(text.rstrip()) > 0:
        return _at_index(
            name, text, len(text.rstrip()) - 1, code, message, hint or "the file ends too early"
        )
    return _at_mark(name, _LINE_BREAK.split(text), mark, mark, code, message, hint)


def _at_mark(
    name: str,
    lines: list[str],
    start: Any,
    end: Any,
    code: str,
    message: str,
    hint: str | None = None,
) -> Diagnostic:
    line, column = (start.line, start.column) if start else (0, 0)
    width = end.column - column if start and end.line == line else 1
    source = lines[line] if line < len(lines) else ""
    return Diagnostic(name, line + 1, column + 1, code, message, hint, source, max(1, width))


def _at_line(name: str, text: str, line: int, code: str, message: str) -> Diagnostic:
    source = _LINE_BREAK.split(text)[line]
    return Diagnostic(
        name, line + 1, len(source) - len(source.lstrip()) + 1, code, message, None, source
    )


def _at_index(name: str, text: str, index: int, code: str, message: str, hint: str) -> Diagnostic:
    before = _LINE_BREAK.split(text[:index])
    line_end = _LINE_BREAK.search(text, index)
    source = before[-1] + text[index : line_end.start() if line_end else len(text)]
    return Diagnostic(name, len(before), len(before[-1]) + 1, code, message, hint, source)
