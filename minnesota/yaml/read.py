"""Strict YAML in: plain values, and the place of each when an error has to be shown.

The document is composed once by libyaml and built from the same tree; positions are looked up in
that tree only when somebody asks, so a valid file pays nothing for them.

What is read: YAML 1.2 scalars (`NO` and `12:30` are text; so are octal and hexadecimal numbers),
one document, UTF-8 with or without a byte-order mark, any line ending. What is refused, with the
place: tags, anchors, aliases and merge keys, a key written twice, characters YAML does not allow,
and files beyond the limits below.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml import ScalarNode, SequenceNode

from minnesota.base.diagnostics import MOST, Diagnostic, Problems, shown
from minnesota.yaml.refusals import (
    bad_characters,
    diagnostic_at_mark,
    forbidden_characters,
    not_utf8,
    not_yaml,
    split_lines,
    too_deep,
    too_large,
    too_many_values,
)
from minnesota.yaml.tree import child, walk

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 120_000

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# With which a word begins that may be no text; "" is how an empty word begins.
_SPECIAL = frozenset("0123456789+-.") | {word[:1] for word in _WORDS}
# What separates values. There are at least a third as many of these as of values.
_SEPARATORS = ("\n", ",", "- ", "[", "{", "? ")


class _Mistake(NamedTuple):
    """Something in the tree that is not read, and what to write instead."""

    node: yaml.Node
    code: str
    message: str
    hint: str | None


class Document:
    """One YAML file: its `path` as shown, its `text`, the SHA-256 of its bytes, and its `value`."""

    def __init__(self, path: str, text: str, digest: str, value: Any) -> None:
        self.path, self.text, self.digest, self.value = path, text, digest, value

    @cached_property
    def root(self) -> yaml.Node:
        """Its tree, composed again: it takes more room than all else, and is rarely asked for."""
        root: yaml.Node = _composed(self.text)
        return root

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self.text)

    def diagnostic(
        self,
        keys: tuple[str | int, ...],
        code: str,
        message: str,
        hint: str | None = None,
        *,
        key: bool = False,
    ) -> Diagnostic:
        """Return a diagnostic at the value reached by `keys`, or (`key`) at the last key itself.

        `keys`: keys and indexes from the top. Where they lead nowhere, the nearest part that
        exists is shown.
        """
        node = self._node(keys, key)
        start_mark, end_mark = node.start_mark, node.end_mark
        return diagnostic_at_mark(self.path, self._lines, start_mark, end_mark, code, message, hint)

    def written(self, keys: tuple[str | int, ...]) -> str:
        """Return a single value as the file writes it, before it is read as a number or a date.

        Empty where the keys lead to a list or a block.
        """
        node = self._node(keys, False)
        if isinstance(node, ScalarNode):
            return str(node.value)
        return ""

    def _node(self, keys: tuple[str | int, ...], key: bool) -> yaml.Node:
        node = self.root
        for step in keys[:-1]:
            _, inner_node = child(node, step)
            if inner_node is None:
                return node
            node = inner_node
        if not keys:
            return node
        key_node, value_node = child(node, keys[-1])
        if key and key_node is not None:
            return key_node
        return value_node or node


def read_document(path: Path, shown_as: str | None = None) -> Document:
    """Read one YAML file strictly; messages call it `shown_as`, else by its path.

    Raises Problems with every mistake that can be told at once.
    """
    shown_as = shown_as or str(path)
    return parse_document(file_contents(path, shown_as), shown_as)


def parse_document(content: bytes, shown_as: str) -> Document:
    """Read YAML from bytes; messages call it `shown_as`.

    Raises Problems with every mistake that can be told at once.
    """
    if len(content) > MAX_BYTES:
        raise too_large(shown_as, MAX_BYTES)
    text = _decoded(content, shown_as)
    if "\x85" in text or "\u2028" in text or "\u2029" in text or text.startswith("\ufeff"):
        # libyaml would take them, as line breaks or for a byte-order mark.
        raise bad_characters(shown_as, text)
    root = _checked_tree(text, shown_as)
    mistakes: list[_Mistake] = []
    if "&" in text or "!" in text or "\\" in text:
        mistakes = _oddities(text, root)
    value = None
    if not mistakes:
        try:
            value = _build(root, mistakes, 1)
        except _TooDeep as deep:
            raise too_deep(shown_as, text, deep.line, MAX_DEPTH) from None
    if mistakes:
        raise _mistaken(shown_as, text, mistakes)
    return Document(shown_as, text, hashlib.sha256(content).hexdigest(), value)


def _checked_tree(text: str, shown_as: str) -> yaml.Node:
    """Return the tree of a text that holds something, and not too much. Raises Problems."""
    estimate = _estimated_values(text)
    if estimate > MAX_NODES:
        raise too_many_values(shown_as, MAX_NODES)
    try:
        root: yaml.Node | None = _composed(text)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in f"{error.context} {error.problem}":
            raise too_deep(shown_as, text, _deepest_line(text, error), MAX_DEPTH) from None
        raise not_yaml(shown_as, text, error) from None
    except yaml.reader.ReaderError:
        raise bad_characters(shown_as, text) from None
    if root is None:
        hint = "`minnesota init` writes one to start from"
        raise Problems.one(shown_as, "empty-file", "the file is empty", hint)
    # The estimate is at least a third of the true number, which takes longer to count.
    if estimate > MAX_NODES // 3 and len(list(walk(root))) > MAX_NODES:
        raise too_many_values(shown_as, MAX_NODES)
    return root


def _estimated_values(text: str) -> int:
    """Return at least a third of the number of values, quickly; 0 where there cannot be many."""
    if len(text) <= MAX_NODES // 2:  # no text holds more than two values a character
        return 0
    return sum(map(text.count, _SEPARATORS))


def _mistaken(shown_as: str, text: str, mistakes: list[_Mistake]) -> Problems:
    lines = split_lines(text)
    diagnostics = []
    for node, code, message, hint in mistakes[:MOST]:
        start_mark, end_mark = node.start_mark, node.end_mark
        diagnostics.append(
            diagnostic_at_mark(shown_as, lines, start_mark, end_mark, code, message, hint)
        )
    return Problems(diagnostics, len(mistakes) - len(diagnostics))


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
    """Return the value of a node, and add what cannot be read to `mistakes`. Raises _TooDeep."""
    if type(node) is ScalarNode:
        if node.style:
            return node.value
        return plain(node.value)
    if depth >= MAX_DEPTH and node.value:
        raise _TooDeep(node.start_mark.line)
    if type(node) is SequenceNode:
        return [_build(item, mistakes, depth + 1) for item in node.value]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if type(key_node) is not ScalarNode:
            mistakes.append(_Mistake(key_node, "bad-key", "a key must be a plain word", None))
            continue
        key = key_node.value
        if key in mapping:
            mistakes.append(_duplicate_key(node, key_node))
            continue
        if key == "<<" and not key_node.style:
            message = "merge keys are not read"
            mistakes.append(_Mistake(key_node, "merge-key", message, "write the keys out"))
        # Most values are scalars, and a call for each would cost; so the first lines stand twice.
        if type(value_node) is not ScalarNode:
            mapping[key] = _build(value_node, mistakes, depth + 1)
        elif value_node.style:
            mapping[key] = value_node.value
        else:
            mapping[key] = plain(value_node.value)
    return mapping


def _duplicate_key(mapping: yaml.Node, again: ScalarNode) -> _Mistake:
    first = child(mapping, again.value).key
    assert first is not None
    key = shown(again.value)
    message = f'the key "{key}" is already written in line {first.start_mark.line + 1}'
    return _Mistake(again, "duplicate-key", message, "keep one of the two")


def _deepest_line(text: str, error: yaml.MarkedYAMLError) -> int:
    """Return the line (from 0) in which the last level that is allowed begins.

    libyaml gives up far beyond it, with `error`; the line of that stands in where there is none.
    """
    depth = 0
    with suppress(yaml.MarkedYAMLError):
        for event in yaml.parse(text, yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth == MAX_DEPTH and event.start_mark:
                    return int(event.start_mark.line)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    if error.problem_mark:
        return int(error.problem_mark.line)
    return 0


def plain(word: str) -> Any:
    """Return what a scalar without quotes stands for, by YAML 1.2's core rules.

    Octal, hexadecimal and endless numbers stay text.
    """
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
    """Return every anchor, tag and escaped control character.

    libyaml forgets anchors and tags, but the character at a node's start does not lie.
    """
    mistakes: dict[int, _Mistake] = {}
    for node in walk(root):
        index = node.start_mark.index
        mistake = _oddity(node, text[index : index + 1])
        if mistake is not None:
            mistakes[index] = mistake
    return list(mistakes.values())


def _oddity(node: yaml.Node, sign: str) -> _Mistake | None:
    """Return what is odd in a node that begins with a sign; None where nothing is."""
    if sign == "&":
        hint = "write the value out, or put it in quotes"
        return _Mistake(node, "anchor", 'anchors ("&name") are not read', hint)
    if sign == "!":
        hint = "delete it, or put the value in quotes"
        return _Mistake(node, "tag", 'tags ("!name") are not read', hint)
    if sign == '"' and type(node) is ScalarNode:
        escaped = forbidden_characters().search(node.value)
        if escaped:
            message = f"this writes the character U+{ord(escaped[0]):04X}"
            return _Mistake(node, "bad-character", message, "delete the escape")
    return None


def file_contents(path: str | Path, shown_as: str) -> bytes:
    """Return the bytes of a regular file that is not too large; messages call it `shown_as`.

    Raises Problems.
    """
    handle = _opened(path, shown_as)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(shown_as, "this is not a file")
        if status.st_size > MAX_BYTES:
            raise too_large(shown_as, MAX_BYTES)
        content = os.read(handle, status.st_size + 1)
        # There is more in a file that grew, or that says nothing of its size, as those in /proc.
        while len(content) != status.st_size and len(content) <= MAX_BYTES:
            more = os.read(handle, MAX_BYTES)
            if not more:
                break
            content += more
        return content
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise _unreadable(shown_as, message) from None
    finally:
        os.close(handle)


def _unreadable(shown_as: str, message: str, hint: str | None = None) -> Problems:
    # What is not read has no line.
    return Problems.one(shown_as, "unreadable", message, hint, line=0)


def _opened(path: str | Path, shown_as: str) -> int:
    # Not blocking: to open a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        hint = "start a case with `minnesota init DIR`"
        raise _unreadable(shown_as, "there is no such file", hint) from None
    except OSError as error:
        message = f"the file cannot be opened ({error.strerror})"
        raise _unreadable(shown_as, message) from None


def _decoded(content: bytes, shown_as: str) -> str:
    """Return the text of UTF-8 bytes, with or without a byte-order mark. Raises Problems."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problems.one(shown_as, "not-utf8", "the file is in UTF-16", "save it again as UTF-8")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in content:  # an image, say: to save it again as text would destroy it
            hint = "give the case file, or its folder"
            raise Problems.one(shown_as, "not-text", "this is not a text file", hint) from None
        raise not_utf8(shown_as, content, error) from None
