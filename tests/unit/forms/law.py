"""A small law written to a folder, for tests that must not depend on the real one."""

from __future__ import annotations

from pathlib import Path

VALUE = """
[group]
name = "value"
composite = true
[[field]]
pointer = "/amount"
type = "number"
label = "Importe"
help = "Cantidad."
required = "profile"
[[field]]
pointer = "/currency"
type = "code"
codelist = "currency"
label = "Moneda"
help = "Moneda."
required = "recommended"
required_when = "present ./amount"
[[carried]]
pointer = "/rates"
type = "any"
json = "array"
"""
ITEM = """
[group]
name = "item"
columns = ["/description"]
row_title = "/description"
[[field]]
pointer = "/id"
type = "text"
label = "Clave"
help = "Clave."
required = "standard"
[[field]]
pointer = "/description"
type = "text"
label = "Descripción"
help = "Qué es."
[[field]]
pointer = "/unit/value"
type = "value"
label = "Precio"
help = "Precio."
required = "recommended"
[[field]]
pointer = "/places"
rows = "place"
label = "Lugares"
help = "Lugares."
"""
PLACE = """
[group]
name = "place"
whole_list = true
[[field]]
pointer = "/name"
type = "text"
label = "Lugar"
help = "Lugar."
"""
TENDER = """
[stage]
id = "tender"
number = 1
title = "Procedimiento"
[stage.titles]
direct = "Cotización"
[[section]]
id = "general"
title = "General"
  [[section.field]]
  pointer = "/tender/id"
  type = "text"
  label = "Número"
  help = "Número."
  required = "standard"
  [[section.field]]
  pointer = "/tender/method"
  type = "code"
  codelist = "method"
  label = "Tipo"
  help = "Tipo."
  required = "profile"
  [[section.field]]
  pointer = "/tender/value"
  type = "value"
  label = "Monto"
  help = "Monto."
    [section.field.override."/amount"]
    label = "Monto estimado"
  [[section.field]]
  pointer = "/tender/items"
  rows = "item"
  label = "Partidas"
  help = "Partidas."
    [section.field.override."/unit/value/amount"]
    label = "Precio estimado"
[[section]]
id = "rounds"
title = "Rondas"
visible_when = '/tender/method == "open"'
  [[section.field]]
  pointer = "/tender/rounds"
  type = "integer"
  label = "Rondas"
  help = "Rondas."
  required = "profile"
[[carried]]
pointer = "/tender/notes"
type = "texts"
"""
GENERAL = """
[stage]
id = "general"
within = "tender"
title = "Datos generales"
[[section]]
id = "general"
title = "General"
  [[section.field]]
  pointer = "/title"
  type = "text"
  label = "Título"
  help = "Título."
"""
AWARD = """
[stage]
id = "award"
number = 2
title = "Fallo"
repeat = "/awards"
row_label = "Adjudicación"
row_title = "/title"
[[section]]
id = "general"
title = "General"
  [[section.field]]
  pointer = "/awards/*/title"
  type = "text"
  label = "Título"
  help = "Título."
  required = "profile"
  [[section.field]]
  pointer = "/awards/*/detail/on"
  type = "date"
  label = "Día"
  help = "Día."
  required = "profile"
  required_when = 'present ./title'
"""
QUESTIONS = """
[record]
title = "Registro"
[[question]]
id = "que"
title = "¿Qué?"
pointers = ["/tender/items/*/description", "/title"]
"""
FILES = {
    "records/groups/value.toml": VALUE,
    "records/groups/item.toml": ITEM,
    "records/groups/place.toml": PLACE,
    "records/small/tender.toml": TENDER,
    "records/small/general.toml": GENERAL,
    "records/small/award.toml": AWARD,
    "records/small/questions.toml": QUESTIONS,
    "codelists/currency.csv": "code,title,description\nMXN,Peso mexicano,\nUSD,Dólar,\n",
    "codelists/method.csv": "code,title,description\nopen,Licitación pública,Abierta\ndirect,Adjudicación directa,\n",
    "codelists/index.toml": '[currency]\nopen = false\ntitle = "Moneda"\n[method]\nopen = true\ntitle = "Tipo"\n',
}


def write_law(folder: Path, **replaced: str) -> Path:
    """The law in the folder; a keyword such as `award` replaces the file of that stem."""
    for name, content in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(replaced.get(file.stem, content), encoding="utf-8")
    return folder
