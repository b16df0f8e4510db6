"""Switching one defence off: a stub until the table of mutants."""

from __future__ import annotations


def apply_from_environment() -> None:
    """Nothing."""
