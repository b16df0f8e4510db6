"""A published process as its page's sections see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.catalog import Catalog, RecordType, load_catalog
from forms.moments import moments_reached
from forms.pointers import expand, get
from forms.progress import amount_of, progress
from forms.record_type import kinds_of
from portal.intake.projection import CONTRACTING
from portal.publication.models import Process, Release
from portal.publication.stubs import without_stubs


@dataclass(frozen=True)
class Step:
    """A stage of the stepper: ``state`` is ``here`` (published) or ``empty``."""

    id: str
    number: int
    title: str
    state: str
    words: str


@dataclass(frozen=True)
class ProcessView:
    """The process, its compiled release as shown (withdrawn rows left out) and the law to read it by."""

    process: Process
    release: dict[str, Any]
    record: RecordType
    law: Catalog

    @classmethod
    def of(cls, process: Process) -> ProcessView:
        law = load_catalog()
        return cls(process, without_stubs(process.content), law.record_types[CONTRACTING], law)

    @cached_property
    def reached(self) -> frozenset[str]:
        """The acts that what is published shows to have happened."""
        return moments_reached(self.release)

    @property
    def method(self) -> str | None:
        method = get(self.release, "/tender/procurementMethod")
        return method if isinstance(method, str) else None

    @property
    def category(self) -> str | None:
        category = get(self.release, "/tender/mainProcurementCategory")
        return category if isinstance(category, str) else None

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """What is bought and how: the kinds under which the law has words of its own."""
        return kinds_of(self.release)

    @property
    def is_contracted(self) -> bool:
        """Whether what it amounts to is what its contracts say, of whatever currency."""
        return amount_of(self.release)[0] == amount_of({"contracts": self.release.get("contracts")})[0]

    @property
    def method_words(self) -> str:
        return self._words("/tender/procurementMethodDetails") or self._words("/tender/procurementMethod")

    @property
    def category_words(self) -> str:
        return self._words("/tender/mainProcurementCategory")

    def _words(self, pointer: str) -> str:
        item, code = self.record.field_at(pointer), get(self.release, pointer)
        codelist = self.law.codelists.get(item.codelist or "") if item else None
        return codelist.title_of(code) if codelist and code else ""

    def steps(self) -> tuple[Step, ...]:
        """Every stage of the stepper with what is published of it."""
        states = {item.stage_id: item.state for item in progress(self.release, CONTRACTING, (), self.law)}
        return tuple(
            Step(
                stage.id,
                stage.number or 0,
                stage.title_for(*self.kinds),
                "empty" if states[stage.id] == "empty" else "here",
                "Sin publicar" if states[stage.id] == "empty" else "Publicada",
            )
            for stage in self.record.steps()
        )

    def releases(self) -> list[Release]:
        return list(self.process.releases.order_by("-number").defer("content"))

    def values_at(self, pattern: str) -> list[Any]:
        return [value for _, value in expand(self.release, pattern)]
