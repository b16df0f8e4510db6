"""The registers at the portal: only what the law makes public, frozen by each act, safe in a spreadsheet."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capture_app.patching import difference
from forms.catalog import load_catalog
from sync import canonical, wire
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True

CODE = "MLA-sanctioned-supplier-2026-aaaaaaaa"
BODY = {
    "particularSancionado": {
        "nombreRazonSocial": "=Obras Ficticias",
        "tipoPersona": "M",
        "rfc": "OFG090801RT5",
    },
    "expediente": "-14/2025",
    "multa": {"monto": -1},
    "tipoSancion": [{"_key": "aaaaaaaaaa", "clave": "M", "valor": "Multado"}],
    "_typed": {"/fechaCaptura": "el martes"},
    "desconocido": "lo que la ley no nombra",
}


@pytest.fixture
def computer(site: Site) -> Computer:
    return site.computer(site.office(is_demo=True))


def made(computer: Computer, body: dict[str, Any], code: str = CODE, record_type: str = "sanctioned_supplier") -> Any:
    patch = difference({}, body, load_catalog().record_types[record_type])
    return computer.operation("create", str(uuid.uuid4()), code, patch, record_type=record_type)


def publish(
    computer: Computer,
    body: dict[str, Any],
    code: str = CODE,
    record_type: str = "sanctioned_supplier",
    outlets: dict[str, str] | None = None,
) -> wire.Result:
    created = made(computer, body, code, record_type)
    acts = [
        computer.operation(kind, created.record_id, code, record_type=record_type, act=act)
        for kind in ("submit", "approve", "publish")
        for act in [wire.Act(version=1, body_hash=canonical.content_hash(body), persons=outlets or {})]
    ]
    return computer.results(created, *acts)[-1]


def clean(**members: Any) -> dict[str, Any]:
    return {**{name: value for name, value in BODY.items() if name not in ("_typed", "multa")}, **members}


@pytest.mark.parametrize("path", ["/registros/", "/registros/deuda-publica/", "/registros/deuda-publica/datos.json"])
def test_an_empty_portal_has_every_register(site: Site, path: str) -> None:
    response = site.client.get(path)
    assert response.status_code == 200
    response.close()


def test_what_is_not_a_register_is_not_found(site: Site) -> None:
    for path in ("/registros/nada/", "/registros/nada/datos.csv", "/registros/deuda-publica/ZAP-x/"):
        assert site.client.get(path).status_code == 404


def test_only_what_the_law_knows_and_makes_public_is_shown(site: Site, computer: Computer) -> None:
    assert publish(computer, clean()).code == "applied"
    data = site.json(f"/registros/empresas-sancionadas/{CODE}/datos.json")["data"]
    assert set(data) == {"particularSancionado", "expediente", "tipoSancion"}
    assert data["tipoSancion"] == [{"clave": "M", "valor": "Multado"}]
    assert "lo que la ley" not in site.page(f"/registros/empresas-sancionadas/{CODE}/")


@pytest.mark.parametrize(
    ("person", "rfc", "shown"),
    [("M", "OFG090801RT5", True), ("F", "CAPR840911HT2", False), (None, "OFG090801RT5", False)],
)
def test_the_taxpayer_key_of_a_person_is_withheld(
    site: Site, computer: Computer, person: str | None, rfc: str, shown: bool
) -> None:
    named = {"nombreRazonSocial": "Persona Inventada", "rfc": rfc, **({"tipoPersona": person} if person else {})}
    assert publish(computer, clean(particularSancionado=named)).code == "applied"
    pages = [f"/registros/empresas-sancionadas/{CODE}/", f"/registros/empresas-sancionadas/?q={rfc}"]
    pages += [f"/registros/empresas-sancionadas/{CODE}/datos.json"]
    assert (rfc in site.page(pages[0]), rfc in site.page(pages[2])) == (shown, shown)
    assert ("Persona Inventada" in site.page(pages[1])) is shown


def test_no_cell_begins_a_formula(site: Site, computer: Computer) -> None:
    assert publish(computer, clean(multa={"monto": 10})).code == "applied"
    response = site.client.get("/registros/empresas-sancionadas/datos.csv")
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeffrecord/id,")
    assert "'=Obras Ficticias" in text
    assert "'-14/2025" in text


def test_a_draft_and_a_foreign_code_are_not_public(site: Site, computer: Computer) -> None:
    computer.send(made(computer, clean()))
    assert site.client.get(f"/registros/empresas-sancionadas/{CODE}/").status_code == 404
    other = publish(computer, clean(), "OTRA-sanctioned-supplier-2026-aaaaaaaa")
    assert (other.code, other.rule) == ("rejected", "publish.errors")


def test_columns_have_one_name_each() -> None:
    from portal.registers.tables import HEAD, leaves

    for record in load_catalog().record_types.values():
        if record.register is not None:
            names = [*HEAD, *(item.pointer for item in leaves(record.stages[0].fields))]
            assert len(set(names)) == len(names), record.id


def test_a_campaign_leads_to_its_contract_once_that_is_published(site: Site, computer: Computer) -> None:
    ocid, code = f"{PREFIX}-MLA-2026-aaaaaaaa", "MLA-official-advertising-2026-aaaaaaaa"
    body = {"title": "Predial 2026", "contract": {"ocid": ocid}}
    link, page = f'href="/proceso/{ocid}/"', f"/registros/publicidad-oficial/{code}/"
    assert publish(computer, body, code, "official_advertising").code == "applied"
    assert ocid in site.page(page)
    assert link not in site.page(page)
    process = computer.create(small_body(), ocid)
    assert computer.codes(process, *computer.publishing(process, small_body()))[-1] == "applied"
    assert link in site.page(page)
    back = site.page(f"/proceso/{ocid}/")
    assert "En los registros" in back
    assert f'href="{page}">Predial 2026</a>' in back


def test_a_company_leads_from_one_register_to_the_other_until_one_is_withdrawn(site: Site, computer: Computer) -> None:
    """Who is in the list of suppliers and was sanctioned; a natural person's key joins nothing."""
    listed, person = "MLA-supplier-registry-2026-aaaaaaaa", "MLA-supplier-registry-2026-bbbbbbbb"
    record_id = published_record(computer)
    body = {"name": "Obras Ficticias", "personType": "legalPerson", "rfc": "ofg090801rt5"}
    publish(computer, body, listed, "supplier_registry")
    publish(computer, {"name": "Persona", "rfc": "CAPR840911HT2"}, person, "supplier_registry", {"portal": "all show"})
    there, here = f"/registros/empresas-sancionadas/{CODE}/", f"/registros/padron-proveedores/{listed}/"
    assert f'href="{there}"' in site.page(here)
    assert f'href="{here}"' in site.page(there)
    assert "También en los registros" not in site.page(f"/registros/padron-proveedores/{person}/")
    withdraw(computer, record_id, "La sanción se revocó por sentencia.")
    assert "También en los registros" not in site.page(here)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (-400, -30, "Terminó el"),
        (-400, 30, "Vigente hasta el"),
        (-400, None, "Vigente<"),
        (20, 30, "Empieza el"),
        (None, None, ""),
    ],
)
def test_the_days_of_a_bar_say_whether_it_stands(
    site: Site, computer: Computer, since: int | None, until: int | None, words: str
) -> None:
    given = {"fechaInicial": since, "fechaFinal": until}
    days = {name: str(datetime.now(UTC).date() + timedelta(days)) for name, days in given.items() if days is not None}
    assert publish(computer, clean(inhabilitacion={"plazo": "Dos años", **days})).code == "applied"
    for page in ("/registros/empresas-sancionadas/", f"/registros/empresas-sancionadas/{CODE}/"):
        said = site.page(page)
        assert words in said
        told = [start for start in ("Terminó el", "Vigente hasta el", "Vigente<", "Empieza el") if start in said]
        assert told == [word for word in (words,) if word]


def test_a_list_stands_in_the_order_that_is_asked_and_its_pages_keep_it(site: Site, computer: Computer) -> None:
    for number, amount in enumerate((5, 700, 60)):
        body = {"title": f"Crédito {'BCA'[number]}", "amount": {"amount": amount, "currency": "MXN"}}
        publish(computer, body, f"MLA-public-debt-2026-aaaaaaa{number}", "public_debt")
    for order, wanted in (("nombre", "ABC"), ("monto", "CAB"), ("nada", None), ("", None)):
        page = site.page(f"/registros/deuda-publica/?orden={order}")
        places = {letter: page.index(f"Crédito {letter}") for letter in "ABC"}
        assert wanted is None or "".join(sorted(places, key=places.__getitem__)) == wanted
    assert 'value="monto"' not in site.page("/registros/normatividad/?orden=monto")


def test_a_long_register_has_pages_that_keep_the_search(site: Site, computer: Computer) -> None:
    for number in range(21):
        code = f"MLA-regulation-2026-aaaaaa{number:02}"
        assert publish(computer, {"title": f"Reglamento {number:02}"}, code, "regulation").code == "applied"
    first = site.page("/registros/normatividad/?q=reglamento")
    assert 'href="?q=reglamento&amp;pagina=2"' in first
    assert "Página 2 de 2" in site.page("/registros/normatividad/?q=reglamento&pagina=2")
    assert "21 registros" in first
    assert len(site.client.get("/registros/normatividad/datos.csv").getvalue().splitlines()) == 22


def test_publishing_again_keeps_the_first_snapshot(site: Site, computer: Computer) -> None:
    from portal.registers.models import Snapshot

    created = made(computer, clean())
    after = clean(expediente="15/2025")
    patch = difference(clean(), after, load_catalog().record_types["sanctioned_supplier"])

    def act(kind: str, seal: str) -> wire.Operation:
        seen = wire.Act(version=1, body_hash=seal)
        return computer.operation(kind, created.record_id, CODE, record_type="sanctioned_supplier", act=seen)

    first, second = canonical.content_hash(clean()), canonical.content_hash(after)
    acts = [act(kind, first) for kind in ("submit", "approve", "publish")]
    change = computer.operation(
        "patch", created.record_id, CODE, patch, record_type="sanctioned_supplier", base_version=4
    )
    assert computer.codes(created, *acts, change)[-2:] == ["applied", "applied"]
    assert site.json(f"/registros/empresas-sancionadas/{CODE}/datos.json")["data"]["expediente"] == "-14/2025"
    assert computer.codes(act("publish", second)) == ["applied"]
    assert site.json(f"/registros/empresas-sancionadas/{CODE}/datos.json")["data"]["expediente"] == "15/2025"
    assert Snapshot.objects.filter(entry__code=CODE).count() == 2


def streamed(site: Site, path: str) -> Any:
    response = site.client.get(path)
    content = b"".join(response.streaming_content)
    response.close()
    return canonical.decode_strict(content)


def withdraw(computer: Computer, record_id: str, note: str) -> wire.Result:
    gone = computer.operation(
        "withdraw",
        record_id,
        CODE,
        record_type="sanctioned_supplier",
        act=wire.Act(version=4, body_hash=canonical.content_hash(clean()), note=note),
    )
    return computer.results(gone)[0]


def published_record(computer: Computer) -> str:
    created = made(computer, clean())
    act = wire.Act(version=1, body_hash=canonical.content_hash(clean()))
    acts = [
        computer.operation(kind, created.record_id, CODE, record_type="sanctioned_supplier", act=act)
        for kind in ("submit", "approve", "publish")
    ]
    assert computer.results(created, *acts)[-1].code == "applied"
    return str(created.record_id)


def test_what_is_withdrawn_is_read_nowhere_and_its_reason_stands_in_its_place(site: Site, computer: Computer) -> None:
    record_id = published_record(computer)
    assert withdraw(computer, record_id, "La sanción se revocó por sentencia.").code == "applied"
    address = "/registros/empresas-sancionadas/"
    listing, everything = site.page(address), streamed(site, f"{address}datos.json")
    assert "Obras Ficticias" not in listing + site.page("/sitemap.xml") + str(everything)
    assert "La sanción se revocó por sentencia." in listing
    assert everything["records"] == []
    assert [(gone["id"], gone["reason"]) for gone in everything["withdrawn"]] == [
        (CODE, "La sanción se revocó por sentencia.")
    ]
    for path in (f"{address}{CODE}/", f"{address}{CODE}/datos.json"):
        response = site.client.get(path)
        assert response.status_code == 410
        assert "se revocó por sentencia" in response.content.decode()
        assert "Ficticias" not in response.content.decode()


def test_nothing_is_withdrawn_without_a_reason_nor_twice(site: Site, computer: Computer) -> None:
    record_id = published_record(computer)
    assert withdraw(computer, record_id, " ").rule == "withdraw.not_public"
    assert withdraw(computer, record_id, "Duplicado.").code == "applied"
    assert withdraw(computer, record_id, "Duplicado.").rule == "withdraw.not_public"


def test_the_reason_of_a_withdrawal_does_not_say_again_what_is_withdrawn(site: Site, computer: Computer) -> None:
    person = {"nombreRazonSocial": "Persona Inventada Núñez", "tipoPersona": "F"}
    created = made(computer, clean(particularSancionado=person))
    act = wire.Act(version=1, body_hash=canonical.content_hash(clean(particularSancionado=person)))
    acts = [
        computer.operation(kind, created.record_id, CODE, record_type="sanctioned_supplier", act=act)
        for kind in ("submit", "approve", "publish")
    ]
    assert computer.results(created, *acts)[-1].code == "applied"
    for said in ("Se nombró por error a persona  inventada nunez", "Lo pidió, su CURP es GOMA850412MQRMRN08"):
        gone = wire.Act(version=4, body_hash=act.body_hash, note=said)
        asked = computer.operation("withdraw", created.record_id, CODE, record_type="sanctioned_supplier", act=gone)
        assert computer.results(asked)[0].rule == "withdraw.personal"
    assert "Núñez" in site.page(f"/registros/empresas-sancionadas/{CODE}/")
    assert "CURP" not in site.page("/registros/empresas-sancionadas/")


def test_a_withdrawn_record_can_be_published_again(site: Site, computer: Computer) -> None:
    record_id = published_record(computer)
    withdraw(computer, record_id, "Duplicado.")
    act = wire.Act(version=5, body_hash=canonical.content_hash(clean()))
    acts = [
        computer.operation(kind, record_id, CODE, record_type="sanctioned_supplier", act=act)
        for kind in ("submit", "approve", "publish")
    ]
    assert computer.results(*acts)[-1].code == "applied"
    assert "Obras Ficticias" in site.page(f"/registros/empresas-sancionadas/{CODE}/")
    assert streamed(site, "/registros/empresas-sancionadas/datos.json")["withdrawn"] == []


PERSON = {
    "title": "Predial al día",
    "supplier": {"name": "Persona Inventada Siete", "personType": "naturalPerson", "rfc": "CAPR840911HT2"},
}


@pytest.mark.parametrize(
    ("policy", "is_named", "key"),
    [
        ("", True, ""),
        ("none withhold", False, ""),
        ("all mask", True, "CAPR*********"),
        ("all show", True, "CAPR840911HT2"),
    ],
)
def test_a_register_says_of_persons_what_the_policy_says(
    computer: Computer, site: Site, policy: str, is_named: bool, key: str
) -> None:
    """As the page of the process does: who is not named there is not named in the campaign either."""
    code = "MLA-official-advertising-2026-aaaaaaaa"
    publish(computer, PERSON, code, "official_advertising", {"portal": policy} if policy else {})
    address = "/registros/publicidad-oficial/"
    page = site.client.get(f"{address}{code}/").content.decode()
    everything = [page, *(b"".join(site.client.get(f"{address}datos.{kind}")).decode() for kind in ("json", "csv"))]
    assert [PERSON["supplier"]["name"] in text for text in everything] == [is_named] * 3
    assert [(key or "CAPR") in text for text in everything] == [bool(key)] * 3
    assert [PERSON["supplier"]["rfc"] in text for text in everything] == ["show" in policy] * 3
    assert ("No se publica: puede ser de una persona física" in page) == (not key)


def test_a_record_whose_name_is_a_persons_says_so_where_nobody_is_named(computer: Computer, site: Site) -> None:
    code, body = (
        "MLA-supplier-registry-2026-aaaaaaaa",
        {"name": "Persona Inventada Ocho", "personType": "naturalPerson"},
    )
    publish(computer, body, code, "supplier_registry", {"portal": "none withhold"})
    listed = site.client.get("/registros/padron-proveedores/").content.decode()
    assert "Persona física (no se publica su nombre)" in listed
    assert "Ocho" not in listed
    assert "Ocho" not in site.client.get(f"/registros/padron-proveedores/{code}/").content.decode()
    assert site.client.get("/registros/padron-proveedores/?q=ocho").content.decode().count(code) == 0


@pytest.mark.parametrize("asked", ["?q=%00", "?ente=%00", "?q=a%00b", "%00/", "a%00/datos.json"])
@pytest.mark.parametrize("start", ["/registros/empresas-sancionadas/", "/", "/proceso/"])
def test_an_address_that_no_database_can_look_for_is_refused(site: Site, start: str, asked: str) -> None:
    answer = site.client.get(f"{start}{asked}")
    assert answer.status_code == 400
    assert "\x00" not in answer.content.decode()


def test_the_resolution_of_a_redacted_document_stands_on_the_page_and_in_the_downloads(
    site: Site, computer: Computer
) -> None:
    resolution = {"number": "CT/012/2026", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2, 5 a 7"}
    row = {"_key": "aaaaaaaaaa", "title": "Contrato de crédito", "_personal": True, "_redaction": resolution}
    code = "MLA-public-debt-2026-aaaaaaa9"
    assert publish(computer, {"title": "Crédito", "documents": [row]}, code, "public_debt").code == "applied"
    page = site.page(f"/registros/deuda-publica/{code}/")
    for said in ("Versión pública", "CT/012/2026", "20/02/2026", "Artículo 115", "2, 5 a 7"):
        assert said in page
    data = site.json(f"/registros/deuda-publica/{code}/datos.json")["data"]
    assert data["documents"][0]["redaction"] == resolution
    assert "CT/012/2026" in site.client.get("/registros/deuda-publica/datos.csv").getvalue().decode()
    assert "_redaction" not in canonical.encode(data).decode()
