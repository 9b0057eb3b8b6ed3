"""Small edits of a YAML text that touch only the lines they must: every comment, quote and blank line stays.

An edit is made at the place that the composed tree gives, and the result is read again: it must hold
exactly the value that was asked for, or nothing is changed. (A round trip through a YAML writer would
fold and quote lines anew that nobody touched.)
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from minnesota.base.diagnostics import Problems
from minnesota.yaml.read import Document, parse_document, plain

Path = tuple[str | int, ...]


class Put(NamedTuple):
    """Set what stands at a path, or add its key to the mapping there."""

    path: Path
    value: Any


class Append(NamedTuple):
    """Add an item to the end of the list at a path; the list is made where there is none."""

    path: Path
    value: Any


class Drop(NamedTuple):
    """Take a key out of its mapping. A key that cannot go without a comment going too is left, empty."""

    path: Path


class Rename(NamedTuple):
    """Give a key another name."""

    path: Path
    key: str


Edit = Put | Append | Drop | Rename
_BREAK = re.compile("\r\n|[\n\r]")
_SAFE = re.compile(r"[^\W_][^\n\r\t]*")
_UNSAFE = re.compile(r": | #|:$|\s$")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(#[^\n\r]*)?")


def edited(document: Document, edits: Sequence[Edit]) -> str:
    """The text after the edits, one after the other. Raises Problems where it cannot be edited in place."""
    for edit in edits:
        text = _Text(document, edit).result()
        try:
            after = parse_document(text.encode(), document.path)
        except UnicodeEncodeError:
            message = "what was given is no text in the encoding of this terminal"
            raise Problems(
                [document.diagnostic(edit.path, "not-text", message, "set the terminal to UTF-8")]
            ) from None
        except Problems as problems:
            # a character that no YAML file may hold came with the value itself; all else is how the file is written
            if any(d.code == "bad-character" for d in problems.diagnostics):
                raise
            raise _cannot(document, edit) from None
        allowed = [_applied(document.value, edit)]
        if isinstance(edit, Drop):
            allowed.append(_applied(document.value, Put(edit.path, None)))
        if after.value not in allowed:
            raise _cannot(document, edit)
        document = after
    return document.text


def _cannot(document: Document, edit: Edit) -> Problems:
    message = (
        "this is written in a way that the program cannot edit without touching more than it must"
    )
    return Problems([document.diagnostic(edit.path, "not-editable", message, "edit it by hand")])


def _applied(value: Any, edit: Edit) -> Any:
    """The value that the text must hold after an edit."""
    whole = copy.deepcopy(value)
    at: Any = whole
    for step in edit.path[:-1]:
        if at[step] is None:
            at[step] = {}
        at = at[step]
    last: Any = edit.path[-1]
    if isinstance(edit, Put):
        at[last] = edit.value
    elif isinstance(edit, Append):
        at[last] = [*((at[last] if isinstance(at, list) else at.get(last)) or []), edit.value]
    elif isinstance(edit, Rename):
        at[edit.key] = at.pop(last)
    elif last in at:
        del at[last]
    return whole


class _Text:
    """One edit in one text."""

    def __init__(self, document: Document, edit: Edit) -> None:
        self.text, self.edit = document.text, edit
        self.eol = (_BREAK.search(self.text) or ["\n"])[0]
        node, self.in_flow = document.root, False
        self.trail: list[yaml.Node] = [node]
        for step in edit.path[:-1]:
            self.in_flow = self.in_flow or _is_flow(node)
            node = (
                node.value[int(step)]
                if isinstance(node, yaml.SequenceNode)
                else _pair(node, step)[1]
            )
            self.trail.append(node)
        self.parent = node
        self.in_flow = self.in_flow or _is_flow(node)
        last = edit.path[-1]
        found = (
            (None, node.value[int(last)])
            if isinstance(node, yaml.SequenceNode)
            else _pair(node, last)
        )
        self.key: Any = found[0]
        self.node: Any = found[1]

    def result(self) -> str:
        edit = self.edit
        if isinstance(edit, Rename):
            return self._cut(
                self.key.start_mark.index, self.key.end_mark.index, _scalar(edit.key, True)
            )
        if isinstance(edit, Drop):
            return self._dropped()
        if isinstance(edit, Put):
            return self._replaced(_inline(edit.value)) if self.node else self._key_added(edit.value)
        if self.node is None:
            return self._key_added([edit.value])
        if isinstance(self.node, yaml.SequenceNode) and self.node.value:
            return self._item_added(edit.value)
        return self._list_begun(edit.value)

    def _cut(self, start: int, end: int, put: str) -> str:
        return self.text[:start] + put + self.text[end:]

    def _dropped(self) -> str:
        """The text without a key and its value; comments and blank lines in between stay."""
        if self.node is None:
            return self.text
        pairs = self.parent.value
        number = next(n for n, pair in enumerate(pairs) if pair[0] is self.key)
        start, end = self.key.start_mark.index, self._end(self.node)
        if self.in_flow or not number:
            if number + 1 < len(pairs):
                end = pairs[number + 1][0].start_mark.index
            elif number:
                start = self._end(pairs[number - 1][1])
            return (
                self._replaced("")
                if "#" in self.text[start:end] or len(pairs) == 1
                else self._cut(start, end, "")
            )
        line, after = self._line_start(start), self._next_line(end)
        stay = self._comments(start, after)
        return self._cut(
            line, after, "".join(f"{c}{self.eol}" if c.strip() else self.eol for c in stay)
        )

    def _replaced(self, put: str) -> str:
        """The text with one value written anew; comments and blank lines inside it move above it."""
        node, end = self.node, self._end(self.node)
        start = node.start_mark.index
        if isinstance(node, yaml.ScalarNode):
            if start == end:
                return self._cut(start, end, f" {put}" if put else "")
            end = start + len(self.text[start:end].rstrip())
            header = _HEADER.match(self.text, start) if node.style in ("|", ">") else None
            comment = f" {header[1]}" if header and header[1] else ""
            return self._cut(start, end, put + comment)
        stay = self._comments(start, end)
        if not _is_flow(node) and self.key is not None:
            stay = self._comments(self.key.end_mark.index, start) + stay
            start = self.key.end_mark.index
            put = f": {put}" if put else ":"
        line = self._line_start(self.key.start_mark.index if self.key is not None else start)
        above = "".join(f"{c}{self.eol}" if c.strip() else self.eol for c in stay)
        return self.text[:line] + above + self.text[line:start] + put + self.text[end:]

    def _key_added(self, value: Any) -> str:
        key, pairs = str(self.edit.path[-1]), self.parent.value
        if self.in_flow:
            entry = f"{_scalar(key, True)}: {_inline(value)}"
            if not pairs:
                return self._cut(
                    self.parent.start_mark.index + 1, self.parent.start_mark.index + 1, entry
                )
            end = self._end(pairs[-1][1])
            return self._cut(end, end, f", {entry}")
        if (
            not isinstance(self.parent, yaml.MappingNode) or not pairs
        ):  # an empty value: the block begins here
            return self._replaced_parent(f"{{{_scalar(key, True)}: {_inline(value)}}}")
        column = pairs[-1][0].start_mark.column
        lines = _block({key: value}, " " * column)
        end = self._end(pairs[-1][1])
        if not column and not _content(self.text[self._next_line(end) :]):
            return self._inserted(len(self.text), lines)
        return self._inserted(self._past_comments(end, column, pairs[-1][1]), lines)

    def _replaced_parent(self, put: str) -> str:
        start, end = self.parent.start_mark.index, self._end(self.parent)
        return self._cut(start, end, f" {put}" if start == end else put)

    def _item_added(self, value: Any) -> str:
        items = self.node.value
        end = self._end(items[-1])
        if self.in_flow or _is_flow(self.node):
            return self._cut(end, end, f", {_inline(value)}")
        column = self.node.start_mark.column
        lines = _block([value], " " * column)
        if len(items) > 1:
            between = self.text[self._end(items[-2]) : items[-1].start_mark.index]
            if re.search(r"(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)", between):
                lines = ["", *lines]
        return self._inserted(self._past_comments(end, column + 1, items[-1]), lines)

    def _list_begun(self, value: Any) -> str:
        """The first item of a list whose key stands there with nothing."""
        start, end = self.node.start_mark.index, self._end(self.node)
        if self.in_flow:
            return self._cut(start, end, f"{' ' if start == end else ''}[{_inline(value)}]")
        column = (
            self.key.start_mark.column if self.key is not None else self.parent.start_mark.column
        )
        lines = _block([value], " " * (column + 2))
        bare = self.text[:start].rstrip(" \t") if start != end else self.text[:start]
        at = self._next_line(end)
        self.text = bare + self.text[end:]
        return self._inserted(at - (end - len(bare)), lines)

    def _inserted(self, at: int, lines: list[str]) -> str:
        before = self.text[:at]
        gap = "" if not before or before.endswith(("\n", "\r")) else self.eol
        return before + gap + "".join(line + self.eol for line in lines) + self.text[at:]

    def _past_comments(self, end: int, column: int, node: yaml.Node) -> int:
        """Where a new line may stand after a value: after the comments below it that are indented as deep as it is."""
        at = end if _keeps(self.text, _last(node)) else self._next_line(end)
        while (
            column
            and (comment := re.compile(r"[ ]*#").match(self.text, at))
            and comment.end() - at - 1 >= column
        ):
            at = self._next_line(at)
        return at

    def _end(self, node: yaml.Node) -> int:
        """Where a value ends, without the blank lines and comments that follow it."""
        last = _last(node)
        start, end = last.start_mark.index, last.end_mark.index
        if (
            isinstance(last, yaml.ScalarNode)
            and last.style in ("|", ">")
            and not _keeps(self.text, last)
        ):
            return start + len(self.text[start:end].rstrip())
        return int(end)

    def _comments(self, start: int, end: int) -> list[str]:
        """The comments and the blank lines of a stretch of text, each as a line indented like the edited key."""
        scalars = [s for s in _scalars(self.trail[0]) if start <= s.start_mark.index < end]
        rest = list(self.text[start:end])
        for s in scalars:  # a "#" inside a value is no comment
            first, last = s.start_mark.index, min(self._end(s), end)
            if s.style in ("|", ">"):
                first = min(self._line_end(first), last)
            rest[first - start : last - start] = [
                c if c in "\n\r" else "x" for c in self.text[first:last]
            ]
        indent = " " * (
            self.key.start_mark.column if self.key is not None else self.node.start_mark.column
        )
        found = []
        for number, line in enumerate(_BREAK.split("".join(rest))):
            if comment := re.search(r"(?:^|(?<=\s))#.*", line):
                found.append(indent + comment[0])
            elif number and not line.strip() and number < len(_BREAK.findall("".join(rest))):
                found.append("")
        return found

    def _line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def _line_end(self, index: int) -> int:
        found = _BREAK.search(self.text, index)
        return found.start() if found else len(self.text)

    def _next_line(self, index: int) -> int:
        found = _BREAK.search(self.text, index)
        return found.end() if found else len(self.text)


def _pair(node: yaml.Node, key: str | int) -> tuple[Any, Any]:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(key)), (None, None))
    return None, None


def _is_flow(node: yaml.Node) -> bool:
    return bool(getattr(node, "flow_style", False))


def _last(node: yaml.Node) -> yaml.Node:
    """The part of a value that stands last in the text: in a block, its last leaf."""
    while not isinstance(node, yaml.ScalarNode) and not _is_flow(node) and node.value:
        node = node.value[-1] if isinstance(node, yaml.SequenceNode) else node.value[-1][1]
    return node


def _keeps(text: str, node: yaml.Node) -> bool:
    """Whether the blank lines after a value belong to it (`|+`)."""
    if not isinstance(node, yaml.ScalarNode) or node.style not in ("|", ">"):
        return False
    header = _HEADER.match(text, node.start_mark.index)
    return header is not None and "+" in header[0].partition("#")[0]


def _scalars(node: yaml.Node) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    parts = (
        node.value
        if isinstance(node, yaml.SequenceNode)
        else [n for pair in node.value for n in pair]
    )
    return [s for part in parts for s in _scalars(part)]


def _content(text: str) -> bool:
    """Whether anything but comments stands in a text."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in _BREAK.split(text))


def _block(value: Any, indent: str) -> list[str]:
    """A list, or a mapping, as lines; what is inside its items stands on one line each."""
    if isinstance(value, list):
        lines = []
        for item in value:
            inner = (
                _block(item, indent + "  ")
                if isinstance(item, dict) and item
                else [f"{indent}  {_inline(item)}"]
            )
            lines += [f"{indent}- {inner[0][len(indent) + 2 :]}", *inner[1:]]
        return lines
    lines = []
    for key, part in value.items():
        if isinstance(part, list) and any(isinstance(p, dict) for p in part):
            lines += [f"{indent}{_scalar(key, True)}:", *_block(part, indent + "  ")]
        else:
            lines.append(f"{indent}{_scalar(key, True)}: {_inline(part, flow=False)}")
    return lines


def _inline(value: Any, flow: bool = True) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k, True)}: {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(value, flow)


def _scalar(value: Any, flow: bool) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    bare = _SAFE.fullmatch(value) and not _UNSAFE.search(value) and plain(value) == value
    if bare and value.isprintable() and not (flow and re.search(r"[\[\]{},:]", value)):
        return value
    return json.dumps(value, ensure_ascii=False)
