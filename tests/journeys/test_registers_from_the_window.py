"""Every register typed into the real window without a network, then sent, read by anyone and downloaded."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.desktop import Desktop
from tests.journeys.served import OpenPortal
from tests.journeys.test_every_register_goes_round import TYPES, story, the_public_reads
from tests.journeys.windows import Window


def test_every_register_is_typed_by_keys_sent_and_read_by_anyone(open_portal: OpenPortal, tmp_path: Path) -> None:
    portal = open_portal()
    desktop = Desktop(tmp_path / "office")
    desktop.enrol(portal)
    portal.stop()
    codes = {}
    with Window(desktop.folder) as window:
        for name in TYPES:
            told = story(name)
            codes[name] = window.do("register", name, told["title"], told["typed"])["ocid"]
        portal.start()
        sent = window.do("send")
        assert sent["counts"]["attention"] == 0
        assert sent["counts"]["here"] == 0
        window.close()
    for name in TYPES:
        the_public_reads(portal, codes[name], story(name), desktop.captura("show", codes[name]))
