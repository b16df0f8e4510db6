"""Many new rows of a table with one prepared statement: what ``bulk_create`` writes, without an object for each row and
a text of SQL for every forty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.models.constants import OnConflict

Columns = Mapping[str, Any]
_AS_IT_IS = ((models.CharField, str), (models.TextField, str), (models.IntegerField, int), (models.BooleanField, bool))


def insert_all(
    model: type[models.Model],
    fresh: Sequence[Columns],
    on_conflict: OnConflict | None = None,
    renewed: tuple[str, ...] = (),
) -> None:
    """Write rows, each with a value for the same attributes of the model; what is left out has its default.

    With ``OnConflict.IGNORE`` a row that is there already stays, with ``UPDATE`` one of the same primary key has
    ``renewed`` anew. Raises what Django raises (IntegrityError).
    """
    if not fresh:
        return
    fields = model._meta.concrete_fields
    left_out = [field for field in fields if field.attname not in fresh[0]]
    given = [field for field in fields if field.attname in fresh[0]]
    prepare = [(field.attname, _as_it_is(field), field.get_db_prep_save) for field in given]
    whole = [
        (
            *(
                row[name] if type(row[name]) is as_it_is else write(row[name], connection)
                for name, as_it_is, write in prepare
            ),
            *(field.get_db_prep_save(field.get_default(), connection) for field in left_out),
        )
        for row in fresh
    ]
    sql = _statement(model, tuple(field.column for field in (*given, *left_out)), on_conflict, renewed)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(sql, whole)


def _as_it_is(field: Any) -> type | None:
    """The type of which Django writes a value of this field as it is."""
    return next((type_ for kind, type_ in _AS_IT_IS if isinstance(field, kind)), None)


def _statement(
    model: type[models.Model],
    columns: tuple[str, ...],
    on_conflict: OnConflict | None,
    renewed: tuple[str, ...],
) -> str:
    quote, operations, meta = connection.ops.quote_name, connection.ops, model._meta
    updated = [meta.get_field(name).column for name in renewed]
    key = [meta.pk.column] if on_conflict is OnConflict.UPDATE else []
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    head = f"{operations.insert_statement(on_conflict=on_conflict)} {quote(meta.db_table)} ({names}) VALUES ({marks})"
    tail = operations.on_conflict_suffix_sql(columns, on_conflict, updated, key)
    return f"{head} {tail}".rstrip()
