"""`import --runs` and `import --undo`: what was imported, and taking it back."""

from __future__ import annotations

from capture_app.changes import ImportRun
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS
from capture_app.errors import NotFound
from capture_app.words import say

LAST = "last"


def show_runs(session: Session) -> int:
    """The imports that can be undone, newest first."""
    runs = session.reader().importing.runs()
    if session.as_json:
        session.result([_members(run) for run in runs])
        return DONE
    for run in runs:
        session.line(say("import.run", run=run.run_id, at=run.at.date().isoformat(), **_words(run)))
    if not runs:
        session.line(say("import.run.none"))
    return DONE


def undo_import(session: Session, run_id: str) -> int:
    """Take back an import; 1 where some of its records stay."""
    importing = session.writer().importing
    waiting = [run for run in importing.runs() if run.undone_at is None]
    if run_id == LAST and not waiting:
        raise NotFound(say("import.run.none"))
    undone = importing.undo(waiting[0].run_id if run_id == LAST else run_id)
    if session.as_json:
        session.result({"withdrawn": undone.withdrawn, "restored": undone.restored, "kept": list(undone.kept)})
    else:
        session.line(say("import.undone", withdrawn=undone.withdrawn, restored=undone.restored))
        if undone.kept:
            session.line(say("import.undone.kept", kept=", ".join(undone.kept)))
    return FINDINGS if undone.kept else DONE


def _words(run: ImportRun) -> dict[str, object]:
    return {"file": run.file, "format": run.format, "created": run.created, "changed": run.changed}


def _members(run: ImportRun) -> dict[str, object]:
    undone = run.undone_at.isoformat() if run.undone_at else None
    return {"import": run.run_id, "at": run.at.isoformat(), "user": run.user, **_words(run), "undone_at": undone}
