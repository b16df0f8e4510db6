"""What each outlet sees: fields by visibility, persons by the office's policy, the unknown by the scanner."""

from __future__ import annotations

from typing import Any

import pytest

from forms.outlets import CAUTIOUS, PUBLIC_OUTLETS, Keys, Names, Policies, PolicyError, read_policies
from forms.public_view import visible
from sync import canonical

RFC, OTHER_RFC, CURP = "PEGJ850101AB1", "LOMA900202CD2", "PEGJ850101HQRRRN09"
PERSON = {
    "_key": "persona001",
    "id": f"MX-RFC-{RFC}",
    "name": "Juana Inventada Pérez",
    "roles": ["supplier", "tenderer"],
    "identifier": {
        "scheme": "MX-RFC",
        "id": RFC,
        "legalPersonality": "naturalPerson",
        "givenName": "Juana",
        "patronymicName": "Inventada",
        "uri": f"https://sat.ejemplo/{RFC}",
    },
    "additionalIdentifiers": [{"scheme": "MX-CURP", "id": CURP}, {"scheme": "X-PADRON", "id": "0147"}],
    "address": {"streetAddress": "Calle Secreta 5", "region": "Quintana Roo"},
    "contactPoint": {"name": "Juana Inventada", "telephone": "983 123 4567", "email": "j@correo.ejemplo"},
}
LOSER = {"_key": "persona002", "id": OTHER_RFC, "name": "Luis Perdedor", "roles": ["tenderer"]}
COMPANY = {
    "_key": "empresa001",
    "id": "MX-RFC-PIS180514AB1",
    "name": "Papelería Inventada",
    "roles": ["tenderer"],
    "identifier": {"scheme": "MX-RFC", "id": "PIS180514AB1", "legalPersonality": "legalPerson"},
    "beneficialOwners": [{"_key": "dueno00001", "name": "Dueña Oculta", "identifier": {"id": RFC}}],
}
BODY: dict[str, Any] = {
    "parties": [PERSON, LOSER, COMPANY],
    "tender": {
        "title": "Papel",
        "tenderers": [{"_key": "t1", "id": OTHER_RFC, "name": "Luis Perdedor"}],
    },
    "awards": [
        {"id": "A", "date": "2026-02-01", "suppliers": [{"_key": "s1", "id": PERSON["id"], "name": PERSON["name"]}]}
    ],
    "contracts": [{"id": "C", "awardID": "A", "dateSigned": "2026-02-10"}],
    "x_programa": "211",
    "x_contacto": {"quien": "Ana", "cel": "9831234567"},
    "_typed": {"/tender/description": "secreto escrito"},
    "_pnt": {"notes": "nota de la PNT"},
}


def policies(names: Names, keys: Keys) -> Policies:
    return read_policies(dict.fromkeys(PUBLIC_OUTLETS, f"{names} {keys}"))


def seen(outlet: str, policy: Policies | None = None) -> str:
    return canonical.encode(visible(BODY, outlet, policy or Policies(), salt="s")).decode()


def test_the_office_sees_everything() -> None:
    assert visible(BODY, "office") == BODY


@pytest.mark.parametrize("outlet", PUBLIC_OUTLETS)
def test_without_a_policy_an_outlet_is_cautious(outlet: str) -> None:
    shown = seen(outlet)
    hidden = (RFC, OTHER_RFC, CURP, "Perdedor", "Oculta", "Secreta", "123 4567", "correo.ejemplo", "9831234567")
    assert [text for text in (*hidden, "secreto escrito") if text in shown] == []
    assert PERSON["name"] in shown
    assert "Papelería Inventada" in shown
    assert "PIS180514AB1" in shown
    assert '"x_programa":"211"' in shown
    assert ("nota de la PNT" in shown) is (outlet == "pnt")


@pytest.mark.parametrize("outlet", PUBLIC_OUTLETS)
def test_who_is_hidden_is_the_same_person_everywhere(outlet: str) -> None:
    shown = visible(BODY, outlet, salt="s")
    ids = [party["id"] for party in shown["parties"]]
    assert ids[0] == shown["awards"][0]["suppliers"][0]["id"]
    assert ids[1] == shown["tender"]["tenderers"][0]["id"]
    assert len(set(ids)) == 3
    assert ids[0].startswith("persona-")
    assert visible(BODY, outlet, salt="t")["parties"][0]["id"] != ids[0]


def test_a_masked_key_keeps_four_letters_and_an_open_one_all() -> None:
    masked = visible(BODY, "portal", policies(Names.AWARDED, Keys.MASK))["parties"][0]
    assert masked["identifier"]["id"] == "PEGJ*********"
    assert RFC not in canonical.encode(masked).decode()
    shown = visible(BODY, "portal", policies(Names.ALL, Keys.SHOW))["parties"]
    assert (shown[0]["identifier"]["id"], shown[0]["id"]) == (RFC, PERSON["id"])
    assert [party["name"] for party in shown] == [party["name"] for party in BODY["parties"]]
    assert shown[2]["beneficialOwners"][0]["name"] == "Dueña Oculta"


@pytest.mark.parametrize(
    "written", ["PEGJ-850101-AB1", "pegj 850101 ab1", "RFC: PEGJ850101AB1", "R.F.C. PEGJ-850101-AB1", "PEGJ.850101.AB1"]
)
def test_a_persons_key_is_hidden_however_it_is_written(written: str) -> None:
    """In the identifier and in an id made of it, of whom nobody said that it is a person."""
    party = {"_key": "p", "id": f"MX-RFC-{written}", "name": "Ana", "roles": ["supplier"]}
    body = {
        "parties": [{**party, "identifier": {"scheme": "MX-RFC", "id": written}}],
        "awards": [{"id": "A", "date": "2026-02-01", "suppliers": [{"_key": "s", "id": party["id"]}]}],
    }
    masked = canonical.encode(visible(body, "portal", policies(Names.ALL, Keys.MASK), salt="s")).decode()
    assert "850101" not in masked
    assert "PEGJ*********" in masked
    withheld = visible(body, "portal", policies(Names.ALL, Keys.WITHHOLD), salt="s")["parties"][0]
    assert "id" not in withheld["identifier"]
    shown = visible(body, "portal", policies(Names.ALL, Keys.SHOW), salt="s")["parties"][0]
    assert shown["identifier"]["id"] == written


def test_numbers_of_the_office_that_look_like_a_key_stay() -> None:
    body = {"contracts": [{"id": "DOPM-260115-001", "awardID": "OBRA-269915-002"}]}
    shown = visible(body, "portal", policies(Names.ALL, Keys.MASK), salt="s")["contracts"][0]
    assert (shown["id"], shown["awardID"]) == ("DOPM-260115-001", "OBRA-269915-002")


def test_a_curp_goes_nowhere_whatever_the_policy() -> None:
    for outlet in PUBLIC_OUTLETS:
        assert CURP not in seen(outlet, policies(Names.ALL, Keys.SHOW))


def test_nobody_is_named_where_the_office_says_so() -> None:
    shown = seen("portal", policies(Names.NONE, Keys.WITHHOLD))
    assert not [name for name in ("Juana", "Perdedor", "Inventada Pérez") if name in shown]
    assert "Papelería Inventada" in shown


def test_each_outlet_has_its_own_policy() -> None:
    chosen = read_policies({"pnt": "all show"})
    assert RFC in seen("pnt", chosen)
    assert RFC not in seen("portal", chosen)
    assert chosen.texts() == {"pnt": "all show"}
    assert chosen.of("pdn") == CAUTIOUS


@pytest.mark.parametrize(
    "said", [{"pnt": "everybody show"}, {"pnt": "all"}, {"radio": "all show"}, {"office": "all show"}]
)
def test_a_policy_that_says_nothing_known_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(PolicyError):
        read_policies(said)


def test_a_key_in_an_odd_place_is_kept_back_too() -> None:
    body = {"tender": {"id": RFC, "title": "x", "documents": [{"_key": "d", "id": CURP, "title": "Acta"}]}}
    assert visible(body, "portal") == {"tender": {"title": "x", "documents": [{"_key": "d", "title": "Acta"}]}}


def test_a_document_with_personal_data_has_no_address_in_public_until_its_resolution() -> None:
    whole = {"number": "CT/1", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2"}
    row = {"_key": "d", "title": "Acta", "url": "https://a.ejemplo/acta.pdf", "_personal": True}
    for redaction, shown in ((None, False), ({"number": "CT/1"}, False), (whole, True)):
        document = {**row, **({"_redaction": redaction} if redaction else {})}
        seen = visible({"tender": {"title": "x", "documents": [document]}}, "portal")["tender"]["documents"][0]
        assert ("url" in seen) is shown
        assert set(seen) <= {"_key", "title", "url", "redaction"}
        assert seen.get("redaction") == (whole if shown else None)


def test_only_a_redacted_document_has_a_resolution_and_what_another_said_stays() -> None:
    whole = {"number": "CT/1", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2"}
    said = {"redaction": {"number": "CT/9"}}
    for document, wanted in (
        ({"_redaction": whole}, None),
        ({"_personal": False, "_redaction": whole}, None),
        (said, said["redaction"]),
        ({**said, "_personal": True}, None),
        ({**said, "_personal": True, "_redaction": whole}, whole),
    ):
        body = {"tender": {"title": "x", "documents": [{"_key": "d", "title": "Acta", **document}]}}
        assert visible(body, "portal")["tender"]["documents"][0].get("redaction") == wanted


def test_in_a_register_too() -> None:
    whole = {"number": "CT/1", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2"}
    document = {"_key": "d", "title": "Contrato", "_personal": True, "_redaction": whole}
    shown = visible({"title": "x", "documents": [document]}, "portal", record_type="public_debt")
    assert shown["documents"][0]["redaction"] == whole


@pytest.mark.parametrize(
    "odd", [{"parties": "x"}, {"parties": [3, None, []]}, {"awards": [{"suppliers": 3}]}, {"tender": []}]
)
def test_an_odd_body_is_seen_as_far_as_it_goes(odd: dict[str, Any]) -> None:
    for outlet in PUBLIC_OUTLETS:
        visible(odd, outlet)
