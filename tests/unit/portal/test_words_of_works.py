"""The public page of works speaks of works."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from forms.progress import answers
from tests.contract.test_words_of_works import LAW, RECORD, WORKS, words_of_goods
from tests.unit.portal.site import Site


def texts_of(cell: Any) -> Iterator[str]:
    yield from (cell.label, cell.help)
    for row in cell.table.rows if cell.table else ():
        yield from (name for name, _ in cell.table.columns) if cell.table else ()
        for inner in (*row.cells, *row.details):
            yield from texts_of(inner)


def test_the_page_of_a_works_process_says_contractor_and_concepts(site: Site) -> None:
    from portal.sections import stages, timeline
    from portal.sections.process_view import ProcessView

    process: Any = SimpleNamespace(content=WORKS)
    view = ProcessView(process, WORKS, LAW.record_types[RECORD], LAW)
    blocks = [block for stage in stages.build(view) for part in stage.parts for block in part.blocks]
    said = {text for block in blocks for cell in block.cells for text in texts_of(cell)}
    said |= {block.title for block in blocks} | {part.title for stage in stages.build(view) for part in stage.parts}
    line = timeline.build(view)
    said |= {moment.words for moment in line.moments} if line else set()
    said |= {answer.title for answer in answers(WORKS, RECORD)}
    assert {"Contratista adjudicado", "Conceptos de obra adjudicados", "Contrato: k"} <= said
    assert words_of_goods() & said == set()
