"""What every window of the proof reads at its start, read once in the process that they are forked from: the law and
the modules of its pages. Nothing of it changes while a window lives."""

from importlib import import_module

from forms.catalog import load_catalog
from ui.loading import PIECES

for _piece in (*PIECES, "capture_app.services.capture", "capture_app.services.finding", "ui.pages.processes_page"):
    import_module(_piece)
load_catalog()
