"""The expressions of required_when and visible_when: parsed once, never evaluated as Python.

`/tender/procurementMethod in ["open", "selective"] and present ./value`: absolute pointers begin
with `/`, relative ones with `./` (from the scope: the enclosing row or composite); operators are
`== != in not in and or not present` over texts in double quotes, numbers, true, false and lists.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, reduce
from typing import Any

from forms.pointers import is_row, tokens

Scope = tuple[str, ...]
# A test is given the body, the scope's tokens (which tell `*` of absolute pointers) and the scope's nodes.
Test = Callable[[Any, Scope, list[Any]], bool]
Values = Callable[[Any, Scope, list[Any]], list[Any]]
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<pointer>\.?/[^\s()\[\],=!"]*)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<operator>==|!=|[()\[\],])
    | (?P<word>[A-Za-z_]+)
    )""",
    re.VERBOSE,
)
_WORDS = frozenset({"in", "and", "or", "not", "present", "true", "false"})


class ConditionError(ValueError):
    """An expression that cannot be read; names the position (0-based) where reading stopped."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(f"{reason} at position {position} of {text!r}")
        self.text = text
        self.position = position
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed expression; `pointers` are those it reads, as written."""

    text: str
    pointers: tuple[str, ...]
    test: Test

    def holds(self, body: Any, scope: str | Scope = ()) -> bool:
        """Whether it holds in the body, relative pointers read from the scope (a plain pointer)."""
        way = tokens(scope) if isinstance(scope, str) else scope
        return self.test(body, way, _values(body, way))


@cache
def parse(text: str) -> Condition:
    """The expression, or ConditionError."""
    reader = _Reader(text)
    test = reader.alternatives()
    reader.end()
    return Condition(text, tuple(reader.pointers), test)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _split(text: str) -> list[_Token]:
    result, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            blank = len(text[position:]) - len(text[position:].lstrip())
            raise ConditionError(text, position + blank, "unexpected character")
        kind, start = match.lastgroup, match.start(match.lastgroup)
        value = match.group(kind)
        if kind == "word" and value not in _WORDS:
            raise ConditionError(text, start, f"unknown word {value!r}")
        result.append(_Token("operator" if kind == "word" else kind, value, start))
        position = match.end()
    return [*result, _Token("end", "", len(text))]


class _Reader:
    """Recursive descent over the tokens; each method reads one level of binding strength."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pointers: list[str] = []
        self._tokens = _split(text)
        self._at = 0

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at += token.kind != "end"
        return token

    def _take(self, operator: str) -> bool:
        token = self._tokens[self._at]
        if token.kind == "operator" and token.text == operator:
            self._at += 1
            return True
        return False

    def _need(self, operator: str) -> None:
        if not self._take(operator):
            raise self._error(f"expected {operator!r}")

    def _error(self, reason: str, token: _Token | None = None) -> ConditionError:
        return ConditionError(self.text, (token or self._tokens[self._at]).position, reason)

    def end(self) -> None:
        if self._tokens[self._at].kind != "end":
            raise self._error("expected the end")

    def alternatives(self) -> Test:
        tests = [self._conjunction()]
        while self._take("or"):
            tests.append(self._conjunction())
        return reduce(_either, tests)

    def _conjunction(self) -> Test:
        tests = [self._negation()]
        while self._take("and"):
            tests.append(self._negation())
        return reduce(_both, tests)

    def _negation(self) -> Test:
        if self._take("not"):
            test = self._negation()
            return lambda body, scope, here: not test(body, scope, here)
        return self._statement()

    def _statement(self) -> Test:
        if self._take("("):
            test = self.alternatives()
            self._need(")")
            return test
        if self._take("present"):
            return _present(self._pointer())
        return self._comparison(self._operand())

    def _comparison(self, left: Values) -> Test:
        if self._take("=="):
            return _equal(left, self._operand())
        if self._take("!="):
            equal = _equal(left, self._operand())
            return lambda body, scope, here: not equal(body, scope, here)
        if self._take("in"):
            return _among(left, self._choices())
        if self._take("not"):
            self._need("in")
            among = _among(left, self._choices())
            return lambda body, scope, here: not among(body, scope, here)
        return lambda body, scope, here: any(value is True for value in left(body, scope, here))

    def _choices(self) -> Values:
        if not self._take("["):
            return self._pointer()
        choices = [self._literal()]
        while self._take(","):
            choices.append(self._literal())
        self._need("]")
        return lambda body, scope, here: choices

    def _operand(self) -> Values:
        if self._tokens[self._at].kind == "pointer":
            return self._pointer()
        value = self._literal()
        return lambda body, scope, here: [value]

    def _literal(self) -> Any:
        token = self._next()
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "number":
            return Decimal(token.text)
        if token.kind == "operator" and token.text in ("true", "false"):
            return token.text == "true"
        raise self._error("expected a value", token)

    def _pointer(self) -> Values:
        token = self._next()
        if token.kind != "pointer":
            raise self._error("expected a pointer", token)
        self.pointers.append(token.text)
        if token.text.startswith("./"):
            inner = tokens(token.text[1:])
            if len(inner) == 1:
                return _member(inner[0])
            return lambda body, scope, here: _follow(here, inner)
        outer = tokens(token.text)
        if "*" not in outer:
            return lambda body, scope, here: _follow([body], outer)
        return lambda body, scope, here: _values(body, _bind(outer, scope))


def _either(one: Test, other: Test) -> Test:
    return lambda body, scope, here: one(body, scope, here) or other(body, scope, here)


def _both(one: Test, other: Test) -> Test:
    return lambda body, scope, here: one(body, scope, here) and other(body, scope, here)


def _present(values: Values) -> Test:
    def test(body: Any, scope: Scope, here: list[Any]) -> bool:
        found = values(body, scope, here)
        return bool(found) and not all(map(_is_empty, found))

    return test


def _member(name: str) -> Values:
    """A member of the scope itself: what nearly all relative pointers name."""

    def values(body: Any, scope: Scope, here: list[Any]) -> list[Any]:
        if len(here) == 1 and isinstance(here[0], dict):
            return [here[0][name]] if name in here[0] else []
        return _follow(here, (name,))

    return values


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _equal(left: Values, right: Values) -> Test:
    def test(body: Any, scope: Scope, here: list[Any]) -> bool:
        others = right(body, scope, here)
        for one in left(body, scope, here):
            for other in others:
                if _same(one, other):
                    return True
        return False

    return test


def _among(left: Values, right: Values) -> Test:
    def test(body: Any, scope: Scope, here: list[Any]) -> bool:
        choices = [item for value in right(body, scope, here) for item in _spread(value)]
        items = [item for value in left(body, scope, here) for item in _spread(value)]
        for item in items:
            for choice in choices:
                if _same(item, choice):
                    return True
        return False

    return test


def _spread(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bind(pattern: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
    """The pattern with its `*` taken from the scope as far as both go the same way."""
    bound = list(pattern)
    for index, (mine, theirs) in enumerate(zip(pattern, scope, strict=False)):
        if mine == "*" and is_row(theirs):
            bound[index] = theirs
        elif mine != theirs:
            break
    return tuple(bound)


def _values(body: Any, way: tuple[str, ...]) -> list[Any]:
    """The values at the way; several where a `*` stayed open, none where nothing is."""
    return _follow([body], way)


def _follow(nodes: list[Any], way: tuple[str, ...]) -> list[Any]:
    for token in way:
        if len(nodes) == 1 and isinstance(nodes[0], dict):
            if token not in nodes[0]:
                return []
            nodes = [nodes[0][token]]
        elif not nodes:
            return []
        else:
            nodes = [child for node in nodes for child in _children(node, token)]
    return nodes


def _children(node: Any, token: str) -> list[Any]:
    if isinstance(node, dict):
        return [node[token]] if token in node else []
    if not isinstance(node, list):
        return []
    if token == "*":
        return list(node)
    return [node[int(token)]] if token.isdigit() and int(token) < len(node) else []
