"""What the portal tells programs of itself, and that nothing asked by it makes the portal fall: cases made by
schemathesis from the OpenAPI document, 5,000 of them; `CAPTURA_CASES` says how many instead."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from sync import canonical, encodings, thinning, wire
from sync.client import new_nonce
from tests.contract.mutations import mutated
from tests.unit.portal.site import PREFIX, Computer, Site, small_body, told_bodies

CASES = int(os.environ.get("CAPTURA_CASES", "5000"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
MEMBERS = tuple(wire.SyncRequest.__struct_fields__)
SIGNED_SHARE = 0.8
PARTS = 4


@schemathesis.serializer(wire.CONTENT_TYPE)
def as_it_is(_: Any, value: Any) -> Any:
    """Envelopes travel as bytes."""
    return value


def test_every_address_is_told_or_for_people_who_sign_in(portal_home):
    from portal.config.openapi import FOR_PEOPLE, TOLD, addresses

    names = [pattern.name for pattern in addresses()]
    assert sorted(names) == sorted([*TOLD, *FOR_PEOPLE])


def test_the_document_can_be_fetched_by_anybody(site: Site):
    response = site.client.get("/datos/openapi.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert wire.EXCHANGE_PATH in response.json()["paths"]
    assert "openapi.json" in site.page("/datos/")


class Asking:
    """A portal with something in it, asked by cases of which some name what is there and are signed as a desk signs."""

    def __init__(self, site: Site) -> None:
        self.office = site.office()
        self.computer: Computer = site.computer(self.office)
        self.ocid, body = told_bodies()[0]
        created = self.computer.create(body, self.ocid)
        self.computer.send(created, *self.computer.publishing(created, body))
        self.known = {
            "ocid": self.ocid,
            "release_id": f"{self.ocid}-v1",
            "slug": "deuda-publica",
            "code": "x",
            "sha256": "0" * 64,
        }
        self.chance = random.Random(1)
        self.sound: set[str] = set()
        self.statuses: set[tuple[str, int]] = set()

    def body(self, path: str, given: Any) -> bytes:
        """What a desk would send there, after the first time spoilt within, and signed; now and then what was given."""
        is_sound, self.sound = path not in self.sound, self.sound | {path}
        if not is_sound and self.chance.random() > SIGNED_SHARE:
            return given if isinstance(given, bytes) else str(given).encode()
        proto = wire.FIRST if "/v1/" in path else wire.PROTO
        path = path.replace("/v1/", "/v2/")
        kind, message = self._messages()[path]
        said = message()
        if not is_sound and self.chance.random() < 0.9:
            said = mutated(said, self.chance, MEMBERS)
        inner = self._written(said, proto if path == wire.EXCHANGE_PATH else wire.FIRST)
        encoding = self.chance.choice([encodings.ZSTD, encodings.GZIP, encodings.IDENTITY])
        payload = encodings.compress(inner + b"\nabc" * (path == wire.BLOB_PATH), encoding)
        sender = said["public_key"] if path == wire.ENROL_PATH and "public_key" in said else self.computer.device_id
        return wire.pack(
            kind, str(sender)[:120], new_nonce(), payload, self.computer.signer.sign, encoding=encoding, proto=proto
        )

    def _written(self, said: Any, proto: str) -> bytes:
        """In columns where that can be, as JSON where that can be, or somehow."""
        try:
            if proto == wire.PROTO and isinstance(said, dict) and "device_id" in said and self.chance.random() < 0.7:
                return thinning.thin(said)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            pass
        try:
            return canonical.encode(said)
        except (TypeError, ValueError):
            return repr(said).encode()

    def _messages(self) -> dict[str, tuple[str, Callable[[], dict[str, Any]]]]:
        """The kind of what is sent to an address, and how one is made."""
        return {
            wire.EXCHANGE_PATH: ("sync", self._request),
            wire.ENROL_PATH: ("enrol", self._enrolment),
            wire.BLOB_PATH: ("blob", self._slice),
            wire.KEYS_PATH: ("keys", lambda: wire.members_of(wire.KeysRequest(known="x"))),
        }

    def _request(self) -> dict[str, Any]:
        made = self.computer.create(small_body(), f"{PREFIX}-MLA-2026-{uuid.uuid4().hex[:8]}")
        again = self.computer.change(small_body(), small_body("Otra"), made, 1)
        self.computer.sequence -= self.chance.choice([0, 0, 1])
        request = self.computer.request(self.chance.choice([[made], [made, again], None]))
        return wire.members_of(request)

    def _enrolment(self) -> dict[str, Any]:
        request = wire.EnrolRequest(code="uno dos", public_key=self.computer.device_id, device_name="x")
        return wire.members_of(request)

    def _slice(self) -> dict[str, Any]:
        place = {"office_code": "MLA", "device_id": self.computer.device_id}
        return wire.members_of(wire.BlobSlice(sha256="0" * 64, size=3, offset=0, **place))


class OneOfFour:
    """Every fourth address of the document: each class is asked by a worker of its own where there are several."""

    part = 0

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_nothing_that_is_asked_makes_the_portal_fall(self, site: Site):
        from portal.config.openapi import document

        asking = Asking(site)
        schema = schemathesis.openapi.from_dict(document("http://localhost"))
        schema.app = WSGIHandler()
        operations = [found.ok() for found in schema.get_all_operations()]
        mine = operations[self.part :: PARTS]
        for operation in mine:
            _ask(operation, asking, -(-CASES // len(operations)))
        assert {200, 404} & {status for _, status in asking.statuses}
        for path in {wire.EXCHANGE_PATH, wire.FIRST_PATHS[wire.EXCHANGE_PATH]} & {operation.path for operation in mine}:
            assert {(f"POST {path}", 200), (f"POST {path}", 400)} <= asking.statuses


class TestFirstQuarter(OneOfFour):
    part = 0


class TestSecondQuarter(OneOfFour):
    part = 1


class TestThirdQuarter(OneOfFour):
    part = 2


class TestFourthQuarter(OneOfFour):
    part = 3


def _ask(operation: Any, asking: Asking, count: int) -> None:
    @seed(20261121)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters.update({name: asking.known[name] for name in case.path_parameters})
        if case.method == "POST":
            case.body = asking.body(operation.path, case.body)
        response = case.call(headers={"Host": "localhost"})
        asking.statuses.add((f"{case.method} {operation.path}", response.status_code))
        case.validate_response(response, checks=CHECKS)

    ask()
