"""What a reader sees of a reconciliation: lines, printings, diagnoses; plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scorelib.compiler.graph.heads import Clause
from scorelib.engine.intake.desk import Reason
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.ground.messages import render_message

__all__ = [
    "Agreement",
    "Diagnosis",
    "Explanation",
    "Figure",
    "Line",
    "Printing",
    "Reconciliation",
    "Side",
    "Verdict",
]

Figure = Literal["points", "max-points", "rate", "total", "grade"]

Agreement = Literal[
    "agrees", "rounded", "approximate", "truncated", "differs", "not-declared", "not-computed"
]
"""How what is declared stands to what is computed, at the precision it is printed with.

Points are held to the places of the ruleset's rounding; where it rounds nothing, to their own.
"""

Verdict = Literal["alone", "several", "none"]


@dataclass(frozen=True, slots=True)
class Side:
    """One declared figure: whose it is, as printed, as a number, its agreement with the rule."""

    round: str
    label: Text
    text: str
    value: Fraction | None
    agreement: Agreement
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, declared and computed side by side.

    `subject` is the id of a node, `total` or `grade`; `depth` its level in the tree from 0;
    `computed` what the facts give, `counted` what stands in the result (taken over, judged,
    overridden …) with its `status`; `override` who replaced the computed figure, and `judgement`
    who gave one where the rule has none, for ever beside it. `summed` is what a round declares for
    all that is below a heading, added up.
    """

    subject: str
    figure: Figure
    label: Text
    depth: int
    sides: tuple[Side, ...]
    computed: Fraction | None
    shown: Text
    counted: Text
    status: str
    agreement: Agreement
    override: Reason | None = None
    judgement: Reason | None = None
    summed: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a figure: its words and place, how it agrees, whether the score used it.

    `subject` says of what; all printings of one subject belong together. `why` says why it was
    used, or against what it was held.
    """

    id: str
    subject: str
    label: Text
    text: str
    words: Text | None
    at: Text | None
    used: Text
    agreement: Agreement
    is_used: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """One way in which a declared figure may have come about; it yields that very figure.

    `kind` is a code (SL851 on) with its arguments; `figure` is what it yields, as printed.
    """

    kind: str
    arguments: tuple[tuple[str, object], ...]
    figure: str
    node: str | None = None

    @property
    def message(self) -> Text:
        """The words of the explanation in both languages."""
        filled = dict(self.arguments)
        return Text(
            render_message(self.kind, filled, "zh"), render_message(self.kind, filled, "en")
        )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A declared figure that differs, and every explanation that yields it exactly.

    One that fits alone is named; of several none is asserted. `inherited` names the lower
    differences that a sum merely carries on; `composition` says what a total that cannot be
    worked out is made of as far as its parts are known.
    """

    subject: str
    figure: Figure
    label: Text
    declared: str
    computed: str
    explanations: tuple[Explanation, ...]
    inherited: tuple[str, ...] = ()
    composition: Text | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether one explanation fits alone, several do, or none."""
        if not self.explanations:
            return "none"
        return "alone" if len(self.explanations) == 1 else "several"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A project's own figures held against each other and against the rules.

    `findings` are those of the result and those of the reconciliation, in the order of the tree;
    `clauses` gives for each of them, in that order, the clauses that it rests on.
    """

    result: Result
    unit: Text | None
    lines: tuple[Line, ...]
    printings: tuple[Printing, ...]
    diagnoses: tuple[Diagnosis, ...]
    findings: tuple[Finding, ...]
    clauses: tuple[tuple[Clause, ...], ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)
