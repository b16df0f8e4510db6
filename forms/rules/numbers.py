"""The numbers of the quality checks that warn (W01–W19, and B13 on personal data, which blocks nothing here),
beside the codes of the rules that make them.

A blocking number (B03) travels with its finding; a warning's number belongs to its code.
"""

from collections.abc import Mapping
from types import MappingProxyType

_CODES: Mapping[str, str] = {
    "B13": "personal.found personal.kept_back document.unresolved",
    "W01": "date.in_future period.reversed period.extent_short dates.award_before_tender dates.contract_before_tender"
    " dates.signed_before_tender dates.signed_before_award dates.paid_before_signed dates.amendment_early"
    " document.dates_reversed release.date_before",
    "W02": "status.tender_incomplete_with_awards status.award_inactive_with_contract"
    " status.contract_pending_with_payments milestone.scheduled_with_date_met",
    "W03": "tenderers.count_differs method.direct_tenderers",
    "W04": "reference.party_missing reference.without_id party.role_missing party.role_unused party.name_differs",
    "W05": "budget.differs contracts.sum_differs items.sum_differs",
    "W06": "contract.overpaid estimate.net_differs works.not_closed works.not_estimated advance.not_amortised",
    "W07": "rfc.invalid rfc.scheme",
    "W08": "documents.required_missing",
    "W09": "question.unanswered award.supplier_missing award.buyer_missing",
    "W10": "document.without_file",
    "W11": "period.duration_differs",
    "W12": "amount.negative amount.unrealistic amount.placeholder amount.net_over_gross quantity.not_positive"
    " text.placeholder",
    "W13": "items.unclassified",
    "W14": "field.empty",
    "W15": "publication.late",
    "W16": "contract.copies_award release.id_is_ocid",
    "W17": "amendment.rationale_missing",
    "W18": "budget.line_missing",
    "W19": "supplier.owner_missing",
}
RULE_NUMBERS: Mapping[str, str] = MappingProxyType(
    {code: number for number, codes in _CODES.items() for code in codes.split()}
)
# Blocking checks that are no rule of a body: where each of them is kept.
KEPT_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "B12": "what was published is withdrawn by an explicit release, never dropped from the list",
        "B14": "each operation is taken for the office of the device that signed it, and for no other",
        "B15": "documents are taken by their hash and within the limit of size",
    }
)
