"""Hostile workbooks and spoilt inputs: each is read or refused within the limits, and nothing is stored half."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from capture_app.importers.tables.limits import DEFAULT, MIB
from tests.office import begin, opened
from tests.workbooks import text_table, workbook

CASES = int(os.environ.get("CAPTURA_FUZZ", "60"))
KINDS, TOGETHER = ("csv", "xlsx", "json"), 100
PARTS = [(kind, first) for first in range(0, CASES, TOGETHER * len(KINDS)) for kind in KINDS]
"""Inputs of a kind, a hundred in an office of their own: parts run beside each other, each with a seed of its own."""
STRICT = replace(DEFAULT, wall_seconds=60)
ROWS = [["Expediente", "Objeto", "Contrato", "Importe"], ["E-1", "Uno", "C-1", 10.5], ["E-2", "Dos", "C-2", 20]]
SHEET, TYPES = "xl/worksheets/sheet1.xml", "[Content_Types].xml"


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """The workbook with parts changed, left out (None) or added."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in given.namelist():
            data = change(name, given.read(name))
            if data is not None:
                fresh.writestr(name, data)
        for name, data in more.items():
            fresh.writestr(name, data)
    return target


def part(name: str, make: Callable[[bytes], bytes | None]) -> Callable[[str, bytes], bytes | None]:
    return lambda found, data: make(data) if found == name else data


def cells(xml: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", xml.encode() + b"</sheetData>")


DEEP = b"<a>" * 200_000
HOSTILE: dict[str, Callable[[str, bytes], bytes | None]] = {
    "billion laughs": part(SHEET, lambda data: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + data),
    "external entity": part("xl/workbook.xml", lambda data: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + data),
    "swelling sheet": part(SHEET, lambda data: data + b" " * (60 * MIB)),
    "deep nesting": part(SHEET, lambda data: DEEP),
    "cut sheet": part(SHEET, lambda data: data[: len(data) // 2]),
    "empty sheet": part(SHEET, lambda data: b""),
    "no sheet": part(SHEET, lambda data: None),
    "no workbook": part("xl/workbook.xml", lambda data: None),
    "no types": part(TYPES, lambda data: None),
    "sheet of zeros": part(SHEET, lambda data: bytes(100_000)),
    "not xml": part(SHEET, lambda data: b"%PDF-1.7" + bytes(range(256))),
    "far cell": part(SHEET, cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "cell beyond all": part(SHEET, cells('<row r="9"><c r="ZZZZZZ99999999999"><v>1</v></c></row>')),
    "negative row": part(SHEET, cells('<row r="-5"><c r="A-5"><v>1</v></c></row>')),
    "string out of table": part(SHEET, cells('<row r="9"><c r="A9" t="s"><v>99999999</v></c></row>')),
    "string at no number": part(SHEET, cells('<row r="9"><c r="A9" t="s"><v>x</v></c></row>')),
    "huge number": part(SHEET, cells('<row r="9"><c r="D9"><v>1e999999</v></c></row>')),
    "not a number": part(SHEET, cells('<row r="9"><c r="D9"><v>NaN</v></c></row>')),
    "unknown type": part(SHEET, cells('<row r="9"><c r="D9" t="zz"><v>1</v></c></row>')),
    "error cell": part(SHEET, cells('<row r="9"><c r="D9" t="e"><v>#REF!</v></c></row>')),
    "date before time": part(SHEET, cells('<row r="9"><c r="D9" t="d"><v>0000-00-00</v></c></row>')),
    "inline text of a mebibyte": part(
        SHEET, cells(f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"x" * MIB}</t></is></c></row>')
    ),
    "many merged": part(
        SHEET,
        lambda data: data.replace(
            b"</worksheet>", b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 5000 + b"</mergeCells></worksheet>"
        ),
    ),
    "names upward": lambda name, data: data,
    "formula to the shell": part(SHEET, cells('<row r="9"><c r="A9"><f>cmd|\' /C calc\'!A0</f><v>1</v></c></row>')),
    "sheet by network": part("xl/_rels/workbook.xml.rels", lambda data: data.replace(b"worksheets/", b"http://x/")),
}  # fmt: skip
RAW: dict[str, Callable[[bytes], bytes]] = {
    "first half of the archive": lambda data: data[: len(data) // 2],
    "archive with holes": lambda data: data[:200] + bytes(400) + data[600:],
    "old binary book of noise": lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(20_000),
    "archive within archives": lambda data: _nested(data, 30),
    "directory that lies": lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03"),
}


def _nested(data: bytes, times: int) -> bytes:
    for _ in range(times):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", data)
        data = written.getvalue()
    return data


def hostile(folder: Path) -> Iterator[tuple[str, Path]]:
    good = workbook(folder / "good.xlsx", Hoja=ROWS)
    for name, change in HOSTILE.items():
        more = {"../../../evil.txt": b"x"} if name == "names upward" else {}
        yield name, changed(good, folder / f"{name.replace(' ', '_')}.xlsx", change, **more)
    for name, spoil in RAW.items():
        file = folder / f"{name.replace(' ', '_')}.xlsx"
        file.write_bytes(spoil(good.read_bytes()))
        yield name, file


def describe(app, folder: Path) -> None:
    from capture_app.services.mapping_tables import answers_of

    file = text_table(folder / "described.csv", ROWS)
    proposal = app.mapping.propose(file)
    app.mapping.save("tabla", answers_of(proposal, {}), proposal.grain)


def test_there_are_thirty_of_them():
    assert len(HOSTILE) + len(RAW) >= 30


def test_hostile_workbooks_are_read_or_refused_and_the_office_goes_on(tmp_path):
    with opened(begin(tmp_path)) as app:
        describe(app, tmp_path)
        for name, file in hostile(tmp_path):
            (report,) = app.importing.import_files([file], limits=STRICT).files
            assert report.read == report.stored + report.unchanged + report.refused, name
            assert not report.is_refused or report.problems[0].message, name
            if report.is_refused:
                assert report.stored == 0, name
        (good,) = app.importing.import_files([text_table(tmp_path / "last.csv", ROWS)]).files
        assert (good.read, good.is_refused) == (2, False)
        assert {summary.folio for summary in app.capture.search()} >= {"E-1", "E-2"}
        assert not app.check().bad
    assert not (tmp_path.parent / "evil.txt").exists()


def spoilt(data: bytes, seed: random.Random) -> bytes:
    """Bytes turned, cut out, doubled or put in."""
    result = bytearray(data)
    for _ in range(seed.randint(1, 12)):
        at = seed.randrange(len(result) or 1)
        act = seed.randrange(4)
        if act == 0 and result:
            result[at % len(result)] = seed.randrange(256)
        elif act == 1:
            del result[at : at + seed.randint(1, 60)]
        elif act == 2:
            result[at:at] = result[at : at + seed.randint(1, 60)]
        else:
            result[at:at] = seed.choice(
                [b'"', b",", b"\n", b"\x00", b";", b"}", b"[", b"\xff\xfe", b"=1+1", b"9" * 40, b"[" * 5000]
            )
    return bytes(result)


def spoilt_within(data: bytes, seed: random.Random) -> bytes:
    """A workbook whose archive is whole and one of whose parts is spoilt: this one gets as far as the parser."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as fresh:
        chosen = seed.choice(given.namelist())
        for name in given.namelist():
            part_of_it = given.read(name)
            fresh.writestr(name, spoilt(part_of_it, seed) if name == chosen else part_of_it)
    return written.getvalue()


@pytest.mark.parametrize(("suffix", "first"), PARTS)
def test_spoilt_inputs_never_break_the_program(tmp_path, suffix, first):
    seed = random.Random(f"{suffix} {first}")
    sources = {
        "csv": text_table(tmp_path / "s.csv", ROWS).read_bytes(),
        "xlsx": workbook(tmp_path / "s.xlsx", Hoja=ROWS).read_bytes(),
        "json": b'{"releases":[{"ocid":"ocds-213czf-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],'
        b'"tender":{"id":"1","title":"x","items":[{"id":"1","quantity":2.5}]}}]}',
    }
    with opened(begin(tmp_path / "office")) as app:
        describe(app, tmp_path)
        for number in range(min(TOGETHER, -(-(CASES - first) // len(KINDS)))):
            file = tmp_path / f"f{number % 4}.{suffix}"
            spoil = spoilt_within if suffix == "xlsx" and number % 2 else spoilt
            file.write_bytes(spoil(sources[suffix], seed))
            before = len(app.capture.record_ids())
            (report,) = app.importing.import_files([file], limits=STRICT).files
            assert report.read == report.stored + report.unchanged + report.refused
            fresh = len(app.capture.record_ids()) - before
            assert fresh <= report.stored, "more is here than was said"
            assert not report.is_refused or (fresh, report.stored) == (0, 0), "a refused file left something"
        assert not app.check().bad
