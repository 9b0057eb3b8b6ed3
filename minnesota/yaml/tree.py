"""The nodes of a composed YAML tree: finding one, and what it looks like in the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode


class Child(NamedTuple):
    """What stands at a step in a node; both are None where nothing does, and an item has no key."""

    key: Node | None
    value: Node | None


_NO_CHILD = Child(None, None)


def child(node: Node | None, step: str | int) -> Child:
    """Return the child of a node by its key, or by its index from 0."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return Child(key, value)
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return Child(None, node.value[step])
    return _NO_CHILD


def walk(root: Node) -> Iterator[Node]:
    """Yield each node once, also where an alias makes it stand in several places."""
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


def is_flow(node: Node | None) -> bool:
    """Return whether a node is written in brackets or braces."""
    return bool(getattr(node, "flow_style", False))


def is_block_scalar(node: Node) -> bool:
    """Return whether a node is text below a `|` or a `>`."""
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def last_leaf(node: Node) -> Node:
    """Return the part of a value that stands last in the text: in a block, its last leaf."""
    while node.value and not isinstance(node, ScalarNode) and not is_flow(node):
        if isinstance(node, MappingNode):
            _, node = node.value[-1]
        else:
            node = node.value[-1]
    return node
