"""A plain table between data and any format: headings, rows of text, which columns are figures."""

from __future__ import annotations

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.table import Table
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = ["print_markdown", "print_text", "tabulate_nodes"]


def tabulate_nodes(result: Result, lang: Lang) -> Table:
    """Return the tree of a result, a row a node; a column of grades where nodes have any."""
    rows: list[tuple[str, ...]] = []
    for node in result.nodes:
        depth = node.id.count(".")
        absent = label("absent", lang) if node.status == "missing" else "–"
        points = absent if node.points is None else print_points(node.points, node.places)
        declared = "" if node.declared is None else print_number(node.declared)
        rows.append(
            (
                "　" * depth + node.label.to(lang)
                if lang == "zh"
                else "  " * depth + node.label.en,
                "?" if node.max_points is None else print_number(node.max_points),
                points,
                _show_rate(node),
                declared,
                label(node.status, lang),
                node.id,
            )
        )
    headings = ["indicator", "max_points", "points", "rate", "declared", "status", "id"]
    if any(node.grade is not None for node in result.nodes):
        headings.insert(5, "grade")
        grades = ["" if node.grade is None else node.grade[1].to(lang) for node in result.nodes]
        rows = [(*row[:5], grade, *row[5:]) for row, grade in zip(rows, grades, strict=True)]
    names = tuple(label(name, lang) for name in headings)
    return Table(names, tuple(rows), frozenset({1, 2, 3, 4}))


def _show_rate(node: NodeResult) -> str:
    """Return the share of its maximum that a node earned, exactly where no maximum is known."""
    if node.share is None:
        return ""
    percent = print_percent(node.share, 2)
    return percent if node.max_points is not None else f"{percent} ({print_number(node.share)})"


def print_text(table: Table) -> str:
    """Return a table for a terminal, wide characters aligned, figures as they are."""
    return _tabulate(table, "simple")


def print_markdown(table: Table) -> str:
    """Return a table in Markdown, with bars inside cells made harmless."""
    rows = tuple(tuple(cell.replace("|", "\\|") for cell in row) for row in table.rows)
    return _tabulate(Table(table.headings, rows, table.figures), "github")


def _tabulate(table: Table, style: str) -> str:
    import tabulate

    aligned = _align(table)
    return str(
        tabulate.tabulate(
            aligned.rows,
            aligned.headings,
            tablefmt=style,
            disable_numparse=True,
            preserve_whitespace=True,
            colalign=[
                "right" if i in table.figures else "left" for i in range(len(table.headings))
            ],
        )
    )


def _align(table: Table) -> Table:
    """Return a table whose figures share their decimal point, padded on the right."""
    rows: list[list[str]] = [list(row) for row in table.rows]
    for column in table.figures:
        tails = [_tail(row[column]) for row in rows]
        most = max(tails, default=0)
        for row, tail in zip(rows, tails, strict=True):
            row[column] += " " * (most - tail)
    return Table(table.headings, tuple(tuple(row) for row in rows), table.figures)


def _tail(cell: str) -> int:
    return len(cell) - cell.index(".") if "." in cell else 0
