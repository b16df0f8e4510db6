"""Bounds that every reader of JSON and every column of a database can hold; beyond them a message is malformed."""

from __future__ import annotations

from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Place = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Edition = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Short = Annotated[str, msgspec.Meta(max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=16)]
