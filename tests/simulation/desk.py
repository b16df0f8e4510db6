"""A computer of the office in the simulator: the real store and the real courier, mortal."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from capture_app.ids import ALPHABET, ROW_KEY_LENGTH
from capture_app.services.erasing import EraseService
from capture_app.settings import Settings
from capture_app.store import meta, portal_keys
from capture_app.store.connection import FILE_NAME
from capture_app.store.uploads import Uploads
from sync import keys, sealing, stick
from sync.client import Asked, SyncClient
from sync.engine import SyncEngine
from sync.errors import Refused, SyncError
from sync.report import ExchangeReport
from sync.steps import Carry, Rest, Step, Steps
from tests.simulation.dice import Dice, Killed, Mortal
from tests.unit.store.office import Office, open_office

BEGINNING = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
VOLUME = 80_000


class Chance(Random):
    """Randomness of one seed that also names things."""

    def name(self) -> str:
        return str(uuid.UUID(int=self.getrandbits(128), version=4))

    record_id = op_id = name

    def row_key(self) -> str:
        return "".join(self.choice(ALPHABET) for _ in range(ROW_KEY_LENGTH))

    def nonce(self) -> str:
        return f"{self.getrandbits(128):032x}"


class WrongClock:
    """A clock that is wrong by so much, and may be set while it runs; the other one only goes on."""

    def __init__(self, wrong_by: timedelta) -> None:
        self.wrong_by = wrong_by
        self.seconds = 0.0

    def now(self) -> datetime:
        return BEGINNING + self.wrong_by + timedelta(seconds=self.seconds)

    def today(self, zone: str = "America/Cancun") -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return self.seconds


class SimulatedDesk:
    """One process after another on the same folder. ``asked`` is the question that waits for its answer."""

    def __init__(
        self, folder: Path, pristine: Path, settings: Settings, private: bytes, chance: Chance, line: Callable[..., Any]
    ):
        """``line`` is what takes its question for the portal's key and gives the answer at once."""
        folder.mkdir()
        shutil.copyfile(pristine, folder / FILE_NAME)
        self.folder, self.settings, self.chance = folder, settings, chance
        self._private, self._line = private, line
        self._former: list[tuple[bytes, str]] = []
        self.clock = WrongClock(timedelta(days=chance.uniform(-3650, 3650)))
        self.dice = Dice()
        self.is_cut_off = self.has_felt_it = self.has_erased = False
        self.lives = self.slices = 0
        self.start()

    def start(self) -> None:
        """Start the program."""
        self.lives += 1
        self.dice = Dice()
        self.office: Office = open_office(self.folder, self.clock, self.settings, self.dice)
        object.__setattr__(self.office.desk, "ids", self.chance)
        self.office.connection._raw = Mortal(self.office.connection._raw, self.dice)  # type: ignore[assignment]
        self.keys = self._keys()
        line = SimpleNamespace(post=lambda path, body, now: self._line(self, body))
        self.client = SyncClient(line, self.keys, self.clock, self.chance.nonce)  # type: ignore[arg-type]
        self.files = Uploads(self.office.desk, self.office.documents)
        outbox, chance = self.office.outbox, Random(self.lives)
        self.engine = SyncEngine(outbox, None, self.keys, self.clock, chance, self.dice, files=self.files)  # type: ignore[arg-type]
        self.steps: Steps[ExchangeReport] | None = None
        self.asked: Asked | None = None
        self._read: Callable[[Asked, bytes], Any] = self.client.read
        self.report: ExchangeReport | None = None

    def _keys(self) -> keys.DeviceKeys:
        """As this life of it knows them: the portal's key is what was kept of it."""
        connection, enrolled = self.office.connection, self.settings.portal_key
        portal = keys.from_text(portal_keys.current(connection, enrolled))
        return keys.DeviceKeys(self._private, portal, partial(portal_keys.keep, connection, enrolled))

    def portals_keys(self) -> list[bytes]:
        """The portal's keys in which it has believed."""
        enrolled = [*(key for _, key in self._former), self.settings.portal_key]
        steps = [step for key in enrolled for step in portal_keys.steps(self.office.connection, key)]
        return [keys.from_text(key) for key in (*enrolled, *(step.follows for step in steps))]

    def enrol_again(self, private: bytes, device_id: str, portal_key: str) -> None:
        """Somebody enrols this computer anew: another key and name, the same folder."""
        self.kill()
        self._former.append((self._private, self.settings.portal_key))
        self._private = private
        self.settings = replace(self.settings, device_id=device_id, portal_key=portal_key)
        self.kill()

    @property
    def is_enrolled_again(self) -> bool:
        """Whether it had another key before; what that one had sealed and nobody answered goes under other names."""
        return bool(self._former)

    def stop(self) -> None:
        self.office.close()
        self._drop()

    def kill(self) -> None:
        """SIGKILL, and the program is started again."""
        self.dice.die()
        self._drop()
        self.start()

    def _drop(self) -> None:
        steps, self.steps, self.asked = self.steps, None, None
        if steps is not None:
            try:
                steps.close()
            except Killed:
                return

    def begin(self) -> None:
        """Somebody presses Enviar, or it begins by itself."""
        self.clock.seconds += self.chance.uniform(0, 4000)
        self.report = None
        self.steps = self.engine.steps()
        self._go(lambda steps: next(steps))

    def hear(self, data: bytes) -> None:
        """What came as the answer, whatever it is."""
        asked = self.asked
        assert asked is not None
        self.clock.seconds += self.chance.choice([0.1, 1, 20])
        try:
            answer = self._read(asked, data)
        except SyncError as error:
            if isinstance(error, Refused) and self.client.gives_way(error):
                self.asked = self.client.ask(self._said)
            else:
                self.fail(error)
        else:
            self._go(lambda steps: steps.send(answer))

    def fail(self, error: SyncError) -> None:
        """No answer, or none of the portal's."""
        self._go(lambda steps: steps.throw(error))

    def _go(self, move: Any) -> None:
        """Go on to the next question; ``report`` once the exchange has ended."""
        steps, self.asked = self.steps, None
        assert steps is not None
        try:
            step: Step = move(steps)
            while isinstance(step, Rest):
                self.clock.seconds += step.seconds
                step = next(steps)
        except StopIteration as end:
            self.steps, self.report = None, end.value
            return
        if isinstance(step, Carry):
            self.slices += bool(step.data)
            self._read = partial(self.client.read_slice, head=step.head)
            self.asked = self.client.ask_slice(step.head, step.data)
        else:
            self._read = self.client.read
            self.asked, self._said = self.client.ask(step.request), step.request

    # By hand ----------------------------------------------------------------------------------------------------

    def write_stick(self, folder: Path) -> tuple[Path, ...]:
        """Everything that waits, in volumes of about a slice; none where nothing waits."""
        report = stick.write_batches(self.office.outbox, self._holder(), self.clock, folder, self.files, VOLUME)
        return report.files if report is not None else ()

    def take_stick(self, paths: tuple[Path, ...]) -> None:
        """The portal's receipts. Raises SyncError."""
        stick.take_receipts(self.office.outbox, self._holder(), paths, self.files)

    def _holder(self) -> stick.Holder:
        steps = portal_keys.steps(self.office.connection, self.settings.portal_key)
        openers = tuple(sealing.opener_of(private) for private in (self._private, *(key for key, _ in self._former)))
        return stick.Holder(self._keys(), openers, tuple(steps))

    def told(self) -> list[Any]:
        """All that it keeps, to see whether anything changed; what the portal proved of its keys may be kept."""
        tables = ("outbox", "record", "receipt", "attachment", "upload", "told_link", "conflict", "meta")
        connection = self.office.connection
        kept = [[tuple(row.values()) for row in connection.rows(f"SELECT * FROM {table}")] for table in tables]
        return [[row for row in found if meta.PORTAL_KEYS not in row] for found in kept]

    def erase(self, name: str, path: str) -> None:
        """A value is taken from the past of a record. Raises CaptureError."""
        EraseService(self.office.desk, SimpleNamespace(kept=lambda: ())).erase(name, path, "CT/1")  # type: ignore[arg-type]
        self.has_erased = True

    # What a person sees -----------------------------------------------------------------------------------------

    def said(self) -> str:
        """What the records say."""
        return str([tuple(row.values()) for row in self.office.connection.rows("SELECT body, folio FROM record")])

    def seen(self) -> str:
        """Everything that is shown of the records: what they say, and both sides of what is not decided."""
        open_now = self.office.connection.rows("SELECT theirs, ours FROM conflict WHERE decided_at IS NULL")
        return self.said() + str([tuple(row.values()) for row in open_now])
