"""What an overlay changes: its own values beside those of the layers below."""

from __future__ import annotations

from collections.abc import Iterator

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import LABELS
from scorelib.reading.handbook.outline import Spot, list_spots, say_maximum, say_rule
from scorelib.reading.handbook.voice import Voice, list_specs
from scorelib.reading.reports.blocks import Block, Heading, Paragraph, Row
from scorelib.reading.reports.cells import make_grid, words
from scorelib.reading.resolution import ResolvedValue, resolve_ruleset

__all__ = ["list_layer_changes"]


def list_layer_changes(voice: Voice) -> Iterator[Block]:
    """Yield what a ruleset changes of the layers below it; nothing where it stands by itself.

    Raises what loading it again raises.
    """
    ruleset = voice.ruleset
    if len(ruleset.layers) < 2 or ruleset.path is None:
        return
    found = resolve_ruleset(ruleset.path, roots=ruleset.roots)
    own = [each for each in found.values if each.own]
    yield Heading(voice.say("book.changes"), 1, "changes")
    below = voice.comma(each.reference for each in ruleset.layers[:-1])
    given = {"layers": below, "own": len(own), "inherited": len(found.values) - len(own)}
    yield Paragraph(voice.say("book.changes_intro", **given))
    spots = {each.id: each for each in list_spots(voice)}
    names = {name: voice.tell(each.spec.label) for name, each in spots.items()}
    fresh = _find_new(own)
    below_names = {name: voice.tell(said) for name, said in _name_below(ruleset).items()}
    rows = [_show_new(voice, spots[name], names) for name in fresh if name in spots]
    rows += [
        _show_value(voice, each, names)
        for each in own
        if each.change != "added" or _split(each.path)[0] not in fresh
    ]
    rows += [
        Row(
            (
                words(_name_part(voice, each.path, below_names | names), header=True),
                words(voice.say("book.removed")),
                words(str(each.below_origin.place)),
                words(""),
            )
        )
        for each in found.removed
        if each.origin.layer == len(ruleset.layers) and _split(each.path)[0] not in spots
    ]
    named = [("book.part", 26.0), ("book.change", 5.0), ("book.before", 18.0), ("book.after", 22.0)]
    headings = [(voice.say(name), width) for name, width in named]
    yield make_grid(voice.say("book.changes"), headings, rows)


def _name_below(ruleset: Ruleset) -> dict[str, Text]:
    """Return what the nodes of the ruleset are called that this one is laid over."""
    below = ruleset.document.extends
    if below is None:
        return {}
    document = load_ruleset(below, roots=ruleset.roots).document
    return {name: spec.label for name, spec in list_specs(document.indicators).items()}


def _find_new(own: list[ResolvedValue]) -> list[str]:
    """Return the ids of the nodes that are new: those whose names are."""
    found = (_split(each.path) for each in own if each.change == "added")
    return list(dict.fromkeys(node for node, rest in found if rest[:1] == ["label"] and node))


def _split(path: str) -> tuple[str, list[str]]:
    """Return the id of the node that a value stands in, and the keys below it."""
    steps = path.split(".")
    node: list[str] = []
    while len(steps) > 1 and steps[0] in ("indicators", "criteria"):
        node.append(steps[1])
        steps = steps[2:]
    return ".".join(node), steps


def _show_new(voice: Voice, spot: Spot, names: dict[str, str]) -> Row:
    """Return the row of a node that the layers below do not have: its maximum, how it is scored."""
    said = [voice.say("book.maximum") + " " + say_maximum(voice, spot), say_rule(voice, spot)]
    part = words(_name_node(spot.id, names), header=True, link=spot.anchor)
    return Row((part, words(voice.say("book.added")), words(""), words(voice.list(said))))


def _show_value(voice: Voice, each: ResolvedValue, names: dict[str, str]) -> Row:
    change = voice.say(f"book.{each.change or 'added'}")
    part = words(_name_part(voice, each.path, names), header=True)
    return Row((part, words(change), words(each.below or ""), words(each.text)))


def _name_part(voice: Voice, path: str, names: dict[str, str]) -> str:
    """Return where a value stands: names in place of keys, as far as there are any."""
    node, steps = _split(path)
    keys = [voice.say(f"key.{step}") if f"key.{step}" in LABELS else step for step in steps]
    if keys and steps[0] == "facts" and len(steps) > 1 and steps[1] in voice.names:
        keys[1] = voice.tell(voice.names[steps[1]])
    return " › ".join(part for part in (_name_node(node, names), *keys) if part)


def _name_node(node: str, names: dict[str, str]) -> str:
    steps = node.split(".")
    above = (".".join(steps[: depth + 1]) for depth in range(len(steps)))
    return " › ".join(names.get(each, each) for each in above if each)
