"""The assistant for tables nobody has described yet: what each column probably is, and what a person says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from capture_app.errors import BadInput, NotFound
from capture_app.importers import mapped
from capture_app.importers.mapping.guess import SURE, Guess, column_plan, guess_columns, plan_of, targets
from capture_app.importers.mapping.plan import Grain, Plan
from capture_app.importers.mapping.rows import TIMES, RowReader
from capture_app.importers.mapping.stored import decode_plan, encode_plan
from capture_app.importers.mapping.targets import is_scalar, target_field, target_label
from capture_app.importers.office import Office
from capture_app.importers.packed import plain_file
from capture_app.importers.reading import Cancelled, FileRefused, never
from capture_app.importers.registry import AUTO, known_format
from capture_app.importers.tables.heads import Table, tables_of
from capture_app.importers.tables.reader import is_table, opened_book
from capture_app.importers.tables.readings import as_text
from capture_app.ocds.release import RECORD_TYPE
from capture_app.services.import_pace import ALONE, Pace
from capture_app.services.import_report import ImportReport
from capture_app.services.importing import ImportDesk, ImportService
from capture_app.services.mapping_proposal import GRAINS, Answer, Choice, Proposal, ProposedColumn
from capture_app.words import say
from forms.codes import alphabetical

PREVIEWED = 8


class MappingService:
    """Proposes and keeps the correspondence of columns and fields."""

    def __init__(self, importing: ImportService, desk: ImportDesk) -> None:
        self._importing = importing
        self._desk = desk

    def propose(self, file: Path, format: str = AUTO, cancelled: Cancelled = never) -> Proposal:
        """What the file is: a known format, or a table with a guess for each column; FileRefused where neither, or
        once it is ``cancelled``."""
        office = self._importing.office(cancelled=cancelled)
        with plain_file(file, office.limits, cancelled) as plain:
            return self._propose(file, plain, format, office)

    def _propose(self, file: Path, plain: Path, format: str, office: Office) -> Proposal:
        if not is_table(plain):
            return Proposal(file, known_format(plain, None, office))
        with opened_book(plain, office.limits, office.cancelled) as book:
            found = known_format(file, book, office) if format == AUTO else ""
            if found:
                return Proposal(file, found)
            tables = tables_of(book)
            if not tables:
                raise FileRefused("no_table", file)
            return _proposal(file, tables[0], office)

    def save(self, name: str, answers: Sequence[Answer], grain: str) -> str:
        """Keep a mapping; the name of the format it can be imported with. BadInput where it cannot be one."""
        plan = self.plan(name, answers, grain)
        self._desk.save_mapping(plan.name, encode_plan(plan))
        return f"{mapped.PREFIX}{plan.name}"

    def plan(self, name: str, answers: Sequence[Answer], grain: str) -> Plan:
        """The mapping that the answers make."""
        record = self._importing.office().catalog.record_types[RECORD_TYPE]
        filled = [answer for answer in answers if answer.pointer]
        unknown = [answer.pointer for answer in filled if target_field(answer.pointer, record) is None]
        if unknown or grain not in GRAINS:
            raise BadInput(say("mapping.unknown", what=", ".join(unknown) or grain))
        repeated = {answer.pointer for answer in filled if sum(a.pointer == answer.pointer for a in filled) > 1}
        if repeated:
            raise BadInput(say("mapping.repeated", what=", ".join(self.label(pointer) for pointer in sorted(repeated))))
        planned = [column_plan(a.title, a.pointer, a.day_order, a.decimal_comma) for a in filled]
        columns = [part for parts in planned for part in parts]
        plan = Plan(name.strip() or "tabla", tuple(columns), Grain(grain))
        if not {answer.pointer for answer in filled} & set(plan.keys):
            raise BadInput(say("mapping.no_key"), action_es=say("mapping.no_key.action"))
        return plan

    def check(
        self,
        file: Path,
        name: str,
        answers: Sequence[Answer],
        grain: str,
        cancelled: Cancelled = never,
        pace: Pace = ALONE,
    ) -> ImportReport:
        """What importing the file by this mapping would do; neither is kept. BadInput where it cannot be one."""
        plan = self.plan(name, answers, grain)
        given = f"{mapped.PREFIX}{plan.name}"
        return self._importing.import_files([file], given, dry_run=True, cancelled=cancelled, plan=plan, pace=pace)

    def names(self) -> tuple[str, ...]:
        """The mappings of this office."""
        return tuple(sorted(self._desk.saved_mappings(), key=alphabetical))

    def forget(self, name: str) -> None:
        """Forget a mapping; what came in by it stays and its tables are asked about again. NotFound for no such."""
        self._text_of(name)
        self._desk.drop_mapping(name)

    def rename(self, name: str, fresh: str) -> str:
        """Give a mapping another name; the name it has now. BadInput for one that is taken or none."""
        text, wanted = self._text_of(name), fresh.strip()
        if not wanted or (wanted != name and wanted in self._desk.saved_mappings()):
            raise BadInput(say("mapping.name_taken" if wanted else "mapping.nameless", name=wanted), place=wanted)
        with self._desk.together():
            self._desk.drop_mapping(name)
            self._desk.save_mapping(wanted, encode_plan(replace(decode_plan(text), name=wanted)))
        return wanted

    def _text_of(self, name: str) -> str:
        known = self._desk.saved_mappings()
        if name not in known:
            raise NotFound(say("mapping.unsaved", name=name), action_es=say("file.unknown_mapping.action"))
        return known[name]

    def label(self, pointer: str) -> str:
        """The office's words for a field."""
        catalog = self._importing.office().catalog
        return target_label(pointer, catalog, RECORD_TYPE) if pointer else say("mapping.none")

    def choices(self) -> tuple[Choice, ...]:
        """Every field a column may fill: those with words of offices first, then all that is captured."""
        record = self._importing.office().catalog.record_types[RECORD_TYPE]
        usual = [target.pointer for target in targets() if target.pointer]
        others = [item.pointer for item in record.walk() if item.captured and is_scalar(item)]
        return tuple(Choice(pointer, self.label(pointer)) for pointer in dict.fromkeys(["", *usual, *others]))


def answers_of(proposal: Proposal, corrections: Mapping[str, str]) -> tuple[Answer, ...]:
    """The proposal as it is, but for the columns a person corrects (title → pointer); NotFound names a wrong title."""
    titles = {column.title for column in proposal.columns}
    wrong = [title for title in corrections if title not in titles]
    if wrong:
        raise NotFound(say("mapping.no_column", what=", ".join(wrong)))
    return tuple(Answer(c.title, corrections.get(c.title, c.choice.pointer)) for c in proposal.columns)


def _proposal(file: Path, table: Table, office: Office) -> Proposal:
    guesses = guess_columns(table, office.catalog)
    plan = plan_of("", guesses, table)
    asked = RowReader(plan, table, office).questions
    questions = {question.column: question.kind for question in asked if question.kind != TIMES}
    columns = tuple(_column(guess, office, questions.get(guess.column.title, "")) for guess in guesses)
    rows = sum(1 for _ in table.rows())
    return Proposal(file, "", table.sheet.name, rows, plan.grain.value, columns, tuple(_preview(table)))


def _column(guess: Guess, office: Office, question: str) -> ProposedColumn:
    def choice(pointer: str) -> Choice:
        return Choice(pointer, target_label(pointer, office.catalog, RECORD_TYPE) if pointer else say("mapping.none"))

    others = tuple(choice(pointer) for pointer in guess.others)
    is_sure = guess.score >= SURE
    column = guess.column
    return ProposedColumn(column.title, column.letter, choice(guess.pointer), is_sure, others, guess.samples, question)


def _preview(table: Table) -> Iterator[tuple[str, ...]]:
    for row in islice(table.rows(), PREVIEWED):
        yield tuple(as_text(row.cell(column.index)) for column in table.columns)
