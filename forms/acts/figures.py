"""The dated rows of the office's table that speak of a procedure: its periods, authorities and formats in force."""

from datetime import date

from forms.acts.setting import FEDERAL, STATE, act_day, law_is_asked, law_of
from forms.context import Context
from forms.members import Row
from forms.threshold_table import FEDERAL as OF_FEDERAL_LAW
from forms.threshold_table import figures
from forms.thresholds import Threshold


def figure_in_force(body: Row, context: Context, code: str, on: date | None = None) -> Threshold | None:
    """The row of a code to judge by, under the law of the procedure: on a day, else on that of its call or award.

    Where each law has its own and the money that was captured does not tell the law, there is none.
    """
    known = context.thresholds
    if not known.codes_in_force:
        return None
    federal = f"{OF_FEDERAL_LAW}{code}"
    if federal in figures():
        law = law_of(body)
        if not law and law_is_asked(body):
            return None
        code = federal if (law or STATE) == FEDERAL else code
    return known.usable(code, on or act_day(body, context.today))
