"""The place of an edit in a YAML text: what stands there, where it ends, and its comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaml import Node, ScalarNode

from minnesota.yaml.read import Document
from minnesota.yaml.tree import child, is_block_scalar, is_flow, last_leaf, walk

_LINE_BREAK = re.compile("\r\n|[\n\r]")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(#[^\n\r]*)?")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_COMMENT_LINE = re.compile(r"([ ]*)#")


class Target:
    """What stands at a path of a document, and the text around it.

    `holder` is the mapping or the list that the path's last step, `name`, leads into. `key` is
    None for an item of a list; `value` is None, too, where the mapping has no such key. `in_flow`:
    within brackets or braces, where a line break means nothing.
    """

    def __init__(self, document: Document, path: Sequence[str | int]) -> None:
        self.text = document.text
        self.root = document.root
        holder: Node = self.root
        in_flow = is_flow(holder)
        for step in path[:-1]:
            _, inner_node = child(holder, step)
            assert inner_node is not None, "an edit is asked for in something that is there"
            holder = inner_node
            in_flow = in_flow or is_flow(holder)
        self.holder = holder
        self.in_flow = in_flow
        self.name = path[-1]
        self.key, self.value = child(holder, self.name)

    @property
    def line_break(self) -> str:
        """How the text ends its lines: as it ends its first."""
        first = _LINE_BREAK.search(self.text)
        if first is None:
            return "\n"
        return first[0]

    @property
    def column(self) -> int:
        """How far the key is indented, or the list item where there is no key; from 0."""
        return self._beginning().start_mark.column

    @property
    def line_start(self) -> int:
        """Where the line begins on which the key stands, or the list item."""
        return self.start_of_line(self._beginning().start_mark.index)

    def _beginning(self) -> Node:
        return self.key or self.value or self.holder

    def replace(self, start_index: int, end_index: int, replacement: str) -> str:
        """Return the text with a stretch of it replaced."""
        return self.text[:start_index] + replacement + self.text[end_index:]

    def insert_lines(self, index: int, lines: Sequence[str]) -> str:
        """Return the text with lines added at a place where a line begins, or at its end."""
        added = self.joined(lines)
        before = self.text[:index]
        if before and not before.endswith(("\n", "\r")):
            added = self.line_break + added
        return self.replace(index, index, added)

    def joined(self, lines: Sequence[str]) -> str:
        """Return lines as text, each with its line break."""
        return "".join(line + self.line_break for line in lines)

    def start_of_line(self, index: int) -> int:
        """Return where the line begins that holds a place."""
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def end_of_line(self, index: int) -> int:
        """Return where the line ends that holds a place, before its line break."""
        line_break = _LINE_BREAK.search(self.text, index)
        if line_break is None:
            return len(self.text)
        return line_break.start()

    def next_line(self, index: int) -> int:
        """Return where the line below a place begins; the end of the text where there is none."""
        line_break = _LINE_BREAK.search(self.text, index)
        if line_break is None:
            return len(self.text)
        return line_break.end()

    def end_of(self, node: Node) -> int:
        """Return where a value ends, without the blank lines and comments that follow it."""
        leaf = last_leaf(node)
        end_index = int(leaf.end_mark.index)
        if is_block_scalar(leaf) and not self._keeps_blank_lines(leaf):
            start_index = int(leaf.start_mark.index)
            return start_index + len(self.text[start_index:end_index].rstrip())
        return end_index

    def below(self, node: Node, column: int) -> int:
        """Return where a new line may stand below a value.

        That is after the comments which follow it and are indented at least to `column`: they speak
        of it, and not of what comes next.
        """
        index = self.end_of(node)
        if not self._keeps_blank_lines(last_leaf(node)):
            index = self.next_line(index)
        if not column:  # at the margin any comment would do, also one that begins the next part
            return index
        comment = _COMMENT_LINE.match(self.text, index)
        while comment and len(comment[1]) >= column:
            index = self.next_line(index)
            comment = _COMMENT_LINE.match(self.text, index)
        return index

    def only_comments_after(self, node: Node) -> bool:
        """Return whether only comments and blank lines stand below a value."""
        rest = self.text[self.next_line(self.end_of(node)) :]
        for line in _LINE_BREAK.split(rest):
            content = line.lstrip()
            if content and not content.startswith("#"):
                return False
        return True

    def header_comment(self, node: Node) -> str:
        """Return the comment behind the `|` or `>` of a text; empty where there is none."""
        header = self._header(node)
        if header is None:
            return ""
        return header[1] or ""

    def comments(self, start_index: int, end_index: int) -> list[str]:
        """Return the comments and the blank lines of a stretch, each as a line without indent."""
        lines = _LINE_BREAK.split(self._without_values(start_index, end_index))
        last = len(lines) - 1
        kept = []
        for number, line in enumerate(lines):
            comment = _COMMENT.search(line)
            if comment:
                kept.append(comment[0])
            elif 0 < number < last and not line.strip():  # the first and the last are not whole
                kept.append("")
        return kept

    def _without_values(self, start_index: int, end_index: int) -> str:
        """Return a stretch with its values made unreadable: a "#" inside a value is no comment."""
        signs = list(self.text[start_index:end_index])
        for node in walk(self.root):
            first = node.start_mark.index
            if not isinstance(node, ScalarNode) or not start_index <= first < end_index:
                continue
            last = min(self.end_of(node), end_index)
            if is_block_scalar(node):  # a comment may stand behind its | or >
                first = min(self.end_of_line(first), last)
            for index in range(first - start_index, last - start_index):
                if signs[index] not in "\n\r":
                    signs[index] = "x"
        return "".join(signs)

    def _keeps_blank_lines(self, node: Node) -> bool:
        """Return whether the blank lines after a value belong to it, as after `|+`."""
        header = self._header(node)
        if header is None:
            return False
        signs, _, _ = header[0].partition("#")
        return "+" in signs

    def _header(self, node: Node) -> re.Match[str] | None:
        if not is_block_scalar(node):
            return None
        return _BLOCK_HEADER.match(self.text, node.start_mark.index)


def indented(lines: Sequence[str], column: int) -> list[str]:
    """Return lines indented to a column; blank lines stay blank."""
    indent = " " * column
    return [indent + line if line else "" for line in lines]
