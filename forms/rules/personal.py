"""Personal data in what will be public: warned of at the field while capturing, and again before publishing."""

from forms.context import Context
from forms.documents import REDACTION, UNRESOLVED, is_personal, lacking_in_resolution
from forms.findings import Level, finding
from forms.public_view import is_impersonal
from forms.rules.rule import Verdicts
from forms.scanner import Kind, scan
from forms.survey import Survey, text

BEGINNING = 4
_OF_AN_ADDRESS = "streetAddress"  # a place that the law publishes: where it is delivered, built or rented


def personal_found(survey: Survey, context: Context) -> Verdicts:
    """Free text that looks as if it held personal data; the finding repeats no more than its first letters.

    A field that asks for a public address is no free text: that it holds one says nothing.
    """
    for place in survey.prose:
        hits = scan(place.value)
        if hits and place.field is not None and place.field.name == _OF_AN_ADDRESS:
            hits = tuple(hit for hit in hits if hit.kind is not Kind.ADDRESS)
        if hits:
            kinds = " ".join(dict.fromkeys(hit.kind for hit in hits))
            begins = place.value[hits[0].start : hits[0].start + BEGINNING]
            yield finding(place.pointer, "personal.found", Level.WARNING, kinds=kinds, begins=begins)
        else:
            yield None


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
    for places in survey.unknown.values():
        said = next((place.pointer for place in places if not is_impersonal(place.value)), None)
        yield None if said is None else finding(said, "personal.kept_back", Level.NOTE)
