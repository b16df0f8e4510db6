"""Personal data in what will be public: warned of at the field while capturing, and again before publishing."""

from forms.context import Context
from forms.documents import REDACTION, UNRESOLVED, is_personal, lacking_in_resolution
from forms.findings import Finding, Level, finding
from forms.members import text
from forms.presence import looks_at
from forms.public_view import are_impersonal, is_impersonal
from forms.rules.rule import Verdicts
from forms.scanner import Hit, Kind, is_worth_reading, telling
from forms.survey import Survey

BEGINNING = 4
_OF_AN_ADDRESS = "streetAddress"  # a place that the law publishes: where it is delivered, built or rented


def personal_found(survey: Survey, context: Context) -> Verdicts:
    """Free text that looks as if it held personal data; the finding repeats no more than its first letters.

    A field that asks for a public address is no free text: that it holds one says nothing.
    """
    texts = set[str]()
    for column, steps in survey.prose:
        for _, name, _, _ in steps:
            texts |= column.texts(name)
    found = telling(texts)
    if any(said not in found and is_worth_reading(said) for said in texts):
        yield None
    for column, steps in survey.prose if found else ():
        for tail, name, _, _ in steps:
            hit = [index for index, row in enumerate(column.values) if text(row, name) in found]
            for index in hit:
                said = column.values[index][name]
                yield _told(column.pointers[index] + tail, name, said, found[said])


def _told(pointer: str, name: str, said: str, hits: tuple[Hit, ...]) -> Finding | None:
    kinds = dict.fromkeys(hit.kind for hit in hits if hit.kind is not Kind.ADDRESS or name != _OF_AN_ADDRESS)
    if not kinds:
        return None
    start = next(hit.start for hit in hits if hit.kind in kinds)
    begins = said[start : start + BEGINNING]
    return finding(pointer, "personal.found", Level.WARNING, kinds=" ".join(kinds), begins=begins)


@looks_at("document/_personal")
def document_unresolved(survey: Survey, context: Context) -> Verdicts:
    """A public version of a document with personal data is not published without its resolution."""
    level = Level.ERROR if context.profile == "published" else Level.WARNING
    for place in survey.of("document"):
        if is_personal(place.value) and (text(place.value, "url") or REDACTION in place.value):
            lacking = lacking_in_resolution(place.value)
            at = f"{place.pointer}/{REDACTION}"
            yield (finding(at, UNRESOLVED, level, "B13" if level is Level.ERROR else None) if lacking else None)


def personal_kept_back(survey: Survey, context: Context) -> Verdicts:
    """A member that the law does not know and that looks personal is not published; once for each name."""
    is_well = are_impersonal(survey.contents.texts)
    for column in survey.unknown.values():
        if is_well or is_impersonal(column.values):
            yield None
        else:
            first = next(index for index, value in enumerate(column.values) if not is_impersonal(value))
            yield finding(column.pointer_at(first), "personal.kept_back", Level.NOTE)
