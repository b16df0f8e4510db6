"""Review and publication: acts that name what was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture_app.errors import Refused
from capture_app.services.publish import PublishService
from capture_app.services.review import ReviewService
from capture_app.store.processes import Birth
from sync import canonical, wire
from tests.receipts import receipt_for
from tests.unit.forms.bodies import sound


@pytest.fixture
def ready(office) -> str:
    """A record that may be published."""
    record_id = office.processes.create(sound(), Birth()).record_id
    assert [item for item in office.publish.check(record_id) if item.level == "error"] == []
    return record_id


def acts(office):
    batch = office.outbox.next_batch(500, 10**6)
    return [(item.kind, item.sequence, item.after_sequence) for item in batch.operations], batch.operations


def test_publishing_goes_behind_what_was_captured(office, ready):
    (changes,) = office.publish.publish([ready], ["planning", "tender"])
    assert changes.status == "approved"
    order, operations = acts(office)
    assert order == [("create", 1, 0), ("submit", 2, 1), ("approve", 3, 2), ("publish", 4, 3)]
    act = operations[-1].act
    assert act.stages == ("planning", "tender")
    assert act.body_hash == canonical.content_hash(office.body(ready))


def test_an_edit_after_an_act_is_an_operation_behind_it(office, ready):
    office.publish.publish([ready])
    office.set(ready, "/tender/description", "Compra de papel para las oficinas, segundo trimestre")
    order, operations = acts(office)
    assert [kind for kind, _, _ in order] == ["create", "submit", "approve", "publish", "patch"]
    assert [item[1] for item in operations[-1].patch] == ["/tender/description"]
    assert operations[-2].act.body_hash != canonical.content_hash(office.body(ready))


def test_errors_block_review_and_publication_and_nothing_is_written(office, ready):
    office.set(ready, "/contracts/@contractaa/awardID", "A-9")
    before = office.patches(ready)
    for act in (office.review.submit, office.publish.publish):
        with pytest.raises(Refused) as refused:
            act([ready])
        assert any(item.level == "error" for item in refused.value.findings)
    assert office.patches(ready) == before


def test_of_several_records_all_or_none(office, ready):
    empty = office.new()
    with pytest.raises(Refused):
        office.publish.publish([ready, empty])
    assert [kind for kind, _, _ in office.patches(ready)] == ["create"]


def test_an_unlawful_step_is_refused(office, ready):
    with pytest.raises(Refused, match="aprobar"):
        office.review.approve([ready])
    office.review.submit([ready])
    (changes,) = office.review.return_to_draft([ready], "falta un dato")
    assert changes.status == "draft"
    assert office.finding.summary().returned == 1
    assert office.review.offered(ready) == ("submit",)


def test_with_two_persons_nobody_approves_what_he_captured(office, ready):
    office.desk = replace(office.desk, settings=replace(office.desk.settings, approval="two_persons"))
    review = ReviewService(office.desk, office.processes)
    review.submit([ready])
    with pytest.raises(Refused):
        review.approve([ready])
    with pytest.raises(Refused):
        PublishService(office.desk, office.processes).publish([ready])


def test_with_two_persons_what_changed_after_the_approval_is_handed_over_again(office, ready):
    office.review.submit([ready])
    office.review.approve([ready])
    office.desk = replace(
        office.desk, settings=replace(office.desk.settings, approval="two_persons", user_role="revisor")
    )
    review, publishing = (kind(office.desk, office.processes) for kind in (ReviewService, PublishService))
    assert review.offered(ready) == ("return", "publish")
    office.set(ready, "/tender/title", "Otra cosa")
    assert review.offered(ready) == ("return", "submit")
    with pytest.raises(Refused, match="cambió después de aprobarse"):
        publishing.publish([ready])
    review.submit([ready])
    assert office.capture.open(ready).status == "in_review"
    assert [entry.path for entry in review.changes(ready).entries] == ["/tender/title"]


def test_a_refused_act_takes_the_status_back(office, ready):
    office.review.submit([ready])
    batch = office.outbox.next_batch(500, 10**6)
    results = [wire.Result(code="applied", version=1), wire.Result(code="forbidden", rule="workflow.submit")]
    office.outbox.take_answer(receipt_for(batch, *results), [], 1)
    assert office.capture.open(ready).status == "draft"
    item = office.exchange.status().items[0]
    assert (item.word, item.state) == ("Necesita su atención", "forbidden")
    assert "revisión" in item.detail
    office.review.submit([ready])
    assert office.outbox.wanted() == 0


def test_a_record_with_open_differences_is_not_published(office, ready):
    from capture_app.store import conflicts

    with office.connection.transaction():
        clash = wire.FieldConflict(path="/tender/title", theirs="a", ours="b")
        conflicts.keep(office.desk, ready, "op", [clash])
    with pytest.raises(Refused, match="diferencias"):
        office.publish.publish([ready])


def test_acts_are_in_the_history_and_undo_leaves_them(office, ready):
    office.set(ready, "/tender/title", "Papelería para las oficinas")
    office.publish.publish([ready], ["tender"])
    last = office.capture.history(ready)[-3:]
    assert [(entry.kind, entry.path) for entry in last] == [
        ("act", f"/_{act}") for act in ("submit", "approve", "publish")
    ]
    assert last[-1].new == ["tender"]
    office.capture.undo(ready)
    view = office.capture.open(ready)
    assert (view.status, view.body["tender"]["title"]) == ("approved", "Papelería para las oficinas municipales")


def test_an_entry_of_a_register_is_withdrawn_with_its_reason(office):
    record_id = office.capture.create("Reglamento de Adquisiciones", "regulation").record_id
    with pytest.raises(Refused):
        office.publish.withdraw([record_id], "Nunca se publicó.")
    office.publish._refuse_unready = lambda _record: None
    office.publish.publish([record_id])
    assert office.capture.open(record_id).publication == "on_the_way"
    with pytest.raises(Refused, match="por qué"):
        office.publish.withdraw([record_id], "  ")
    for said in ("Lo pidió su dueño, CURP GOMA850412MQRMRN08", "Quejas al 983 123 4567"):
        with pytest.raises(Refused, match="parece decir datos de una persona"):
            office.publish.withdraw([record_id], said)
    (changes,) = office.publish.withdraw([record_id], "Lo abrogó el cabildo.")
    assert (changes.status, office.capture.open(record_id).publication) == ("draft", "leaving")
    _, operations = acts(office)
    assert (operations[-1].kind, operations[-1].act.note) == ("withdraw", "Lo abrogó el cabildo.")


def test_a_contracting_process_is_never_withdrawn(office, ready):
    office.publish.publish([ready])
    with pytest.raises(Refused, match="se corrige"):
        office.publish.withdraw([ready], "Por error.")


def test_what_will_go_out_is_shown_before_it_goes(office, ready):
    office.set(ready, "/tender/description", "Compra de papel; recibe Ana Inventada, cel. 9831234567, en el almacén")
    office.set(ready, "/parties/@partybbbbb/contactPoint", {"name": "Ventas", "telephone": "983 000 0000"})
    out = office.publish.preview(ready)
    assert [item.pointer for item in out.personal] == ["/tender/description"]
    assert any(pointer.endswith("/contactPoint/telephone") for pointer in out.kept_back)
    assert "983 000 0000" not in str(out.shown)


def test_a_text_of_a_stage_not_published_is_not_warned_of(office, ready):
    office.set(ready, "/tender/description", "Compra de papel; recibe Ana Inventada, cel. 9831234567, en el almacén")
    out = office.publish.preview(ready, ["planning"])
    assert out.personal == ()
    assert "/tender" in out.kept_back
