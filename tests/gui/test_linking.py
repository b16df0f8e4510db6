"""A campaign in the register, typed in the window: its process says the rest, for one button."""

from __future__ import annotations

from capture_app.changes import FieldEdit
from tests.office import opened
from ui.words import say


def test_the_campaign_takes_what_its_process_says(desk, folder, record):
    with opened(folder) as app:
        app.capture.save_fields(
            record.record_id,
            [
                FieldEdit("/tender/advertising/campaign", "Predial 2026"),
                FieldEdit("/tender/advertising/objective", "Que se pague"),
            ],
        )
        ocid = app.capture.open(record.record_id).ocid
        campaign = app.capture.create("Predial", "official_advertising").record_id
    desk.open(campaign, "official_advertising", "official_advertising/contract")
    assert not desk.page.notice.isVisible()
    desk.field("/contract/ocid").editor.focus_first()
    desk.type(ocid)
    desk.saved()
    desk.qtbot.waitUntil(desk.page.notice.isVisible)
    assert "Objetivo institucional" in desk.page.notice.text.text()
    assert desk.page.notice.button.text() == say("linked.fill")
    desk.page.notice.button.click()
    desk.qtbot.waitUntil(lambda: "Se trajo" in desk.page.notice.text.text())
    desk.saved()
    assert desk.stored(campaign)["objective"] == "Que se pague"
    assert desk.stored(campaign)["title"] == "Predial", "what was written stays, and the difference is told"
    assert "register.differs" in {item.code for item in desk.page.binding.view.findings}
