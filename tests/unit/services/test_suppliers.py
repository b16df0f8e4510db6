"""The directory of suppliers: whoever is one is made one in every record, and it can be taken back."""

from __future__ import annotations

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import NotFound, UndoBlocked
from capture_app.services.suppliers import SupplierService

RFC = "PIS150620KL1"


def party(key: str, name: str, rfc: str = "", **members: object) -> dict[str, object]:
    identifier = {"identifier": {"scheme": "MX-RFC", "id": rfc}} if rfc else {}
    return {"_key": key, "id": key, "name": name, "roles": ["supplier"], **identifier, **members}


def process(office, title: str, *parties: dict[str, object]) -> str:
    record_id = office.new(title)
    first = parties[0]
    award = {"id": "A1", "suppliers": [{"_key": "sssssssss1", "id": first["id"], "name": first["name"]}]}
    office.save(
        record_id,
        *(FieldEdit(f"/parties/@{row['_key']}", row, "row_add") for row in parties),
        FieldEdit("/awards/@aaaaaaaaa1", award, "row_add"),
    )
    return str(record_id)


@pytest.fixture
def suppliers(office) -> SupplierService:
    return SupplierService(office.desk, office.processes)


@pytest.fixture
def twice(office) -> tuple[str, str]:
    """The same stationer in two records, once without RFC and written otherwise."""
    one = process(office, "Papel", party("ppppppppp1", "Papelería Inventada del Sureste, S.A. de C.V.", RFC))
    other = process(office, "Lápices", party("ppppppppp2", "PAPELERIA INVENTADA DEL SURESTE"))
    return one, other


def test_the_directory_has_each_supplier_once_and_finds_it_without_accents(suppliers, twice):
    assert len(suppliers.directory()) == 2
    (found,) = suppliers.directory("papeleria pis150620")
    assert (found.party.rfc, found.party.times) == (RFC, 1)
    assert suppliers.directory("bacheo") == ()


def test_the_directory_stands_in_spanish_order(office, suppliers):
    names = ("Águila, S.A.", "barda y cerco", "Nzá", "Ñandú", "Óscar Inventado", "Zeta")
    process(office, "x", *(party(f"ppppppppp{number}", name) for number, name in enumerate(reversed(names))))
    assert [line.party.name for line in suppliers.directory()] == list(names)


def test_two_ways_to_write_a_supplier_are_seen_and_two_rfcs_never_are(office, suppliers, twice):
    assert len(suppliers.look_alikes()) == 1
    process(office, "Otra", party("ppppppppp3", "Papelería Inventada del Sureste SA de CV", "XYZ150620KL1"))
    pairs = {frozenset((one.rfc, other.rfc)) for one, other in suppliers.look_alikes()}
    assert frozenset((RFC, "XYZ150620KL1")) not in pairs


def test_joining_edits_each_record_and_its_references_and_is_taken_back(office, suppliers, twice):
    _, other = twice
    before = office.body(other)
    lost = next(line.party.key for line in suppliers.directory() if not line.party.rfc)
    assert [row.id for row in suppliers.touched(RFC, [lost])] == [other]
    merge = suppliers.join(RFC, [lost])
    body = office.body(other)
    assert body["parties"][0]["identifier"]["id"] == RFC
    assert body["awards"][0]["suppliers"][0]["name"] == "Papelería Inventada del Sureste, S.A. de C.V."
    assert [line.party.times for line in suppliers.directory()] == [2]
    assert len(suppliers.supplier(RFC).records) == 2
    suppliers.take_apart(merge)
    assert office.body(other) == before


def test_of_both_in_one_record_one_stays_and_all_point_at_it(office, suppliers):
    lost = party("ppppppppp2", "Papelería Inventada")
    record_id = process(
        office, "Papel", lost, party("ppppppppp1", "Papelería Inventada SA de CV", RFC, roles=["payee"])
    )
    suppliers.join(RFC, ["papeleria inventada"])
    body = office.body(record_id)
    assert [row["id"] for row in body["parties"]] == ["ppppppppp1"]
    assert body["parties"][0]["roles"] == ["payee", "supplier"]
    assert body["awards"][0]["suppliers"][0]["id"] == "ppppppppp1"


def test_a_joining_edited_since_is_not_taken_back_halfway(office, suppliers, twice):
    _, other = twice
    lost = next(line.party.key for line in suppliers.directory() if not line.party.rfc)
    merge = suppliers.join(RFC, [lost])
    office.set(other, "/parties/@ppppppppp2/name", "Otro nombre")
    with pytest.raises(UndoBlocked):
        suppliers.take_apart(merge)


def test_sanctions_and_registrations_stand_beside_the_supplier(office, suppliers, twice):
    made = office.capture.create("Papelería Inventada del Sureste", "sanctioned_supplier")
    office.set(made.record_id, "/particularSancionado/rfc", RFC)
    (line,) = suppliers.directory(RFC)
    assert line.registers == ("sanctioned_supplier",)
    assert [entry.record_type for entry in suppliers.supplier(RFC).entries] == ["sanctioned_supplier"]


def test_a_supplier_that_nobody_knows_is_told_so(suppliers):
    with pytest.raises(NotFound, match="directorio"):
        suppliers.supplier("nadie")
