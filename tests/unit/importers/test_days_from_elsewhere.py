"""A number that stands for a day is counted from the day the workbook counts from, whatever program wrote it."""

import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from capture_app.importers.tables.compound import MAGIC, stream_head
from capture_app.importers.tables.day_zero import DAY_ZERO, OF_1904, day_zero
from capture_app.services.mapping_tables import answers_of
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "tables"
OLD, OPEN = FIXTURES / "days_of_1904.xls", FIXTURES / "days_of_1904.ods"


@pytest.mark.parametrize("file", [OLD, OPEN], ids=lambda file: file.suffix)
def test_a_bare_number_is_the_day_that_its_writer_saw(tmp_path, file):
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(file)
        app.mapping.save("t", answers_of(proposal, {"Fecha de fallo": "/awards/*/date"}), proposal.grain)
        (report,) = app.importing.import_files([file]).files
        assert report.stored == 2
        bodies = [app.capture.body(record) for record in app.capture.record_ids()]
    assert sorted(body["awards"][0]["date"][:10] for body in bodies) == ["2025-03-19", "2025-03-20"]
    assert sorted(body["contracts"][0]["dateSigned"][:10] for body in bodies) == ["2025-03-20", "2025-03-21"]


def archived(tmp_path: Path, name: str, data: bytes) -> Path:
    file = tmp_path / "libro.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file


ODS = '<a/><table:null-date table:date-value="{}"/><table:table table:name="x"/>'


@pytest.mark.parametrize(
    ("name", "data", "zero"),
    [
        ("content.xml", ODS.format("1904-01-01").encode(), OF_1904),
        ("content.xml", ODS.format("1900-01-01").encode(), date(1900, 1, 1)),
        ("content.xml", ODS.format("1900-99-01").encode(), DAY_ZERO),
        ("content.xml", b'<table:table table:name="x"/>', DAY_ZERO),
        ("content.xml", b"x" * 600_000 + ODS.format("1904-01-01").encode(), OF_1904),
        ("xl/workbook.xml", b'<workbookPr date1904="1"/>', OF_1904),
        ("xl/workbook.xml", b"<workbookPr/>", DAY_ZERO),
        ("xl/workbook.bin", b"\x83\x01\x00\x99\x01\x04\x01\x00\x00\x00", OF_1904),
        ("xl/workbook.bin", b"\x83\x01\x02\x99\x01\x99\x01\x04\x00\x00\x00\x00", DAY_ZERO),
        ("xl/workbook.bin", b"\x99\x01", DAY_ZERO),
        ("otra.xml", b"", DAY_ZERO),
    ],
)
def test_each_kind_of_workbook_says_it_in_its_own_way(tmp_path, name, data, zero):
    assert day_zero(archived(tmp_path, name, data), zipped=True) == zero


def test_an_old_workbook_torn_anywhere_says_nothing(tmp_path):
    whole, file, seed = OLD.read_bytes(), tmp_path / "roto.xls", random.Random(1904)
    for _ in range(300):
        torn = bytearray(whole[: seed.randrange(len(whole))])
        for _ in range(seed.randrange(4)):
            if torn:
                at = seed.randrange(min(len(torn), 1024))
                torn[at] = seed.choice((0, 255, seed.randrange(256)))
        file.write_bytes(torn)
        assert day_zero(file, zipped=False) in (DAY_ZERO, OF_1904)


def test_a_file_in_the_small_stream_is_read(tmp_path):
    content = struct.pack("<HHHHHH", 0x22, 2, 1, 0x0A, 0, 0)
    file = tmp_path / "chico.xls"
    file.write_bytes(_compound(content))
    assert stream_head(file, ("Workbook",), 4096) == content
    assert day_zero(file, zipped=False) == OF_1904


def _compound(content: bytes) -> bytes:
    """Head, links, directory, links of the small stream, small stream: a sector each."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    head = bytearray(512)
    head[:8] = MAGIC
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 44, 1)
    struct.pack_into("<I", head, 48, 1)
    struct.pack_into("<II", head, 56, 4096, 2)
    struct.pack_into("<109I", head, 76, 0, *[free] * 108)
    links = struct.pack("<128I", 0xFFFFFFFD, end, end, end, *[free] * 124)
    directory = _entry("Root Entry", 5, 3, 64) + _entry("Workbook", 2, 0, len(content)) + bytes(256)
    return bytes(head) + links + directory + struct.pack("<128I", end, *[free] * 127) + content.ljust(512, b"\0")


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    entry = bytearray(128)
    said = name.encode("utf-16-le") + b"\0\0"
    entry[: len(said)] = said
    struct.pack_into("<H", entry, 64, len(said))
    entry[66] = kind
    struct.pack_into("<II", entry, 116, first, size)
    return bytes(entry)
