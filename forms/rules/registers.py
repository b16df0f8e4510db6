"""What is judged of a register: what holds for any data, and what only a register has."""

import re

from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level, finding
from forms.formats import display
from forms.links import differences, link_of
from forms.pointers import expand
from forms.rules import amounts, completeness, dates, identity, personal, register_figures, taxpayers, wording
from forms.rules.rule import Rule, Verdicts
from forms.survey import Survey

YEAR_AND_TAIL = r"-20\d\d-[0-9a-z]{8}"


def register_empty(survey: Survey, context: Context) -> Verdicts:
    """A draft may be empty for as long as it takes; a page that says nothing is not published."""
    if context.profile == "published":
        says = any(not name.startswith("_") for name in survey.body)
        yield None if says else finding("", "register.empty", Level.ERROR)


def register_code(survey: Survey, context: Context) -> Verdicts:
    """The code of a register's record names its office and its type (docs/decisions/0005)."""
    if context.ocid and context.office_code:
        wanted = re.escape(f"{context.office_code}-{survey.record.id.replace('_', '-')}") + YEAR_AND_TAIL
        level = Level.ERROR if context.profile == "published" else Level.NOTE
        if re.fullmatch(wanted, context.ocid):
            yield None
        else:
            yield finding("", "register.code", level, "B03", id=context.ocid, office=context.office_code)


def register_rfc(survey: Survey, context: Context) -> Verdicts:
    """A taxpayer key that cannot be right, in any member called so."""
    for item in survey.record.walk():
        if item.name == "rfc":
            for pointer, value in expand(survey.body, item.pointer):
                said = value.strip().upper() if isinstance(value, str) else ""
                yield None if taxpayers.is_rfc(said) else finding(pointer, "rfc.invalid", Level.WARNING, value=said)


def register_differs(survey: Survey, context: Context) -> Verdicts:
    """What the record says otherwise than the contracting process it names; one that is not here tells nothing."""
    ocid = link_of(survey.body, survey.record)
    process = context.history.process(ocid) if ocid else None
    for found in differences(survey.body, survey.record, process) if process is not None else ():
        if found is None:
            yield None
        else:
            theirs = display(found.field, found.there, load_catalog())
            yield finding(found.field.pointer, "register.differs", Level.WARNING, there=theirs, ocid=ocid)


REGISTER_RULES: tuple[Rule, ...] = (
    Rule("register.empty", register_empty),
    Rule("register.code", register_code),
    Rule("id.repeated", identity.id_repeated),
    Rule("register.differs", register_differs),
    Rule("rfc.invalid", register_rfc),
    Rule("register.exceeds", register_figures.parts_exceed_whole),
    Rule("register.days_reversed", register_figures.days_reversed),
    Rule("register.year_odd", register_figures.year_odd),
    Rule("register.number_negative", register_figures.number_negative),
    Rule("date.impossible", dates.date_impossible),
    Rule("date.out_of_range", dates.date_out_of_range),
    Rule("period.reversed", dates.period_reversed),
    Rule("period.duration_differs", dates.period_duration_differs),
    Rule("document.dates_reversed", dates.document_dates_reversed),
    Rule("amount.negative", amounts.amount_negative),
    Rule("amount.unrealistic", amounts.amount_unrealistic),
    Rule("uri.malformed", wording.uri_malformed),
    Rule("email.malformed", wording.email_malformed),
    Rule("document.unresolved", personal.document_unresolved),
    Rule("personal.found", personal.personal_found),
    Rule("typed.unreadable", wording.typed_unreadable),
    Rule("field.empty", completeness.field_empty),
)
