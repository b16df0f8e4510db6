"""A guide in words: what was seen, why it matters, how to correct or justify it, or what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.catalog import Catalog, load_catalog
from forms.findings import Finding
from forms.guides.guide import Answer, Outcome
from forms.words import RECORD_TYPE, describe, label_at, text


@dataclass(frozen=True, slots=True)
class Explanation:
    message: str
    why: str
    how: str


def explain(
    finding: Finding,
    catalog: Catalog | None = None,
    record_type: str = RECORD_TYPE,
    kinds: Sequence[str | None] = (),
) -> Explanation:
    """The three sentences of a guide's finding, its places named as they are under ``kinds``."""
    message = describe(finding, catalog, record_type, kinds)
    return Explanation(message, text(f"{finding.code}.why"), text(f"{finding.code}.how"))


def missing_words(
    outcome: Outcome,
    catalog: Catalog | None = None,
    record_type: str = RECORD_TYPE,
    kinds: Sequence[str | None] = (),
) -> tuple[str, ...]:
    """What keeps a guide from answering: labels of fields and names of what lies outside the record."""
    record = (catalog or load_catalog()).record_types.get(record_type)
    words = (f"«{label_at(what, record, kinds)}»" if what.startswith("/") else text(what) for what in outcome.missing)
    return tuple(dict.fromkeys(words))


def state_word(state: Answer) -> str:
    return text(f"guide_state.{state}")
