"""Refusing a whole request."""

from __future__ import annotations

STATUS = {
    "malformed": 400,
    "bad_hash": 400,
    "encoding_unknown": 415,
    "too_large": 413,
    "unknown_device": 401,
    "revoked_device": 401,
    "bad_signature": 401,
    "replayed": 401,
    "code_unknown": 403,
    "code_used": 403,
    "code_expired": 403,
    "wrong_office": 403,
    "wrong_space": 403,
    "file_unknown": 409,
    "fork": 409,
    "head_differs": 409,
    "op_altered": 409,
    "retry_later": 503,
}
RETRY_SECONDS = 30


class RequestRefused(Exception):
    """Nothing of the request was applied; ``code`` is one of ``sync.wire.Refusal``."""

    def __init__(self, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return STATUS[self.code]
