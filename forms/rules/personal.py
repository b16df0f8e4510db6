"""Personal data in what will be public: warned of at the field while capturing, and again before publishing."""

from forms.context import Context
from forms.findings import Level, finding
from forms.pointers import get
from forms.public_view import is_impersonal
from forms.rules.rule import Verdicts
from forms.scanner import scan
from forms.survey import Survey

BEGINNING = 4


def personal_found(survey: Survey, context: Context) -> Verdicts:
    """Free text that looks as if it held personal data; the finding repeats no more than its first letters."""
    for place in survey.prose:
        hits = scan(place.value)
        if hits:
            kinds = " ".join(dict.fromkeys(hit.kind for hit in hits))
            begins = place.value[hits[0].start : hits[0].start + BEGINNING]
            yield finding(place.pointer, "personal.found", Level.WARNING, kinds=kinds, begins=begins)
        else:
            yield None


def personal_kept_back(survey: Survey, context: Context) -> Verdicts:
    """A member that the law does not know and that looks personal is not published; once for each name."""
    for pointers in survey.unknown.values():
        said = next((at for at in pointers if not is_impersonal(get(survey.body, at))), None)
        yield None if said is None else finding(said, "personal.kept_back", Level.NOTE)
