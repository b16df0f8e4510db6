"""Moments as the office reads them: in its own zone, whatever the clock of this computer says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale


@dataclass(frozen=True)
class OfficeTimes:
    zone: ZoneInfo

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.zone)

    def today(self) -> date:
        return self.now().date()

    def short(self, moment: datetime) -> str:
        """For a table: the hour today, else the day."""
        local = moment.astimezone(self.zone)
        return local.strftime("%H:%M") if local.date() == self.today() else local.strftime("%d/%m/%Y")

    def whole(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%d/%m/%Y %H:%M")

    def part_of_day(self) -> str:
        hour = self.now().hour
        return "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 19 else "evening"


def long_day(day: date) -> str:
    """A day in words, as a letter begins."""
    text = QLocale().toString(QDate(day.year, day.month, day.day), "dddd d 'de' MMMM 'de' yyyy")
    return text[:1].upper() + text[1:]


def times_of(zone: str) -> OfficeTimes:
    return OfficeTimes(ZoneInfo(zone))
