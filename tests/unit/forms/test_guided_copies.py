"""What an answer of the guided mode says of other fields: only of blank ones, and nothing that was not answered."""

from __future__ import annotations

from typing import Any

import pytest

from forms.guided_mode import copies_of, scripts
from forms.marks import Absence, absence_path

DAYS = {"startDate": "2026-02-12", "endDate": "2026-02-17"}
PLACE = {"_key": "aaaaaaaaaa", "description": "Almacén municipal", "locality": "Laguna Azul"}
SHOWN = {name: value for name, value in PLACE.items() if name != "_key"}
ITEMS = [{"_key": "iiiiiiiii1", "id": "1"}, {"_key": "iiiiiiiii2", "id": "2", "deliveryAddress": {"locality": "Otra"}}]


def copied(question: str, body: dict[str, Any]) -> dict[str, Any]:
    known = {item.id: item for item in scripts()["direct_award"].questions}
    return dict(copies_of(known[question], body))


def test_the_days_of_the_quotes_are_the_period_of_the_procedure():
    body = {"planning": {"requestsForQuotes": [{"_key": "rrrrrrrrrr", "period": DAYS}]}}
    assert copied("A15", body) == {"/tender/tenderPeriod": DAYS}
    assert copied("A15", {**body, "tender": {"tenderPeriod": {"startDate": "2026-02-01"}}}) == {}
    assert copied("A15", {}) == {}


@pytest.mark.parametrize(("tender", "found"), [({}, {"/tender/numberOfTenderers": 1}), ({"numberOfTenderers": 2}, {})])
def test_one_winner_is_one_tenderer(tender, found):
    award = {"_key": "wwwwwwwwww", "suppliers": [{"_key": "ssssssssss", "id": "s", "name": "Papelería Inventada"}]}
    assert copied("A17", {"tender": tender, "awards": [award]}) == found
    assert copied("A17", {"tender": tender, "awards": [{"_key": "wwwwwwwwww"}]}) == {}


def test_the_place_goes_to_every_item_that_has_none():
    body = {"tender": {"deliveryAddresses": [PLACE]}, "contracts": [{"_key": "cccccccccc", "items": ITEMS}]}
    path = "/contracts/@cccccccccc/items/@iiiiiiiii1/deliveryAddress"
    assert copied("A26", body) == {path: SHOWN}
    marked = {**body, "_absent": {path: Absence("not_applicable", "Servicio en línea").value}}
    assert absence_path(path).startswith("/_absent/")
    assert copied("A26", marked) == {}


def test_of_several_places_none_is_chosen_for_the_items():
    body = {"tender": {"deliveryAddresses": [PLACE, PLACE]}, "contracts": [{"_key": "cccccccccc", "items": ITEMS}]}
    assert copied("A26", body) == {}
    assert copied("A26", {"tender": {"deliveryAddresses": [PLACE]}}) == {}
