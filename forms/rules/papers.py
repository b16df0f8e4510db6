"""Documents: those that the matrix of acts asks of a procedure (W08, as far as somebody approved it), and those that
lead nowhere (W10)."""

from forms.acts.matrix import Need
from forms.acts.pile import ON_PAPER
from forms.acts.required import Act, Standing, is_judged, required_acts
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.members import Row, part, text
from forms.pointers import KEY
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey

_INTERNAL = "internal"
_WELL = frozenset({Standing.PRESENT, Standing.ON_PAPER, Standing.NONEXISTENT, Standing.NOT_APPLICABLE})


def documents_required_missing(survey: Survey, context: Context) -> Verdicts:
    """One finding for each list that lacks documents which are due; what stays in the office is not asked for."""
    if not is_judged(context.thresholds):
        return
    lacking: dict[str, list[str]] = {}
    for act in required_acts(survey, context).all():
        if not _is_asked(act):
            continue
        if act.standing is Standing.MISSING:
            for folder in act.lacking:
                lacking.setdefault(folder, []).append(act.row.document_type)
        elif act.standing in _WELL:
            yield None
    for folder, kinds in lacking.items():
        yield _missing(folder, kinds)


def _is_asked(act: Act) -> bool:
    return act.is_approved and act.need is Need.REQUIRED and act.row.publication != _INTERNAL


def _missing(folder: str, kinds: list[str]) -> Finding:
    documents = " ".join(dict.fromkeys(kinds))
    return finding(folder, "documents.required_missing", Level.WARNING, None, documents=documents)


@looks_at("document")
def document_without_file(survey: Survey, context: Context) -> Verdicts:
    """A document with no link, no file and no folder where it stands on paper: nobody can read it.

    Whether a link answers needs the network, and is not judged here.
    """
    documents = survey.of("document")
    bare = [place for place in documents if not _leads_somewhere(place.value)]
    known = context.files.keys() if bare else None
    yield from (None for _ in documents[len(bare) :])
    if known is None:
        return
    for place in bare:
        has_file = text(place.value, KEY) in known
        title = text(place.value, "title")
        at = f"{place.pointer}/url"
        yield None if has_file else finding(at, "document.without_file", Level.WARNING, None, title=title)


def _leads_somewhere(document: Row) -> bool:
    return bool(text(document, "url") or part(document, "_paper")) or text(document, "format") == ON_PAPER
