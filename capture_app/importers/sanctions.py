"""A sanction as System 3 of the national platform exchanges it, of either generation, as the register captures it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# What suppliers of the platform write where they have nothing.
NOTHING = frozenset({"", "-", "dato no proporcionado"})
REGISTER = "particularSancionado"
PERSON = "datosGenerales"
COMPENSATION = "indemn"
KINDS: Mapping[str, tuple[str, str]] = {
    "INHABILITACION": ("I", "Inhabilitado"),
    "INDEMNIZACION": ("O", "Indemnización por daños y perjuicios"),
    "SANCION_ECONOMICA": ("SE", "Sanción económica"),
    "SUSPENSION_ACTIVIDADES": ("S", "Suspensión de actividades"),
    "DISOLUCION_SOCIEDAD": ("D", "Disolución de la sociedad"),
}
TERMS = (("Anios", "año", "años"), ("Meses", "mes", "meses"), ("Dias", "día", "días"))
Row = Mapping[str, Any]


def as_captured(record: Row) -> dict[str, Any]:
    """The members of the register's own shape, without an id and without what says nothing.

    Home addresses, CURPs and who manages the company are of the capture tool of 2025 alone: they are left out.
    """
    fresh = _of_first(record) if REGISTER in record else _of_second(record)
    found: dict[str, Any] = _told(fresh)
    return found


def is_named(entry: Row) -> bool:
    person = entry.get(REGISTER)
    return isinstance(person, Mapping) and bool(person.get("nombreRazonSocial"))


def key_of(record: Row, entry: Row) -> str:
    """What names the sanction elsewhere: its id, else file number and person; the same record twice is one."""
    own = record.get("id") or record.get("uuid") or ""
    person = entry.get(REGISTER)
    name = person.get("nombreRazonSocial", "") if isinstance(person, Mapping) else ""
    return str(own) or f"{entry.get('expediente', '')} {name}".strip()


def _of_first(record: Row) -> dict[str, Any]:
    kinds = [_kind(row) for row in _rows(record.get("tipoSancion"))]
    day = record.get("fechaCaptura")
    members = {name: member for name, member in record.items() if name not in ("id", "tipoSancion", "fechaCaptura")}
    return {**members, "fechaCaptura": day[:10] if isinstance(day, str) else day, "tipoSancion": kinds}


def _kind(row: Row) -> dict[str, Any]:
    """A kind of sanction: `I` is said of two, and the last of the platform's list has its name under a broken key."""
    name = row.get("valor", row.get("OTRO"))
    is_compensation = isinstance(name, str) and name.strip().casefold().startswith(COMPENSATION)
    return {"clave": "O" if is_compensation else row.get("clave"), "valor": name}


def _of_second(record: Row) -> dict[str, Any]:
    person, where, decision = (_part(record, name) for name in (PERSON, "dondeCometioLaFalta", "resolucion"))
    faults = _rows(record.get("faltaCometida"))
    sanctions = [row for row in _rows(record.get("tipoSancion")) if row.get("clave")]
    names = [person.get(name) for name in ("nombres", "primerApellido", "segundoApellido")]
    whole = " ".join(str(name) for name in names if name)
    return {
        "fechaCaptura": record.get("fecha"),
        "expediente": record.get("expediente"),
        "observaciones": record.get("observaciones"),
        REGISTER: {
            "nombreRazonSocial": person.get("nombreRazonSocial") or whole,
            "rfc": person.get("rfc"),
            "objetoSocial": person.get("objetoSocial"),
            "tipoPersona": "F" if whole else "M",
        },
        "institucionDependencia": {
            "nombre": where.get("nombreEntePublico"),
            "siglas": where.get("siglasEntePublico"),
        },
        "tipoFalta": "; ".join(_words(row) for row in faults if _words(row)),
        "causaMotivoHechos": "; ".join(str(row["descripcionHechos"]) for row in faults if row.get("descripcionHechos")),
        "autoridadSancionadora": decision.get("autoridadResolutora"),
        "resolucion": {
            "sentido": decision.get("tituloResolucion"),
            "url": decision.get("urlResolucion"),
            "fechaNotificacion": decision.get("fechaNotificacion"),
        },
        "tipoSancion": [_second_kind(row) for row in sanctions],
        **_effects(sanctions),
    }


def _words(row: Row) -> str:
    return str(row.get("valor") or str(row.get("clave") or "").replace("_", " ").capitalize())


def _second_kind(row: Row) -> dict[str, str]:
    code = str(row["clave"])
    known = KINDS.get(code)
    named = next((inner["denominacionSancion"] for inner in _inner(row) if inner.get("denominacionSancion")), "")
    clave, valor = known or ("O", str(named or _words(row)))
    return {"clave": clave, "valor": valor}


def _effects(sanctions: list[Row]) -> dict[str, Any]:
    """The bar with its days, and what is to be paid."""
    found: dict[str, Any] = {}
    for row in sanctions:
        for inner in _inner(row):
            if row["clave"] == "INHABILITACION" and inner.get("fechaInicial"):
                term = _term(inner, "plazo")
                days = {name: inner.get(name) for name in ("fechaInicial", "fechaFinal")}
                found["inhabilitacion"] = {"plazo": term, **days}
            elif row["clave"] == "SANCION_ECONOMICA" and inner.get("monto") is not None:
                found["multa"] = {"monto": inner["monto"], "moneda": {"clave": inner.get("moneda")}}
    return found


def _term(inner: Row, start: str) -> str:
    said = ((inner.get(f"{start}{unit}"), one, many) for unit, one, many in TERMS)
    return " ".join(f"{number} {one if number == 1 else many}" for number, one, many in said if number)


def _inner(row: Row) -> Iterator[Row]:
    """The sub-record of a sanction, under whatever name, and the row itself."""
    yield from (member for member in row.values() if isinstance(member, Mapping))
    yield row


def _rows(value: Any) -> list[Row]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _part(record: Row, name: str) -> Row:
    found = record.get(name)
    return found if isinstance(found, Mapping) else {}


def _told(value: Any) -> Any:
    """The value without members that say nothing."""
    if isinstance(value, Mapping):
        members = {name: _told(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in (None, "", {}, [])}
    if isinstance(value, list):
        return [member for member in map(_told, value) if member not in (None, "", {}, [])]
    return None if isinstance(value, str) and value.strip().casefold() in NOTHING else value
