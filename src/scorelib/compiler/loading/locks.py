"""What a layer lets the layers above it change: locks and bounds, held while layers are laid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scorelib.compiler.loading.overlay import find_part, guess_path, problem_at
from scorelib.ground.errors import Diagnostic, Text, WordError
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode
from scorelib.words.amounts import read_amount
from scorelib.words.numbers import print_number, read_number

__all__ = ["check_layer", "name_origin", "same_value"]

_KEY: Final = "allow"
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class _Rule:
    """One entry of `allow`: the path it holds, where it is written, and what it lets through."""

    path: str
    key: Scalar
    locked: bool
    least: Fraction | None = None
    most: Fraction | None = None

    @property
    def words(self) -> Text:
        """What the rule says, to stand after the name of a part."""
        if self.locked:
            return Text("锁定", "locked")
        low = None if self.least is None else print_number(self.least)
        high = None if self.most is None else print_number(self.most)
        if low is None:
            return Text(f"限定为不超过 {high}", f"held at {high} or less")
        if high is None:
            return Text(f"限定为不低于 {low}", f"held at {low} or more")
        return Text(f"限定在 {low} 至 {high}", f"held between {low} and {high}")

    @property
    def place(self) -> str:
        """The layer, file and line that say so."""
        return name_origin(self.key)

    def covers(self, path: str) -> bool:
        """Return whether a path is the one held or lies below it."""
        return path == self.path or path.startswith(f"{self.path}.")

    def admits(self, value: Fraction) -> bool:
        """Return whether a number lies within the bounds."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


def name_origin(node: Node) -> str:
    """Return where a node is written as a reader is told: layer, file, line."""
    file = node.source.file.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{node.source.layer} {file}:{node.location.line}".strip()


def check_layer(before: Node | None, change: Node, after: Node) -> list[Diagnostic]:
    """Return what a layer does that those below it do not let it do (SL347, SL348, SL354, SL357).

    `before` is what the layers below make together, None for the lowest; `after` is that with
    `change` laid over it.
    """
    below = {} if before is None else _read_rules(before)
    own, now = _read_rules(change), _read_rules(after)
    problems = [each for path in own if (each := _find_absent(own[path], after)) is not None]
    problems += _find_loosened(below, own)
    removed, held = _find_removed(change, below)
    problems += removed
    for path, rule in below.items():
        if path not in held and before is not None:
            problems += _find_changed(rule, before, after)
    for path in dict.fromkeys([*below, *now]):
        # The bounds of a layer below hold even where a layer tries to write wider ones.
        rules = [each[path] for each in (below, now) if path in each]
        problems += [each for rule in rules for each in _find_outside(rule, after)][:1]
    return problems


def _read_rules(tree: Node) -> dict[str, _Rule]:
    """Return the entries of `allow`; one that cannot be read is reported by the shape."""
    allow = tree.values.get(_KEY) if isinstance(tree, MappingNode) else None
    if not isinstance(allow, MappingNode):
        return {}
    found = (_read_rule(path, allow.keys[path], value) for path, value in allow.values.items())
    return {rule.path: rule for rule in found if rule is not None}


def _read_rule(path: str, key: Scalar, value: Node) -> _Rule | None:
    if isinstance(value, Scalar):
        return _Rule(path, key, True) if value == "locked" else None
    if not isinstance(value, MappingNode):
        return None
    if value.values.get("locked") == "true":
        return _Rule(path, key, True)
    ends = {end: _read_figure(value.values.get(end)) for end in ("min", "max")}
    if ends["min"] is None and ends["max"] is None:
        return None
    return _Rule(path, key, False, ends["min"], ends["max"])


def _read_figure(node: Node | None) -> Fraction | None:
    """Return a number, a percentage or a fraction as written, or None for anything else."""
    if not isinstance(node, Scalar):
        return None
    value = _read_value(str(node))
    return value[0] if isinstance(value, tuple) else None


def _read_value(text: str) -> tuple[Fraction, object] | str:
    """Return a scalar as a number with its dimension, or as the text it is."""
    above, slash, below = text.partition("/")
    try:
        if slash:
            divisor = read_number(below)
            return (read_number(above) / divisor, None) if divisor else text
        amount = read_amount(text)
    except WordError:
        return text
    if amount.approximate:
        return text
    unit = amount.unit
    return amount.value, unit.dimension if unit and unit.name != "%" else None


def same_value(left: str, right: str) -> bool:
    """Return whether two scalars say the same: as numbers, where both are numbers.

    >>> same_value("50", "50.0"), same_value("80%", "0.8"), same_value("优", "良")
    (True, True, False)
    """
    return left == right or _read_value(left) == _read_value(right)


def _find_absent(rule: _Rule, after: Node) -> Diagnostic | None:
    """Return the problem of a rule on a part that is not there."""
    if find_part(after, rule.path) is not None:
        return None
    guess = guess_path(after, rule.path)
    return problem_at("SL354", rule.key, path=rule.path, guess=guess)


def _find_loosened(below: dict[str, _Rule], own: dict[str, _Rule]) -> Iterator[Diagnostic]:
    """Yield the rules of a layer that would let through more than those below it do."""
    for rule in own.values():
        for held in below.values():
            inside = held.locked and held.covers(rule.path) and not rule.locked
            if inside or (held.path == rule.path and not rule.locked and _is_wider(held, rule)):
                yield _report_loosened(held, rule.key, rule.path)


def _report_loosened(held: _Rule, node: Node, path: str) -> Diagnostic:
    words = {"path": path, "rule": held.words, "place": held.place}
    return problem_at("SL357", node, held=held.path, **words)


def _is_wider(held: _Rule, rule: _Rule) -> bool:
    return any(end is not None and not held.admits(end) for end in (rule.least, rule.most))


def _find_removed(change: Node, below: dict[str, _Rule]) -> tuple[list[Diagnostic], frozenset[str]]:
    """Return the problems of a layer's `remove`, and the rules that it would break."""
    paths = change.values.get("remove") if isinstance(change, MappingNode) else None
    problems: list[Diagnostic] = []
    broken: set[str] = set()
    for node in paths.values if isinstance(paths, SequenceNode) else []:
        path = str(node) if isinstance(node, Scalar) else ""
        if path.partition(".")[0] == _KEY:
            first = next(iter(below.values()), None)
            problems += [] if first is None else [_report_loosened(first, node, path)]
            continue
        for rule in below.values():
            if rule.covers(path) or rule.path.startswith(f"{path}."):
                broken.add(rule.path)
                problems.append(_refuse(rule, node, path, "…", Text("删除", "removed")))
    return problems, frozenset(broken)


def _refuse(rule: _Rule, node: Node, path: str, below: str, value: Text | str) -> Diagnostic:
    return problem_at(
        "SL347",
        node,
        held=rule.path,
        rule=rule.words,
        place=rule.place,
        path=path,
        below=below,
        value=value,
    )


def _find_changed(rule: _Rule, before: Node, after: Node) -> Iterator[Diagnostic]:
    """Yield what is different at or below a locked part, or that a bounded one is gone."""
    old, new = find_part(before, rule.path), find_part(after, rule.path)
    if old is None:
        return
    if new is None:
        node = _find_deepest(after, rule.path)
        yield _refuse(rule, node, rule.path, _show(old), Text("没有了", "no longer there"))
    elif rule.locked:
        for path, was, node, value in _compare(rule.path, old, new):
            yield _refuse(rule, node, path, was, value)


def _find_outside(rule: _Rule, after: Node) -> Iterator[Diagnostic]:
    """Yield that a bounded part is no number, or a number outside its bounds."""
    node = find_part(after, rule.path)
    if rule.locked or node is None:
        return
    value = _read_figure(node)
    words = {"path": rule.path, "rule": rule.words, "place": rule.place}
    if value is None:
        yield problem_at("SL355", rule.key, text=_show(node), **words)
    elif not rule.admits(value):
        yield problem_at("SL348", node, value=_show(node), **words)


def _find_deepest(tree: Node, path: str) -> Node:
    """Return the last part on a path that is there."""
    here, steps = tree, path.split(".")
    for count in range(1, len(steps) + 1):
        found = find_part(tree, ".".join(steps[:count]))
        if found is None:
            break
        here = found
    return here


_Difference = tuple[str, str, Node, Text | str]


def _compare(path: str, old: Node, new: Node) -> Iterator[_Difference]:
    """Yield each difference of two parts: its path, what was there, where, and what is there."""
    old, new = _settle(old), _settle(new)
    if isinstance(old, Scalar) and isinstance(new, Scalar):
        if not same_value(str(old), str(new)):
            yield path, _show(old), new, _show(new)
        return
    before, after = _children(old), _children(new)
    if before is None or after is None:
        yield path, _show(old), new, _show(new)
        return
    for name in [each for each in before if each not in after]:
        gone = Text("没有了", "no longer there")
        yield f"{path}.{name}", _show(before[name]), new, gone
    for name, value in after.items():
        if name not in before:
            at = new.keys[name] if isinstance(new, MappingNode) else value
            yield f"{path}.{name}", "–", at, _show(value)
        else:
            yield from _compare(f"{path}.{name}", before[name], value)


def _settle(node: Node) -> Node:
    """Return a part in its shortest writing: a bare kind, a single citation."""
    if isinstance(node, MappingNode) and len(node.values) == 1:
        ((key, value),) = node.values.items()
        return value if key in ("kind", "use") else node
    if isinstance(node, SequenceNode) and len(node.values) == 1:
        return node.values[0] if isinstance(node.values[0], Scalar) else node
    return node


def _children(node: Node) -> dict[str, Node] | None:
    """Return what a mapping or list holds, by key, by id, or by position."""
    if isinstance(node, MappingNode):
        return node.values
    if not isinstance(node, SequenceNode):
        return None
    names = [
        str(each.values.get("id", index)) if isinstance(each, MappingNode) else str(index)
        for index, each in enumerate(node.values)
    ]
    return dict(zip(names, node.values, strict=True)) if len(set(names)) == len(names) else None


def _show(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "{…}"
    if isinstance(node, SequenceNode):
        return "[…]"
    text = str(node).replace("\n", " ")
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
