"""The table of guides (signs of risk): one line for each. They never block and never accuse."""

from collections.abc import Mapping
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.context import Context
from forms.guides import bids, ceilings, contracts, procedure, suppliers
from forms.guides.guide import Guide, Outcome
from forms.record_type import RecordType
from forms.survey import survey

CEILINGS = tuple(f"ceiling.{how}.{what}" for how in ceilings.WITH_CEILING for what in ("goods", "works"))

GUIDES: tuple[Guide, ...] = (
    Guide("guide.notice_short", "T-PLAZO", 3, procedure.notice_short, ("notice.open", "notice.selective")),
    Guide("guide.amount_over_ceiling", "T-MONTO", 6, ceilings.amount_over_ceiling, CEILINGS),
    Guide("guide.amount_near_ceiling", "T-CERCA", 1, ceilings.amount_near_ceiling, CEILINGS),
    Guide("guide.purchase_split", "T-FRACC", 3, ceilings.purchase_split, CEILINGS[:2]),
    Guide("guide.exception_unfounded", "T-EXCEP", 6, procedure.exception_unfounded),
    Guide("guide.quotes_few", "T-COTIZ", 3, procedure.quotes_few, ("quotes.least",)),
    Guide("guide.bidder_single", "T-UNICO", 3, bids.bidder_single),
    Guide("guide.bids_rejected", "T-DESC", 6, bids.bids_rejected),
    Guide("guide.bids_alike", "T-IGUAL", 6, bids.bids_alike),
    Guide("guide.bid_late", "T-TARDE", 6, bids.bid_late),
    Guide("guide.award_near_estimate", "T-PEGADO", 1, bids.award_near_estimate),
    Guide("guide.supplier_listed", "T-SANC", 6, suppliers.supplier_listed),
    Guide("guide.supplier_new", "T-NUEVA", 3, suppliers.supplier_new),
    Guide("guide.taxpayer_key", "T-RFC", 3, suppliers.taxpayer_key),
    Guide("guide.contact_shared", "T-CONTACTO", 6, suppliers.contact_shared),
    Guide("guide.owner_shared", "T-BENEF", 6, suppliers.owner_shared),
    Guide("guide.dates_odd", "T-FECHAS", 6, procedure.dates_odd),
    Guide("guide.decision_pace", "T-FIRMA", 3, procedure.decision_pace, procedure.PACES),
    Guide("guide.publication_late", "T-PUB", 1, contracts.publication_late, ("publication.longest",)),
    Guide("guide.documents_missing", "T-DOCS", 3, procedure.documents_missing),
    Guide("guide.contract_amended", "T-CONV", 3, contracts.contract_amended),
    Guide("guide.payments_over", "T-PAGO", 6, contracts.payments_over),
    Guide("guide.delivery_late", "T-ENTREGA", 3, contracts.delivery_late),
    Guide("guide.amount_round", "T-REDONDO", 1, contracts.amount_round, shown=False),
    Guide("guide.title_unclear", "T-TITULO", 1, contracts.title_unclear),
    Guide("guide.contract_long", "T-LARGO", 1, contracts.contract_long),
    Guide("guide.guarantee_short", "T-GARANTIA", 3, contracts.guarantee_short, ("guarantee.from", "guarantee.percent")),
)


def guides_for(record: RecordType) -> tuple[Guide, ...]:
    """The guides of a record type: they speak of contracting, the other registers have none."""
    return GUIDES if record.register is None else ()


def outcomes(
    body: Mapping[str, Any], record_type: str, context: Context, catalog: Catalog | None = None
) -> tuple[Outcome, ...]:
    """The answer of every guide: yes, no, or not evaluable with what is missing."""
    record = (catalog or load_catalog()).record_types[record_type]
    found = survey(body, record)
    return tuple(guide.outcome(found, context) for guide in guides_for(record))
