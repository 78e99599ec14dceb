"""A certificate as a report of blocks, in one language or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from scorelib.compiler.ruleset import hash_form
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.certificate.certificate import Certificate, Chapter
from scorelib.reading.certificate.claims import Claim, Verdict
from scorelib.reading.explanation import show_clause
from scorelib.reading.reports.blocks import (
    Block,
    Bullets,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Tone,
)
from scorelib.reading.reports.cells import make_grid, say_column, words

__all__ = ["report_certificate"]

_VERDICTS: Final[tuple[Verdict, ...]] = ("proved", "scoring", "unproved", "refuted")
_TONES: Final[Mapping[Verdict, Tone]] = {
    "proved": "good",
    "scoring": "muted",
    "unproved": "warning",
    "refuted": "bad",
}
_OTHER: Final[Mapping[Lang, Lang]] = {"zh": "en", "en": "zh"}


def report_certificate(certificate: Certificate, lang: Lang) -> Report:
    """Return a certificate in both languages, that of the reader first."""
    title = label("certificate.title", lang, title=certificate.ruleset.document.title.to(lang))
    other = _OTHER[lang]
    named = certificate.ruleset.document.title.to(other)
    blocks = [
        *_list_blocks(certificate, lang),
        Heading(label("certificate.title", other, title=named), 1),
        *_list_blocks(certificate, other),
    ]
    footer = (certificate.ruleset.reference, f"scorelib {certificate.engine}")
    return Report(title, lang, tuple(blocks), footer=footer)


def _list_blocks(certificate: Certificate, lang: Lang) -> Iterator[Block]:
    ruleset = certificate.ruleset
    yield Pairs(
        (
            (say_column("ruleset", lang), ruleset.reference),
            (say_column("certificate.revision", lang), str(ruleset.document.revision)),
            (say_column("sha256", lang), hash_form(ruleset.canonical)),
            (say_column("certificate.engine", lang), f"scorelib {certificate.engine}"),
        )
    )
    yield Paragraph(label("certificate.about", lang))
    yield _summarise(certificate, lang)
    for chapter in certificate.chapters:
        yield from _show_chapter(chapter, lang)
    yield Heading(label("certificate.clauses", lang), 2)
    yield from _show_clauses(certificate, lang)


def _summarise(certificate: Certificate, lang: Lang) -> Block:
    headings = [(say_column("certificate.claim", lang), 16.0)]
    headings += [(say_column(f"verdict.{each}", lang), 6.0) for each in _VERDICTS]
    rows = (
        Row(
            (
                words(label(chapter.name, lang), header=True),
                *(words(str(chapter.count(each))) for each in _VERDICTS),
            )
        )
        for chapter in certificate.chapters
    )
    return make_grid(label("certificate.summary", lang), headings, rows)


def _show_chapter(chapter: Chapter, lang: Lang) -> Iterator[Block]:
    title = label(chapter.name, lang)
    yield Heading(title, 2)
    if not chapter.claims:
        yield Paragraph(label("certificate.nothing", lang))
        return
    headings = [
        (say_column("certificate.subject", lang), 14.0),
        (say_column("certificate.verdict", lang), 6.0),
        (say_column("certificate.found", lang), 20.0),
        (say_column("location", lang), 14.0),
    ]
    yield make_grid("", headings, (_show_claim(each, lang) for each in chapter.claims))


def _show_claim(claim: Claim, lang: Lang) -> Row:
    said = label(f"verdict.{claim.verdict}", lang)
    return Row(
        (
            words(claim.subject.to(lang), header=True),
            words(said, tone=_TONES[claim.verdict]),
            words(claim.found.to(lang)),
            words("" if claim.place is None else str(claim.place)),
        )
    )


def _show_clauses(certificate: Certificate, lang: Lang) -> Iterator[Block]:
    for status in ("verified", "unverified", "inferred"):
        found = [each for each in certificate.clauses if each.status == status]
        said = label("certificate.rests", lang, status=label(status, lang), count=len(found))
        yield Paragraph(said, strong=True)
        if found:
            yield Bullets(tuple(dict.fromkeys(show_clause(each, lang) for each in found)))
    borrowed = [each for each in certificate.clauses if each.borrowed_from is not None]
    if borrowed:
        yield Paragraph(label("certificate.borrowed", lang, count=len(borrowed)), "warning")
