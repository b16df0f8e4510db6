"""``python -m tests.faults.kill_loop FOLDER KILLS SEED``: a desk that captures and sends without end, killed with
SIGKILL at any moment and started again, so many times. The program is loaded once and forked for each life. Prints
what was acknowledged of each field, in order, and how the kills fell."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

from capture_app.bootstrap import build
from capture_app.changes import FieldEdit

FIELDS = ("/tender/title", "/tender/description", "/planning/rationale", "/description")
LONGEST_LIFE = 0.4


def live(folder: Path, life: int, out: int) -> None:
    """Capture and send until the end comes."""
    app = build(folder)
    ids = app.capture.record_ids()
    record_id = ids[0] if ids else app.capture.create("Compra inventada").record_id
    for number in count():
        field = FIELDS[number % len(FIELDS)]
        text = f"vida {life} dato {number}"
        app.capture.save_fields(record_id, [FieldEdit(field, text)])
        os.write(out, json.dumps(["saved", field, text]).encode() + b"\n")
        os.write(out, b'["sending"]\n')
        app.exchange.send()
        os.write(out, b'["sent"]\n')


def one_life(folder: Path, life: int, chance: Random) -> Iterator[list[str]]:
    """What was acknowledged before the kill, which comes so long after the first word."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        live(folder, life, theirs)
    os.close(theirs)
    said = b""
    patience = 60.0
    while select.select([ours], [], [], patience)[0]:
        piece = os.read(ours, 65536)
        if not piece:
            break
        said += piece
        patience = chance.uniform(0, LONGEST_LIFE / (1 + said.count(b"sent")))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it ended by itself: {status}"
    while piece := os.read(ours, 65536):
        said += piece
    os.close(ours)
    for line in said.splitlines(keepends=True):
        if line.endswith(b"\n"):
            yield json.loads(line)


def main(folder: Path, kills: int, seed: int) -> None:
    chance, last, on_the_way = Random(seed), dict[str, str](), 0
    for life in range(kills):
        said = list(one_life(folder, life, chance))
        last.update({field: text for word, *rest in said if word == "saved" for field, text in [rest]})
        on_the_way += bool(said) and said[-1] == ["sending"]
    sys.stdout.write(json.dumps({"last": last, "on_the_way": on_the_way}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
