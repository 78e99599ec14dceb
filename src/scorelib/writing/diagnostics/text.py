"""What a check found in one document, as text: messages, what is accepted, and how it stands."""

from __future__ import annotations

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.advice.review import Review
from scorelib.writing.text import print_diagnostic

__all__ = ["print_accepted", "print_review", "say_standing"]


def print_review(review: Review, lang: Lang, *, accepted: bool = False) -> str:
    """Return everything that a check has to say of one document.

    >>> print(print_review(Review("a"), "en"), end="")
    a: no problems
    """
    found = (*review.problems, *review.notes, *review.advice)
    parts = [f"{print_diagnostic(each, lang)}\n" for each in found]
    parts += [print_accepted(review, lang)] if accepted else []
    if not review.problems:
        parts.append(f"{review.name}: {say_standing(review, lang)}\n")
    return "".join(parts)


def print_accepted(review: Review, lang: Lang) -> str:
    """Return the advice that the author lets stand, each with the reason."""
    lines = []
    for each in review.accepted:
        if each.because is not None:
            why = label("advice.accepted", lang, because=each.because.to(lang))
            lines.append(f"{print_diagnostic(each.diagnostic, lang)}\n    {why}\n")
    return "".join(lines)


def say_standing(review: Review, lang: Lang) -> str:
    """Return in one line that there are no problems, how much advice, and what is inherited."""
    parts = [label("no_problems", lang)]
    for name, count in (
        ("advice.open_count", len(review.advice)),
        ("advice.accepted_count", len(review.accepted)),
    ):
        if count:
            parts.append(label(name, lang, count=count))
    if review.below:
        layers = ("、" if lang == "zh" else ", ").join(review.below)
        parts.append(label("advice.below", lang, layers=layers))
    return ("；" if lang == "zh" else "; ").join(parts)
