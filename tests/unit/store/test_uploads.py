"""Which words on files the portal has still to hear, whatever became of those that were said before."""

from __future__ import annotations

import hashlib

import pytest

from capture_app.store.uploads import Uploads

CONTENT = b"contenido inventado"
NAME = hashlib.sha256(CONTENT).hexdigest()
ROW = "/tender/documents/@"


@pytest.fixture
def files(office):
    return Uploads(office.desk, office.documents)


def adjoin(office, record_id, path=ROW, content=CONTENT):
    file = office.folder / "anexo.pdf"
    file.write_bytes(content)
    office.attachments.attach(record_id, path, file)
    return f"{ROW}{office.attachments.documents(record_id)[-1].row_key}"


def said(links):
    return [(link.sha256, link.removed) for link in links]


def test_a_file_taken_away_before_any_answer_came_is_told_to_be_away(office, files):
    record_id = office.new()
    place = adjoin(office, record_id)
    assert said(files.links()) == [(NAME, False)]
    office.attachments.detach(record_id, place)
    assert said(files.links()) == [(NAME, True)]
    files.told(files.links())
    assert files.links() == []


def test_of_each_row_the_last_word_is_told_and_it_has_the_greater_number(office, files):
    record_id = office.new()
    place = adjoin(office, record_id)
    (first,) = files.links()
    adjoin(office, record_id, place, b"otro")
    (second,) = files.links()
    assert (second.row_key, second.sha256) != (first.row_key, first.sha256)
    office.attachments.attach_public(record_id, place, office.folder / "anexo.pdf")
    (third,) = files.links()
    office.attachments.detach(record_id, place)
    (last,) = files.links()
    assert first.number < second.number < third.number < last.number


def test_a_receipt_tells_of_the_links_that_it_names_and_of_no_other_with_the_same_file(office, files):
    one, other = office.new("Uno"), office.new("Otro")
    adjoin(office, one)
    carried = [link.number for link in files.every_link()]
    adjoin(office, other)
    files.arrived([NAME], carried)
    assert [link.record_id for link in files.links()] == [other]
    assert files.to_carry() == []


def test_a_portal_that_begins_again_is_told_everything_again(office, files):
    adjoin(office, office.new())
    files.arrived([NAME], [link.number for link in files.every_link()])
    assert (files.links(), files.waiting()) == ([], [])
    office.outbox.take_answer(None, [], 0, "another history")
    assert said(files.links()) == [(NAME, False)]
    assert files.waiting() == [(NAME, len(CONTENT))]
