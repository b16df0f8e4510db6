"""The list of acts and documents of a process, by stage, and what the office says of those it has not."""

from __future__ import annotations

from capture_app.changes import Changes, FieldEdit
from capture_app.errors import BadInput
from capture_app.ocds.release import content_key
from capture_app.store import records
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.judge import context_of
from capture_app.store.processes import ProcessStore
from capture_app.store.records import StoredRecord
from capture_app.words import say
from forms.acts.matrix import load_matrix
from forms.acts.required import DECLARED, SAID, RequiredActs, required_acts
from forms.members import rows, text
from forms.survey import survey


class ActService:
    """What a procedure of its law, method and kind should leave on paper (forms.acts), for the window and scripts."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def of(self, name: str) -> RequiredActs:
        """The list of a process, frozen, with how each act stands today; empty for an entry of a register."""
        record = self._load(name)
        context = context_of(self._desk, record.ocid)
        body = record.body if record.record_type == CONTRACTING_PROCESS else {}
        return required_acts(survey(body, self._desk.law(record.record_type)), context)

    def say(self, name: str, act: str, state: str, reason: str) -> Changes:
        """Note that an act is `on_paper`, `nonexistent` or `not_applicable`, with the reason (or folder and pages)."""
        if act not in {row.id for row in load_matrix()} or state not in SAID:
            raise BadInput(say("acts.unknown", act=act, state=state), place=act)
        if not reason.strip():
            raise BadInput(say("acts.reason"), place="reason")
        record, row = self._load(name), {"act": act, "state": state, "reason": reason.strip()}
        path = f"/{DECLARED}/@{_key(act)}"
        if not self._said(record, act):
            return self._processes.save(record.record_id, [FieldEdit(path, row, "row_add")])
        edits = [FieldEdit(f"{path}/{member}", row[member]) for member in ("state", "reason")]
        return self._processes.save(record.record_id, edits)

    def unsay(self, name: str, act: str) -> Changes:
        """Take back what was said of an act."""
        record = self._load(name)
        edits = [FieldEdit(f"/{DECLARED}/@{_key(act)}", kind="row_remove")] if self._said(record, act) else []
        return self._processes.save(record.record_id, edits)

    def _said(self, record: StoredRecord, act: str) -> bool:
        return any(text(row, "_key") == _key(act) for _, row in rows(record.body, "", DECLARED))

    def _load(self, name: str) -> StoredRecord:
        return records.load(self._desk.connection, records.find(self._desk.connection, name))


def _key(act: str) -> str:
    """The key of the act's row: the same on every computer, so that two never say it twice."""
    return content_key(DECLARED, act)
