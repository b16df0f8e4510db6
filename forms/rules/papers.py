"""The documents that the matrix of acts asks of a procedure (W08): judged only as far as somebody approved it."""

from forms.acts.matrix import Need
from forms.acts.required import Act, Standing, is_judged, required_acts
from forms.context import Context
from forms.findings import Finding, Level, finding
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
