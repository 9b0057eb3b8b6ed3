"""The kinds of edit, each made in the text alone: set a value, add to a list, take out, rename.

Each gives a text that is meant to hold the new value; `edit.py` reads it again and proves that it
does. So a text that is written in an unforeseen way is refused, and never made wrong.
"""

from __future__ import annotations

import re
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from minnesota.yaml.target import Target, indented
from minnesota.yaml.tree import is_flow
from minnesota.yaml.write import block, inline, scalar

_BLANK_LINE = re.compile(r"(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)")


def rename(target: Target, name: str) -> str:
    """Return the text with another name for the key."""
    assert target.key is not None
    start_index, end_index = target.key.start_mark.index, target.key.end_mark.index
    return target.replace(start_index, end_index, scalar(name, in_flow=True))


# Set a value


def put(target: Target, value: Any) -> str:
    """Return the text with a value in the place of the old one, or with its key added."""
    if target.value is None:
        return _add_key(target, value)
    return _replace_value(target, target.value, inline(value))


def _replace_value(target: Target, replaced: Node, written: str) -> str:
    if isinstance(replaced, ScalarNode):
        return _replace_scalar(target, replaced, written)
    return _replace_collection(target, replaced, written)


def _replace_scalar(target: Target, replaced: ScalarNode, written: str) -> str:
    start_index, end_index = replaced.start_mark.index, target.end_of(replaced)
    if start_index == end_index:  # the key stands there with nothing
        return target.replace(start_index, end_index, f" {written}".rstrip())
    end_index = start_index + len(target.text[start_index:end_index].rstrip())
    comment = target.header_comment(replaced)
    if comment:
        written = f"{written} {comment}"
    return target.replace(start_index, end_index, written)


def _replace_collection(target: Target, replaced: Node, written: str) -> str:
    """Return the text with a list or mapping replaced.

    Comments and blank lines in it move above it.
    """
    start_index, end_index = replaced.start_mark.index, target.end_of(replaced)
    kept = target.comments(start_index, end_index)
    if target.key is not None and not is_flow(replaced):
        # A block begins below its key: what stands behind the key and between them goes as well.
        after_key = target.key.end_mark.index
        kept = target.comments(after_key, start_index) + kept
        start_index = after_key
        written = f": {written}".rstrip()
    line = target.line_start
    above = target.joined(indented(kept, target.column))
    return target.replace(line, end_index, above + target.text[line:start_index] + written)


def _add_key(target: Target, value: Any) -> str:
    name, holder = str(target.name), target.holder
    entry = f"{scalar(name, in_flow=True)}: {inline(value)}"
    if target.in_flow:
        return _add_to_flow(target, entry)
    if not isinstance(holder, MappingNode) or not holder.value:
        return _begin_mapping(target, entry)
    last_key, last_value = holder.value[-1]
    column = last_key.start_mark.column
    lines = block({name: value}, " " * column)
    if not column and target.only_comments_after(last_value):
        return target.insert_lines(len(target.text), lines)
    return target.insert_lines(target.below(last_value, column), lines)


def _add_to_flow(target: Target, entry: str) -> str:
    pairs = target.holder.value
    if not pairs:
        after_brace = target.holder.start_mark.index + 1
        return target.replace(after_brace, after_brace, entry)
    _, last_value = pairs[-1]
    end_index = target.end_of(last_value)
    return target.replace(end_index, end_index, f", {entry}")


def _begin_mapping(target: Target, entry: str) -> str:
    """Return the text with a mapping where its key stands with nothing."""
    start_index, end_index = target.holder.start_mark.index, target.end_of(target.holder)
    mapping = f"{{{entry}}}"
    if start_index == end_index:
        mapping = f" {mapping}"
    return target.replace(start_index, end_index, mapping)


# Add to a list


def append(target: Target, value: Any) -> str:
    """Return the text with an item at the end of a list, which is begun where there is none."""
    if target.value is None:
        return _add_key(target, [value])
    if isinstance(target.value, SequenceNode) and target.value.value:
        return _add_item(target, target.value, value)
    return _begin_list(target, target.value, value)


def _add_item(target: Target, items: SequenceNode, value: Any) -> str:
    last = items.value[-1]
    if target.in_flow or is_flow(items):
        end_index = target.end_of(last)
        return target.replace(end_index, end_index, f", {inline(value)}")
    column = items.start_mark.column
    lines = block([value], " " * column)
    if len(items.value) > 1:
        before_last = items.value[-2]
        between = target.text[target.end_of(before_last) : last.start_mark.index]
        if _BLANK_LINE.search(between):  # the list keeps its items apart
            lines = ["", *lines]
    return target.insert_lines(target.below(last, column + 1), lines)


def _begin_list(target: Target, empty: Node, value: Any) -> str:
    """Return the text with the first item of a list that holds none; comments within it stay."""
    start_index, end_index = empty.start_mark.index, target.end_of(empty)
    comments = target.comments(start_index, end_index)
    if target.in_flow:
        return _begin_flow_list(target, empty, inline(value), comments)
    column = target.holder.start_mark.column
    if target.key is not None:
        column = target.key.start_mark.column
    before = target.text[:start_index]
    if start_index != end_index:  # the brackets go, and the space before them
        before = before.rstrip(" \t")
    below = target.next_line(end_index)
    lines = indented(comments, column + 2) + block([value], " " * (column + 2))
    rest_of_line = target.text[end_index:below]
    if not rest_of_line.endswith(("\n", "\r")):
        rest_of_line += target.line_break
    return before + rest_of_line + target.joined(lines) + target.text[below:]


def _begin_flow_list(target: Target, empty: Node, item: str, comments: list[str]) -> str:
    start_index, end_index = empty.start_mark.index, target.end_of(empty)
    if comments:  # the brackets stay where they are, with what is between them
        after_bracket = start_index + 1
        return target.replace(after_bracket, after_bracket, item)
    new_list = f"[{item}]"
    if start_index == end_index:
        new_list = f" {new_list}"
    return target.replace(start_index, end_index, new_list)


# Take out


def drop(target: Target) -> str:
    """Return the text without a key and its value; comments and blank lines in between stay."""
    if target.value is None:  # it is gone already
        return target.text
    assert target.key is not None, "what is taken out is a key of a mapping"
    pairs = target.holder.value
    keys = [key for key, _ in pairs]
    number = keys.index(target.key)
    if target.in_flow or number == 0:
        return _drop_beside(target, target.value, number)
    start_index = target.start_of_line(target.key.start_mark.index)
    end_index = target.next_line(target.end_of(target.value))
    kept = indented(target.comments(target.key.start_mark.index, end_index), target.column)
    return target.replace(start_index, end_index, target.joined(kept))


def _drop_beside(target: Target, value: Node, number: int) -> str:
    """Return the text without a pair that shares its line, say behind a dash or within braces.

    Where a comment would go with it, or it is the only pair, the key stays with nothing.
    """
    assert target.key is not None
    pairs = target.holder.value
    start_index, end_index = target.key.start_mark.index, target.end_of(value)
    if number + 1 < len(pairs):
        next_key, _ = pairs[number + 1]
        end_index = next_key.start_mark.index
    elif number:
        _, value_before = pairs[number - 1]
        start_index = target.end_of(value_before)
    if len(pairs) == 1 or "#" in target.text[start_index:end_index]:
        return _replace_value(target, value, "")
    return target.replace(start_index, end_index, "")
