"""When to try and how much at once: pure functions of what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from sync.wire import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS

START_BYTES = 64 * 1024
LEAST_BYTES = 16 * 1024
FIRST_EACH = 600.0
LONG_BYTES, LONG_SHARE = 3_000_000, 0.02
MOST_FOLDED = 8
TELLING = 8  # operations from which a batch tells how many bytes one takes
QUICK_SECONDS = 10.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
LONGEST_RETRY_AFTER = 3600.0


def next_bytes(size: int, seconds: float | None) -> int:
    """Bytes of the next batch, as it travels, after one of ``size`` took ``seconds``; None = it failed."""
    if seconds is None:
        return max(LEAST_BYTES, size // 4)
    return min(MAX_BATCH_BYTES, size * 2) if seconds <= QUICK_SECONDS else size


def cut_fine(size: int, whole: float) -> int:
    """Bytes of a batch of which a break of the line may waste all: where the exchange takes ``whole`` bytes or so and
    that is long, no more than 2 % of it; what is short goes in few requests."""
    return size if whole < LONG_BYTES else min(size, int(whole * LONG_SHARE))


def room(size: int, each: float) -> tuple[int, int]:
    """(operations, bytes before compression) of a batch of ``size`` bytes as it travels, where the operations of the
    last one took ``each`` bytes."""
    return max(1, min(MAX_BATCH_OPERATIONS, int(size / each))), size * MOST_FOLDED


def pause(failures: int, random: Random) -> float:
    """Seconds to wait after so many failures in a row: full jitter under 1 s, 2 s, 4 s … 5 min."""
    if failures <= 0:
        return 0.0
    ceiling = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 16))
    return random.uniform(0.0, ceiling)


def retry_after(header: str | None, now: datetime) -> float:
    """Seconds that a Retry-After header asks for (a number or a date); the longest pause where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), int(LONGEST_RETRY_AFTER)))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return LONGEST_PAUSE
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_RETRY_AFTER)
