"""The grade of a record's quality: how many of the checks that warn (W01–W19) found something."""

from collections.abc import Iterable

from forms.findings import Finding, Level
from forms.rules.numbers import RULE_NUMBERS

GRADES = (("A", 0), ("B", 3), ("C", 8))
WORST = "D"


def warned(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The numbers of the checks that warned, each once: fifty items without a code are one thing to mend."""
    return tuple(sorted({number_of(item) for item in findings if item.level is Level.WARNING} - {""}))


def number_of(finding: Finding) -> str:
    """The number of the check a finding belongs to (B03, W07), "" where it has none."""
    return finding.blocks or RULE_NUMBERS.get(finding.code, "")


def grade(findings: Iterable[Finding]) -> str:
    """A without any warning check, B up to three, C up to eight, D beyond."""
    count = len(warned(findings))
    return next((name for name, most in GRADES if count <= most), WORST)
