"""The table of guides (signs of risk): one line for each; they never block. None yet."""

from forms.rules.rule import Rule

GUIDES: tuple[Rule, ...] = ()
