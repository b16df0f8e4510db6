"""The eleven indicators that Cardinal defines, over many compiled releases, with its published definitions.

They speak of whole data sets: outliers among processes, buyers or bidders. A code is absent where it could
not be computed or found nothing. Quartiles are median-unbiased (type 8), fences 1.5 times their distance.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from forms.days import read_when
from forms.members import Row, as_number, part, rows, text

SUBMITTED = frozenset({"pending", "valid", "disqualified"})
FINAL_AWARDS = frozenset({"active", "cancelled", "unsuccessful"})
FENCE = 1.5
SECONDS_A_DAY = 86400
Values = dict[str, float]


@dataclass(frozen=True)
class Settings:
    """What can be chosen; the values are those Cardinal starts from. A fence of None is computed.

    `least_received` bids make a buyer count in R038: Cardinal's pages speak of processes there, but the
    value they show for their own example is that of a minimum of bids. The lists of details are of
    `/tender/procurementMethodDetails`: processes left out of everything, and those whose prices are (or alone
    are) not compared.
    """

    currency: str | None = None
    left_out_details: tuple[str, ...] = ()
    unpriced_details: tuple[str, ...] = ()
    priced_details: tuple[str, ...] = ()
    least_days: int = 15
    methods: tuple[str, ...] = ()
    days_by_details: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    competitive: tuple[str, ...] = ("open", "selective")
    close_fence: float | None = None
    discount_fence: float | None = None
    top_percentile: float = 75
    losing_fence: float | None = None
    least_disqualified: int = 1
    disqualified_fence: float | None = None
    least_bids: int = 2
    least_received: int = 2
    variety_fence: float | None = None
    digits: int = 2
    least_supplied: int = 20


@dataclass(frozen=True, slots=True)
class Result:
    """A group (OCID, Buyer, ProcuringEntity, Tenderer) and the values by identifier."""

    code: str
    group: str
    values: Values


Releases = Sequence[Row]
Indicator = Callable[[Releases, Settings], list[Result]]


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile by the median-unbiased method; of no values, not a number."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    position = (len(ordered) + 1 / 3) * share + 1 / 3
    below = int(position)
    if below < 1:
        return ordered[0]
    if below >= len(ordered):
        return ordered[-1]
    return ordered[below - 1] + (position - below) * (ordered[below] - ordered[below - 1])


def lower_fence(values: Sequence[float]) -> float:
    first, third = quantile(values, 0.25), quantile(values, 0.75)
    return first - FENCE * (third - first)


def upper_fence(values: Sequence[float]) -> float:
    first, third = quantile(values, 0.25), quantile(values, 0.75)
    return third + FENCE * (third - first)


def _lowest_usual(values: Sequence[float]) -> float:
    """The lower fence; below everything where three of four values are nothing, since it would flag them all."""
    return lower_fence(values) if quantile(values, 0.75) > 0 else float("-inf")


def indicators(releases: Iterable[Row], settings: Settings | None = None) -> dict[str, dict[str, Values]]:
    """Every indicator's values as `{group: {identifier: {code: value}}}`."""
    chosen = settings or Settings()
    known = [release for release in releases if isinstance(release, dict) and _counts(release, chosen)]
    found: dict[str, dict[str, Values]] = {}
    for indicator in INDICATORS.values():
        for result in indicator(known, chosen):
            for name, value in result.values.items():
                found.setdefault(result.group, {}).setdefault(name, {})[result.code] = value
    return found


def _counts(release: Row, settings: Settings) -> bool:
    """Whether the process is looked at: it has an ocid and was not cancelled."""
    tender = part(release, "tender")
    is_left_out = text(tender, "procurementMethodDetails") in settings.left_out_details
    return bool(text(release, "ocid")) and _status(tender) != "cancelled" and not is_left_out


def _compares_prices(release: Row, settings: Settings) -> bool:
    """Whether prices were for the bidders to say, by what the office calls its procedure."""
    details = text(part(release, "tender"), "procurementMethodDetails")
    is_listed = not settings.priced_details or details in settings.priced_details
    return is_listed and not (details and details in settings.unpriced_details)


def _process(code: str, values: Values) -> list[Result]:
    return [Result(code, "OCID", values)]


def _instant(node: Any, name: str) -> datetime | None:
    """Only moments count: a day without its hour cannot be compared with one."""
    found = read_when(text(node, name))
    return found.instant if found else None


def _status(row: Row) -> str:
    return text(row, "status")


def _bids(release: Row, *statuses: str) -> list[Row]:
    wanted = statuses or SUBMITTED
    return [bid for _, bid in rows(release, "", "bids", "details") if _status(bid) in wanted]


def _ids(owner: Row, name: str) -> list[str]:
    return [found for _, row in rows(owner, "", name) if (found := text(row, "id"))]


def _only(owner: Row, name: str) -> str | None:
    """The id of the one organisation of a list; None where there are more, or none with an id."""
    listed, found = rows(owner, "", name), _ids(owner, name)
    return found[0] if len(listed) == 1 and found else None


def _active(release: Row) -> list[Row]:
    return [award for _, award in rows(release, "", "awards") if _status(award) == "active"]


def _settled(release: Row) -> list[Row]:
    """The active awards, when none is still open."""
    awards = [award for _, award in rows(release, "", "awards")]
    return _active(release) if awards and all(_status(award) in FINAL_AWARDS for award in awards) else []


def _winner(release: Row) -> str | None:
    """The one supplier of the one active award."""
    active = _settled(release)
    return _only(active[0], "suppliers") if len(active) == 1 else None


def main_currency(releases: Releases, settings: Settings) -> str | None:
    """The chosen currency, else the first that a bid bears."""
    found = (text(part(bid, "value"), "currency") for release in releases for bid in _bids(release))
    return settings.currency or next((currency for currency in found if currency), None)


def _amount(bid: Row, currency: str | None) -> float | None:
    value = part(bid, "value")
    amount = as_number(value.get("amount"))
    return float(amount) if amount is not None and text(value, "currency") == currency else None


def short_notice(releases: Releases, settings: Settings) -> list[Result]:
    """R003: fewer whole days for bids than expected."""
    return _process("R003", {text(one, "ocid"): 1.0 for one in releases if _is_short(part(one, "tender"), settings)})


def _is_short(tender: Row, settings: Settings) -> bool:
    start, end = (_instant(part(tender, "tenderPeriod"), name) for name in ("startDate", "endDate"))
    if start is None or end is None or (settings.methods and text(tender, "procurementMethod") not in settings.methods):
        return False
    least = settings.days_by_details.get(text(tender, "procurementMethodDetails"), settings.least_days)
    return int((end - start).total_seconds() / SECONDS_A_DAY) < least


def single_bid(releases: Releases, settings: Settings) -> list[Result]:
    """R018: one tenderer in a competitive procedure."""
    found: Values = {}
    for release in releases:
        tender = part(release, "tender")
        if text(tender, "procurementMethod") in settings.competitive and _tenderers(release, tender) == 1:
            found[text(release, "ocid")] = 1.0
    return _process("R018", found)


def _tenderers(release: Row, tender: Row) -> int:
    said = as_number(tender.get("numberOfTenderers"))
    listed = set(_ids(tender, "tenderers")) or {name for bid in _bids(release) for name in _ids(bid, "tenderers")}
    return int(said) if said is not None and said == said.to_integral_value() else len(listed)


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far the lowest other valid bid lies above the winning one, and whose both are."""

    value: float
    winner: str
    second: str


def _gaps(releases: Releases, settings: Settings) -> dict[str, _Gap]:
    """The gap of each process, by ocid; of a bidder's own bids the lowest is taken."""
    currency, found = main_currency(releases, settings), dict[str, _Gap]()
    for release in releases:
        winner = _winner(release) if _compares_prices(release, settings) else None
        lowest = _lowest_by_bidder(release, currency) if winner else {}
        won = lowest.pop(winner, None) if winner else None
        if winner and won and lowest:
            second = min(lowest, key=lowest.__getitem__)
            if lowest[second] >= won:
                found[text(release, "ocid")] = _Gap((lowest[second] - won) / won, winner, second)
    return found


def _lowest_by_bidder(release: Row, currency: str | None) -> dict[str, float]:
    """The lowest valid bid of each tenderer who bid alone."""
    found: dict[str, float] = {}
    for bid in _bids(release, "valid"):
        name, amount = _only(bid, "tenderers"), _amount(bid, currency)
        if name and amount is not None:
            found[name] = min(amount, found.get(name, amount))
    return found


def _flagged(code: str, gaps: Mapping[str, _Gap], names: Callable[[_Gap], tuple[str, ...]]) -> list[Result]:
    """The processes with their gaps, and those who bid, each with nothing."""
    tenderers = dict.fromkeys((name for gap in gaps.values() for name in names(gap)), 0.0)
    processes = _process(code, {ocid: gap.value for ocid, gap in gaps.items()})
    return [*processes, Result(code, "Tenderer", tenderers)]


def close_price(releases: Releases, settings: Settings) -> list[Result]:
    """R024: the second-lowest valid bid is unusually near the winning one; both bidders."""
    gaps = _gaps(releases, settings)
    values = [gap.value for gap in gaps.values()]
    fence = _lowest_usual(values) if settings.close_fence is None else settings.close_fence
    near = {ocid: gap for ocid, gap in gaps.items() if gap.value <= fence}
    return _flagged("R024", near, lambda gap: (gap.winner, gap.second))


def heavy_discount(releases: Releases, settings: Settings) -> list[Result]:
    """R058: the winning bid is unusually far below the second-lowest valid one; its bidder."""
    gaps = _gaps(releases, settings)
    values = [gap.value for gap in gaps.values()]
    fence = upper_fence(values) if settings.discount_fence is None else settings.discount_fence
    far = {ocid: gap for ocid, gap in gaps.items() if gap.value >= fence > 0}
    return _flagged("R058", far, lambda gap: (gap.winner,))


def losing_bidder(releases: Releases, settings: Settings) -> list[Result]:
    """R025: a bidder of many processes who wins unusually few."""
    tried, won = dict[str, int](), dict[str, int]()
    for release in releases:
        winner = _winner(release)
        for name in {_only(bid, "tenderers") for bid in _bids(release, "valid")} if winner else ():
            if name:
                tried[name] = tried.get(name, 0) + 1
                won[name] = won.get(name, 0) + (name == winner)
    ratios = {name: won[name] / count for name, count in tried.items()}
    top = quantile(list(tried.values()), settings.top_percentile / 100)
    fence = _lowest_usual(list(ratios.values())) if settings.losing_fence is None else settings.losing_fence
    flagged = {name: ratio for name, ratio in ratios.items() if tried[name] >= top and ratio <= fence}
    return [Result("R025", "Tenderer", flagged)]


def identical_prices(releases: Releases, settings: Settings) -> list[Result]:
    """R028: different tenderers with the same price; both the process and the tenderers."""
    processes, tenderers = Values(), Values()
    for release in releases:
        alike = _same_price(release) if _compares_prices(release, settings) else set()
        if alike:
            processes[text(release, "ocid")] = 1.0
            tenderers.update(dict.fromkeys(alike, 1.0))
    return [*_process("R028", processes), Result("R028", "Tenderer", tenderers)]


def _same_price(release: Row) -> set[str]:
    """Everybody in bids of one price by different tenderers."""
    by_price: dict[tuple[float, str], set[frozenset[str]]] = {}
    for bid in _bids(release):
        currency = text(part(bid, "value"), "currency")
        amount, names = _amount(bid, currency), frozenset(_ids(bid, "tenderers"))
        if amount is not None and names:
            by_price.setdefault((amount, currency), set()).add(names)
    return {name for bidders in by_price.values() if len(bidders) > 1 for names in bidders for name in names}


def late_bid(releases: Releases, settings: Settings) -> list[Result]:
    """R030: a valid bid of a winner received after the deadline; both the process and the winner."""
    processes, tenderers = Values(), Values()
    for release in releases:
        late = _late_winners(release)
        if late:
            processes[text(release, "ocid")] = 1.0
            tenderers.update(dict.fromkeys(late, 1.0))
    return [*_process("R030", processes), Result("R030", "Tenderer", tenderers)]


def _late_winners(release: Row) -> set[str]:
    end = _instant(part(release, "tender", "tenderPeriod"), "endDate")
    if end is None:
        return set()
    winners = {name for award in _active(release) for name in _ids(award, "suppliers")}
    late = [bid for bid in _bids(release, "valid") if (received := _instant(bid, "date")) and received > end]
    return winners.intersection(name for bid in late for name in _ids(bid, "tenderers"))


def others_disqualified(releases: Releases, settings: Settings) -> list[Result]:
    """R035: one tenderer has valid bids and wins everything; how many others were disqualified, and the winner."""
    least, found, winners = max(1, settings.least_disqualified), Values(), Values()
    for release in releases:
        valid = {name for bid in _bids(release, "valid") for name in _ids(bid, "tenderers")}
        out = {name for bid in _bids(release, "disqualified") for name in _ids(bid, "tenderers")} - valid
        won = {name for award in _settled(release) for name in _ids(award, "suppliers")}
        if len(valid) == 1 and won == valid and len(out) >= least:
            found[text(release, "ocid")] = float(len(out))
            winners.update(dict.fromkeys(won, 0.0))
    return [*_process("R035", found), Result("R035", "Tenderer", winners)]


def lowest_disqualified(releases: Releases, settings: Settings) -> list[Result]:
    """R036: with an active award and a valid bid, the lowest of all bids is a disqualified one."""
    currency, found = main_currency(releases, settings), Values()
    for release in releases:
        bids = _bids(release) if _active(release) and _compares_prices(release, settings) else []
        priced = [(amount, _status(bid)) for bid in bids if (amount := _amount(bid, currency)) is not None]
        is_judged = any(status == "valid" for _, status in priced)
        if is_judged and min(priced, key=lambda one: one[0])[1] == "disqualified":
            found[text(release, "ocid")] = 1.0
    return _process("R036", found)


@dataclass(slots=True)
class _Tally:
    """Bids out, and bids in all."""

    out: int = 0
    bids: int = 0

    def add(self, out: int, bids: int) -> None:
        self.out, self.bids = self.out + out, self.bids + bids


def many_disqualified(releases: Releases, settings: Settings) -> list[Result]:
    """R038: an unusual share of disqualified bids, of a buyer, a procuring entity or a tenderer."""
    groups: dict[str, dict[str, _Tally]] = {"Buyer": {}, "ProcuringEntity": {}, "Tenderer": {}}
    for release in releases:
        submitted = _bids(release)
        _tally(groups, release, submitted)
    return [Result("R038", group, _many(group, tallies, settings)) for group, tallies in groups.items()]


def _tally(groups: dict[str, dict[str, _Tally]], release: Row, submitted: list[Row]) -> None:
    out = sum(_status(bid) == "disqualified" for bid in submitted)
    owners = {"Buyer": part(release, "buyer"), "ProcuringEntity": part(release, "tender", "procuringEntity")}
    for group, owner in owners.items() if submitted else ():
        if text(owner, "id"):
            groups[group].setdefault(text(owner, "id"), _Tally()).add(out, len(submitted))
    for bid in submitted:
        for name in _ids(bid, "tenderers"):
            groups["Tenderer"].setdefault(name, _Tally()).add(_status(bid) == "disqualified", 1)


def _many(group: str, tallies: dict[str, _Tally], settings: Settings) -> Values:
    """Nobody is flagged where most have no disqualified bid at all: the fence is then nothing."""
    least = settings.least_bids if group == "Tenderer" else settings.least_received
    ratios = {name: one.out / one.bids for name, one in tallies.items() if one.bids >= least}
    fence = upper_fence(list(ratios.values())) if settings.disqualified_fence is None else settings.disqualified_fence
    return {name: ratio for name, ratio in ratios.items() if ratio >= fence > 0}


def varied_supplier(releases: Releases, settings: Settings) -> list[Result]:
    """R048: a supplier of unusually many kinds of things."""
    kinds, supplied = dict[str, set[str]](), dict[str, set[str]]()
    for release in releases:
        for award in _active(release):
            name, codes = _only(award, "suppliers"), _kinds(award, settings.digits)
            if name and codes:
                kinds.setdefault(name, set()).update(codes)
                supplied.setdefault(name, set()).add(text(release, "ocid"))
    often = {name for name, ocids in supplied.items() if len(ocids) >= settings.least_supplied}
    variety = {name: float(len(kinds[name])) for name in often}
    if not variety:
        return []
    fence = upper_fence(list(variety.values())) if settings.variety_fence is None else settings.variety_fence
    return [Result("R048", "Tenderer", {name: value for name, value in variety.items() if value >= fence})]


def _kinds(award: Row, digits: int) -> set[str]:
    """The first digits of the codes of what was awarded."""
    codes = (text(part(item, "classification"), "id")[:digits] for _, item in rows(award, "", "items"))
    return {code for code in codes if code}


INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        "R003": short_notice,
        "R018": single_bid,
        "R024": close_price,
        "R025": losing_bidder,
        "R028": identical_prices,
        "R030": late_bid,
        "R035": others_disqualified,
        "R036": lowest_disqualified,
        "R038": many_disqualified,
        "R048": varied_supplier,
        "R058": heavy_discount,
    }
)
