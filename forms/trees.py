"""The tree of patterns of a record type, and its conditions tied to their scopes."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from forms.conditions import Condition, ConditionError, parse
from forms.pointers import tokens
from forms.record_type import Bound, Field, FieldType, Node, RecordType, Stage


class TreeError(ValueError):
    """An entry of the law that cannot stand where it does; `place` names it."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def grow(stages: Iterable[Stage], name: str) -> Node:
    """The tree with every field of the stages; two entries at one pointer are refused."""
    root = Node()
    for stage in stages:
        if stage.repeat:
            _plant(root, "", f"{stage.repeat}/*", stage)
        for item in (*stage.fields, *stage.carried):
            _grow(root, "", item, stage, name)
    return root


def _grow(above: Node, base: str, item: Field, stage: Stage, name: str) -> None:
    """The field and what is inside it, from the node of the pattern ``base`` down."""
    node = _plant(above, base, item.pointer, stage)
    if node.field is not None:
        raise TreeError(f"{name}/{stage.id}.toml {item.pointer}", "stands twice in the law")
    node.field, node.stage = item, stage
    for inner in item.members:
        _grow(node, item.pointer, inner, stage, name)


def _plant(node: Node, base: str, pattern: str, stage: Stage) -> Node:
    """The node of the pattern below the one of ``base``, made where absent; of several stages the fittest owns it."""
    name = base.removesuffix("/*").rpartition("/")[2]
    for token in tokens(pattern[len(base) :]):
        below = node.children.get(token)
        if below is None:
            below = node.children[token] = Node()
        node = below
        name = name if token == "*" else token
        if node.stage is not stage and (node.stage is None or _fitness(stage, name) > _fitness(node.stage, name)):
            node.stage = stage
    return node


def _fitness(stage: Stage, name: str) -> int:
    """A stage fits an object of its own name best, one shown within another least."""
    if name in (stage.id, f"{stage.id}s"):
        return 2
    return 0 if stage.within else 1


def bind_conditions(record: RecordType) -> Mapping[tuple[str, str], Bound]:
    """Every condition of the law with the depth of its scope, by (pointer, attribute)."""
    result: dict[tuple[str, str], Bound] = {}
    for item in record.walk():
        for attribute in ("required_when", "visible_when"):
            text = getattr(item, attribute)
            if text:
                result[item.pointer, attribute] = _bind(record, item, attribute, text)
    result.update(_section_conditions(record))
    return MappingProxyType(result)


def _section_conditions(record: RecordType) -> Iterator[tuple[tuple[str, str], Bound]]:
    """A section's condition holds for each of its fields, from the row of the stage."""
    for stage in record.stages:
        depth = len(tokens(stage.repeat or "")) + 1 if stage.repeat else 0
        for section in stage.sections:
            if section.visible_when:
                condition = _parse(section.visible_when, f"{record.id}/{stage.id}.toml section {section.id}")
                for item in section.fields:
                    yield (item.pointer, "section"), Bound(condition, depth)


def _parse(text: str, place: str) -> Condition:
    try:
        return parse(text)
    except ConditionError as error:
        raise TreeError(place, str(error)) from error


def _bind(record: RecordType, item: Field, attribute: str, text: str) -> Bound:
    """The scope is the nearest row or composite in which all relative pointers are known."""
    place = f"{record.id} {item.pointer} {attribute}"
    condition = _parse(text, place)
    for pointer in condition.pointers:
        if pointer.startswith("/") and record.node_at(pointer) is None:
            raise TreeError(place, f"the law has no {pointer}")
    relative = [pointer[1:] for pointer in condition.pointers if pointer.startswith("./")]
    for depth in _scopes(record, item):
        base = _prefix(item.pointer, depth)
        if all(record.node_at(base + pointer) is not None for pointer in relative):
            return Bound(condition, depth)
    raise TreeError(place, f"the law has no {', '.join(relative)} beside the field")


def _prefix(pointer: str, depth: int) -> str:
    return "/".join(pointer.split("/")[: depth + 1])


def _scopes(record: RecordType, item: Field) -> list[int]:
    """Depths of the enclosing composite and rows, the nearest first, the root last."""
    parts = tokens(item.pointer)
    depths = []
    for depth in range(len(parts) - 1, 0, -1):
        owner = record.field_at(_prefix(item.pointer, depth))
        if parts[depth - 1] == "*" or (owner and owner.type is FieldType.COMPOSITE):
            depths.append(depth)
    return [*depths, 0]
