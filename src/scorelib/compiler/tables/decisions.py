"""Decision tables: rules over several arguments, shown to leave nothing out and to agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scorelib.compiler.bench.kinds import Kind, Term
from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.proofs.intervals import ANY, Interval
from scorelib.compiler.tables.arguments import TRUTHS, Argument, is_whole
from scorelib.compiler.tables.cells import Cell, read_interval
from scorelib.compiler.tables.grids import (
    MAX_TESTS,
    Findings,
    count_tests,
    list_fitting,
    survey_rules,
)
from scorelib.compiler.tables.measures import PLAIN, Measure, Result
from scorelib.compiler.tables.rules import SINGLE, Hit, Rule
from scorelib.ground.errors import Text, WordError
from scorelib.model.tables import RuleShape
from scorelib.words.expressions import guess_name

__all__ = ["check_rules", "read_decision"]


def read_decision(
    bench: Bench,
    path: Loc,
    shapes: Sequence[RuleShape],
    names: Sequence[str],
    measures: Mapping[str, Measure],
    result: Result,
    counts: bool,
) -> tuple[tuple[Argument, ...], tuple[Rule, ...]] | None:
    """Return the arguments and the rules of a table, or None after noting what is wrong.

    `counts` says that the rules give nothing but are counted.
    """
    before = len(bench.problems)
    for row, shape in enumerate(shapes):
        for name in shape.cells.keys() - set(names):
            _report_unknown(bench, (*path, row, name), name, names)
        if counts == (shape.gives is not None):
            _report_gives(bench, (*path, row), counts)
    if len(bench.problems) > before:
        return None
    arguments, columns = [], []
    for name in names:
        texts = [shape.cells.get(name) for shape in shapes]
        argument = _make_argument(bench, name, measures.get(name, PLAIN), texts)
        cells = [
            None if text is None else _read_cell(bench, (*path, row, name), argument, text)
            for row, text in enumerate(texts)
        ]
        arguments.append(_settle_domain(argument, cells) if name not in bench.names else argument)
        columns.append(cells)
    given = [
        Fraction(1)
        if shape.gives is None
        else result.read(bench, (*path, row, "gives"), shape.gives)
        for row, shape in enumerate(shapes)
    ]
    if len(bench.problems) > before:
        return None
    rows = enumerate(zip(zip(*columns, strict=True), given, strict=True))
    rules = [Rule(cells, value, row) for row, (cells, value) in rows if value is not None]
    return tuple(arguments), tuple(rules)


def _report_unknown(bench: Bench, place: Loc, name: str, names: Sequence[str]) -> None:
    guess = guess_name(name, names)
    if guess is None:
        known = ", ".join(f"`{each}`" for each in (*names, "gives"))
        bench.report_key("SL101", place, key=name, known=known)
    else:
        bench.report_key("SL102", place, key=name, guess=guess)


def _report_gives(bench: Bench, place: Loc, counts: bool) -> None:
    if counts:
        bench.report_key("SL703", (*place, "gives"), key="gives", kind="hit: count")
    else:
        bench.report_key("SL103", place, key="gives")


def _make_argument(
    bench: Bench, name: str, measure: Measure, texts: Sequence[tuple[str, ...] | None]
) -> Argument:
    """Return an argument as the fact of its name is declared, else as its cells are written."""
    known = bench.names.get(name)
    written = tuple(dict.fromkeys(word for cell in texts for word in cell or ()))
    kind = known.kind if known is not None else _guess_kind(written, measure)
    if kind == "truth":
        return Argument(name, kind, words=TRUTHS)
    if kind == "word":
        words = known.words if known is not None and known.words else written
        return Argument(name, kind, words=words)
    if known is None:
        return Argument(name, kind, measure)
    return _bound_argument(bench, Argument(name, kind, measure), known)


def _bound_argument(bench: Bench, argument: Argument, known: Term) -> Argument:
    """Return an argument that is checked for everything the fact of its name can be."""
    found, factor = bench.bounds.of(known.node), argument.measure.factor
    domain = Interval(
        None if found.lo is None else found.lo / factor,
        None if found.hi is None else found.hi / factor,
        found.lo_open,
        found.hi_open,
        found.nonzero,
    )
    whole = factor == 1 and is_whole(bench, known.node)
    return replace(argument, domain=domain, whole=whole)


def _guess_kind(written: Sequence[str], measure: Measure) -> Kind:
    if any(_is_interval(text, measure) for text in written):
        return "number"
    return "truth" if written and set(written) <= set(TRUTHS) else "word"


def _is_interval(text: str, measure: Measure) -> bool:
    try:
        read_interval(text, measure.read)
    except WordError:
        return text[:1] in "[(" or text[:1].isdigit()
    return True


def _read_cell(bench: Bench, path: Loc, argument: Argument, texts: Sequence[str]) -> Cell:
    """Return what a rule asks of an argument; what cannot be read is noted and asks nothing."""
    if argument.kind != "number":
        for text in texts:
            if text not in argument.words:
                known, name = argument.words, argument.name
                bench.report("SL709", path, key=text, argument=name, known=known)
        return frozenset(texts)
    if len(texts) > 1:
        bench.report("SL707", path, text=", ".join(texts))
        return None
    try:
        span = read_interval(texts[0], argument.measure.read)
    except WordError as error:
        bench.report_word(path, texts[0], WordError(error.code, **error.arguments))
        return None
    if span.empty:
        label = Text(texts[0], texts[0])
        bench.report("SL324", path, band=label, low=span.lo, high=span.hi)
    return span


def _settle_domain(argument: Argument, cells: Sequence[Cell]) -> Argument:
    """Return an argument of no fact, checked as far as its rules reach.

    What lies beyond is asked at each call: there it is known what the argument can be.
    """
    spans = [cell for cell in cells if isinstance(cell, Interval)]
    if argument.kind != "number" or len(spans) < len(cells):
        return argument
    domain = spans[0] if spans else ANY
    for span in spans:
        domain = domain.join(span)
    return replace(argument, domain=domain)


def check_rules(
    bench: Bench,
    path: Loc,
    hit: Hit,
    arguments: Sequence[Argument],
    rules: Sequence[Rule],
    is_open: bool,
) -> None:
    """Note what the rules leave out, where two of them disagree, and those that never count.

    `rules` are in the order in which they count.
    """
    if is_open and hit not in SINGLE:  # Nothing is left out, and rules that fit together add up.
        _report_unused(bench, path, hit, rules, Findings(fitting=list_fitting(arguments, rules)))
        return
    count = count_tests(arguments, rules)
    if count > MAX_TESTS:
        bench.report_key("SL715", path, count=count, most=MAX_TESTS)
        return
    found = survey_rules(arguments, rules)
    if found.hole is not None and not is_open:
        bench.report_key("SL712", path, spot=found.hole)
    _report_unused(bench, path, hit, rules, found)
    for later, (first, spot) in found.overlaps.items() if hit == "unique" else ():
        bench.report("SL713", (*path, later), other=first + 1, rule=later + 1, spot=spot)


_OUTSIDE = Text("它要求的，各参数都到不了", "nothing that the arguments can be fits it")
_TAKEN = Text("排在前面的规则已全部管到", "the rules before it take everything that fits it")


def _report_unused(
    bench: Bench, path: Loc, hit: Hit, rules: Sequence[Rule], found: Findings
) -> None:
    """Note rules that fit nothing, or only what rules before them have taken."""
    for place, rule in enumerate(rules):
        fits, decides = found.fitting >> place & 1, found.deciding >> place & 1
        if fits and (decides or hit not in ("first", "priority")):
            continue
        why = _TAKEN if fits else _OUTSIDE
        bench.report("SL714", (*path, rule.row), rule=rule.row + 1, why=why)
