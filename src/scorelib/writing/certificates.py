"""A certificate as JSON: its claims with their verdicts, in both languages."""

from __future__ import annotations

from typing import Any

from scorelib.compiler.ruleset import hash_form
from scorelib.reading.certificate.certificate import Certificate
from scorelib.reading.certificate.claims import Claim
from scorelib.writing.json_text import print_json
from scorelib.writing.records import record_clause, record_words

__all__ = ["print_certificate"]


def print_certificate(certificate: Certificate) -> str:
    """Return a certificate as JSON: the same ruleset and program give the same bytes."""
    ruleset = certificate.ruleset
    return print_json(
        {
            "ruleset": ruleset.reference,
            "revision": str(ruleset.document.revision),
            "sha256": hash_form(ruleset.canonical),
            "engine": {"name": "scorelib", "version": certificate.engine},
            "chapters": [
                {
                    "id": chapter.name.rpartition(".")[2],
                    "claims": [_record(each) for each in chapter.claims],
                }
                for chapter in certificate.chapters
            ],
            "clauses": [record_clause(each) for each in certificate.clauses],
        }
    )


def _record(claim: Claim) -> dict[str, Any]:
    return {
        "subject": record_words(claim.subject),
        "verdict": claim.verdict,
        "found": record_words(claim.found),
        "location": None if claim.place is None else str(claim.place),
    }
