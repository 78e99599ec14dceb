"""Points as a share of a maximum that the ruleset does not fix."""

from __future__ import annotations

from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Choose, Constant, Divide, Extreme, Multiply, State, Sum
from scorelib.compiler.graph.walk import nodes_below

__all__ = ["find_share"]


def find_share(build: Builder, node: int, whole: int) -> int | None:
    """Return a node divided by the maximum, where it is the maximum times something.

    Only then do points of a maximum that the project chooses stay within it, whatever it is.
    """
    if node == whole:
        return build.constant(1)
    match build.nodes[node]:
        case Constant(value) if value == 0 or isinstance(value, State):
            return node
        case Multiply(left, right) | Divide(left, right) if not _reads(build, right, whole):
            share = find_share(build, left, whole)
            combine = build.multiply if isinstance(build.nodes[node], Multiply) else build.divide
            return None if share is None else combine(share, right)
        case Multiply(left, right) if not _reads(build, left, whole):
            share = find_share(build, right, whole)
            return None if share is None else build.multiply(left, share)
        case Choose() | Extreme() | Sum() as several:
            return _find_shares(build, several, whole)
        case _:
            return None


def _find_shares(build: Builder, node: Choose | Extreme | Sum, whole: int) -> int | None:
    """Return the share of what is made of several shares, where all of them are."""
    match node:
        case Choose(_, values):
            parts = values
        case Extreme(_, operands):
            parts = operands
        case Sum(terms, _):
            parts = terms
    shares = [find_share(build, part, whole) for part in parts]
    found = [share for share in shares if share is not None]
    if len(found) < len(parts):
        return None
    match node:
        case Choose(conditions, _):
            return build.choose(list(zip(conditions, found, strict=False)), found[-1])
        case Extreme(which, _):
            return build.extreme(which, found)
        case Sum(_, signs):
            signed = [
                share if sign > 0 else build.negate(share)
                for share, sign in zip(found, signs, strict=True)
            ]
            return build.sum(signed)


def _reads(build: Builder, node: int, whole: int) -> bool:
    return node == whole or whole in nodes_below(build.nodes, node)
