"""Checks of whole documents: whatever kind they are, every problem they have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset, in_order
from scorelib.compiler.loading.loader import check_siblings, load_ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.inputs import read_inputs
from scorelib.engine.intake.project import FILE_NAME, Project, examine_project
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.ground.source import MappingNode, Node, is_file, is_folder, read_file
from scorelib.model.project import CasesDocument
from scorelib.model.reader import read_shape

__all__ = ["check_document", "check_project"]


def check_document(
    name: str, roots: Sequence[Path] = (), ruleset: str | None = None
) -> tuple[Diagnostic, ...]:
    """Return the problems of a ruleset (id or path), a project or a file of cases.

    A project is checked against `ruleset`, or the one it names. Raises `NotFoundError` for what
    is not there.
    """
    try:
        tree = _read_if_file(Path(name))
        if isinstance(tree, MappingNode) and "project" in tree.values:
            return check_project(tree, roots, ruleset)
        if isinstance(tree, MappingNode) and "cases" in tree.values:
            return read_shape(CasesDocument, tree).problems
        rules = load_ruleset(name, roots=roots)
        apart = check_siblings(rules)
        try:
            compile_ruleset(rules)
        except DocumentError as error:
            return in_order([*error.diagnostics, *apart])
    except DocumentError as error:
        return error.diagnostics
    return tuple(apart)


def _asks_for_rules(project: Project, ruleset: str | None) -> bool:
    document = project.document
    return bool(ruleset or document.ruleset or document.jurisdiction)


def _read_if_file(path: Path) -> Node | None:
    if is_folder(path) and is_file(path / FILE_NAME):
        return read_file(path / FILE_NAME)
    return read_file(path) if is_file(path) else None


def check_project(tree: Node, roots: Sequence[Path], ruleset: str | None) -> tuple[Diagnostic, ...]:
    """Return the problems of a project's tree, those of its figures included."""
    project, problems = examine_project(tree)
    if project is None or not _asks_for_rules(project, ruleset):
        return problems
    try:
        rules = choose_ruleset(project, ruleset, roots=roots)
        if problems:
            read_inputs(compile_ruleset(rules), project)
        else:
            # Scoring looks at everything, what its assumptions change included.
            evaluate_project(rules, project)
    except DocumentError as error:
        # Where the shape has problems the day of judging may be one of them.
        found = [each for each in error.diagnostics if each.code != "SL416" or not problems]
        return in_order([*problems, *found])
    return problems
