"""What a device has just said it need not say again; who does not remember is told all of it, and nothing is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from portal.intake.spoken import Memory
from sync import encodings, keys, wire
from sync.client import MOST_REMINDERS, SyncClient
from sync.errors import TransportFailed
from tests.conftest import FixedClock
from tests.unit.portal.site import Computer, Site, database, generated_bodies, portal_home, site

__all__ = ["database", "portal_home", "site"]


class Line:
    """A transport to the portal of this process; what went over it, and whether the next answer is lost."""

    def __init__(self, site: Site) -> None:
        self.site, self.sent, self.is_cut = site, [], False

    def post(self, path: str, body: bytes, now: datetime) -> bytes:
        self.sent.append((wire.unpack(body)[0].encoding, len(body)))
        content = self.site.client.post(path, body, content_type=wire.CONTENT_TYPE).content
        if self.is_cut:
            self.is_cut = False
            raise TransportFailed("cut")
        return content

    def encodings(self) -> list[str]:
        """Of what went since it was last asked: whether each named what was said before."""
        named = ["after" if "+" in encoding else "alone" for encoding, _ in self.sent]
        self.sent = []
        return named


class Keys:
    """A computer's key and the portal's."""

    def __init__(self, computer: Computer) -> None:
        from portal.intake.keys import portal_public_key

        self.sign = computer.signer.sign
        self._portal = keys.from_text(portal_public_key())

    def portal_key(self) -> bytes:
        return self._portal

    def confirmed(self) -> str:
        return ""


class Speaker:
    """A computer of an office that speaks through the real client."""

    def __init__(self, site: Site, name: str, office: Any, clock: FixedClock) -> None:
        self.computer: Computer = site.computer(office, name)
        self.line = Line(site)
        self.client = SyncClient(self.line, Keys(self.computer), clock)  # type: ignore[arg-type]

    def say(self, ocid: str, body: dict) -> tuple[str, int]:
        """(what became of a record, bytes of the last request)."""
        request = self.computer.request([self.computer.create(body, ocid)])
        reply = self.client.exchange(request).reply
        assert reply.receipt is not None
        return reply.receipt.results[0].code, self.line.sent[-1][1]


@pytest.fixture
def bodies() -> list[tuple[str, dict]]:
    return generated_bodies(6)


@pytest.fixture
def ana(site: Site, fixed_clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    from portal.intake import exchange

    monkeypatch.setattr(exchange, "SPOKEN", Memory())
    return Speaker(site, "ana", site.office(), fixed_clock)


def test_what_was_said_is_not_said_again(ana, bodies):
    first = ana.say(*bodies[0])
    again = ana.say(f"{bodies[0][0]}-otra", bodies[0][1])
    assert (first[0], again[0]) == ("applied", "applied")
    assert again[1] < first[1] / 2
    assert ana.line.encodings() == ["alone", "after"]


def test_a_portal_that_was_started_again_is_told_all_of_it(ana, bodies, monkeypatch):
    from portal.intake import exchange

    ana.say(*bodies[0])
    monkeypatch.setattr(exchange, "SPOKEN", Memory())
    assert ana.say(*bodies[1])[0] == "applied"
    assert ana.say(*bodies[2])[0] == "applied"
    assert ana.line.encodings() == ["alone", "after", "alone", "after"]


def test_after_an_answer_that_was_lost_both_begin_again(ana, bodies):
    ana.say(*bodies[0])
    request = ana.computer.request([ana.computer.create(bodies[1][1], bodies[1][0])])
    ana.line.is_cut = True
    with pytest.raises(TransportFailed):
        ana.client.exchange(request)
    reply = ana.client.exchange(request).reply
    assert [(result.code, result.first) for result in reply.receipt.results] == [("duplicate", "applied")]
    assert ana.line.encodings() == ["alone", "after", "after", "alone"]
    assert ana.say(*bodies[2])[0] == "applied"
    assert ana.line.encodings() == ["after"]


def test_a_portal_that_forgets_again_and_again_is_not_reminded_for_ever(ana, bodies, monkeypatch):
    from portal.intake import exchange

    monkeypatch.setattr(exchange, "SPOKEN", Memory(0))
    assert {ana.say(*body)[0] for body in bodies} == {"applied"}
    assert ana.line.encodings().count("after") == MOST_REMINDERS


def test_nobody_goes_on_from_what_another_said(ana, site, fixed_clock, bodies):
    eva = Speaker(site, "eva", site.office("OTRA", "ocds-otra00"), fixed_clock)
    ana.say(*bodies[0])
    eva.client._spoken = ana.client._spoken
    eva.line.sent = []
    request = eva.computer.request([eva.computer.create(bodies[1][1], "ocds-otra00-1")])
    assert eva.client.exchange(request).reply.receipt is not None
    assert eva.line.encodings() == ["after", "alone"]


def test_a_check_that_carries_nothing_is_as_it_was_and_forgets_nothing(ana, bodies):
    ana.say(*bodies[0])
    ana.client.exchange(ana.computer.request(None))
    ana.say(*bodies[1])
    assert ana.line.encodings() == ["alone", "alone", "after"]


def test_the_end_of_much_is_what_its_last_operations_say(ana, bodies):
    operations = [ana.computer.create(body, f"{ocid}-{number}") for number in range(60) for ocid, body in bodies]
    batch = wire.make_batch(str(uuid4()), operations)
    spoken = encodings.SILENT.after(encodings.preferred()[0], bytes(encodings.REMEMBERED), batch)
    assert len(spoken.said) == encodings.REMEMBERED
    last = [value for kind, _, value, _ in operations[-1].patch if kind == "set" and isinstance(value, str)]
    assert all(value.encode() in spoken.said for value in last)
    assert spoken.after("gzip", b"", batch) == encodings.SILENT


def test_who_was_silent_longest_is_forgotten_first():
    memory, names = Memory(2), [uuid4() for _ in range(3)]
    words = [encodings.Spoken("zstd:00000000", name.bytes) for name in names]
    memory.keep(names[0], words[0])
    memory.keep(names[1], words[1])
    memory.keep(names[0], words[0])
    memory.keep(names[2], words[2])
    assert [memory.of(name) for name in names] == [words[0], encodings.SILENT, words[2]]
