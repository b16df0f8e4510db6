"""Five invented spreadsheets of municipal offices, each with the field that a person would give each column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.workbooks import text_table, workbook

AWARD, CONTRACT = "/awards/*", "/contracts/*"
SUPPLIER = f"{AWARD}/suppliers/*/name"
RFC = f"{AWARD}/suppliers/*/identifier/id"
AMOUNT, NET = f"{CONTRACT}/value/amount", f"{CONTRACT}/value/netAmount"
START, END = f"{CONTRACT}/period/startDate", f"{CONTRACT}/period/endDate"
METHOD = "/tender/procurementMethodDetails"
ITEM, PAYMENT = f"{CONTRACT}/items/*", f"{CONTRACT}/implementation/transactions/*"


@dataclass(frozen=True)
class Office:
    name: str
    suffix: str
    rows: tuple[tuple[Any, ...], ...]
    meant: dict[str, str]
    grain: str
    processes: int

    def write(self, folder: Path) -> Path:
        file = folder / f"{self.name}.{self.suffix}"
        if self.suffix == "csv":
            return text_table(file, self.rows, "cp1252", ";")
        return workbook(file, Hoja1=self.rows)


COMPRAS = Office(
    "compras",
    "xlsx",
    (
        ("MUNICIPIO DE LAGUNA AZUL (INVENTADO)",),
        ("Relación de compras, primer trimestre 2026",),
        (),
        ("No.", "No. de Exp.", "Descripción", "Modalidad", "Proveedor", "R.F.C.", "Subtotal", "I.V.A.",
         "Total", "Fecha"),
        (1, "OM/014/2026", "Papelería para las oficinas", "AD", "Papelería Inventada del Sureste, S.A. de C.V.",
         "PIS180514KQ1", 10000, 1600, 11600, date(2026, 1, 20)),
        (2, "OM/015/2026", "Tóner", "Adjudicación directa", "Mauro Inventado Canché", "IECM800101AB1",
         5000.5, 800.08, 5800.58, date(2026, 2, 3)),
        (3, "OM/016/2026", "Uniformes", "Invitación restringida", "Uniformes Inventados, S.A. de C.V.",
         "UIN150203T45", 100000, 16000, 116000, date(2026, 2, 28)),
        (None, None, None, None, None, "TOTAL", 115000.5, 18400.08, 133400.58, None),
    ),
    {"No. de Exp.": "/tender/id", "Descripción": "/tender/title", "Modalidad": METHOD, "Proveedor": SUPPLIER,
     "R.F.C.": RFC, "Subtotal": NET, "Total": AMOUNT, "Fecha": f"{CONTRACT}/dateSigned", "No.": "", "I.V.A.": ""},
    "process",
    3,
)  # fmt: skip
OBRAS = Office(
    "obras",
    "xlsx",
    (
        ("Núm. de obra", "Nombre de la obra", "Localidad", "Fondo", "Tipo de adjudicación", "Contratista",
         "Contrato No.", "Monto contratado", "Inicio de los trabajos", "Término", "Avance físico", "Estatus"),
        ("FAISMUN-01/26", "Pavimentación de la calle 14", "Laguna Azul", "FAISMUN", "LPE",
         "Obras Ficticias del Golfo, S.A. de C.V.", "MLA-OP-01-2026", "$4,999,600.00", "15/01/2026", "30/06/2026",
         "35%", "En ejecución"),
        ("FAISMUN-02/26", "Red de agua potable", "San Invento", "FAISMUN", "Invitación a tres",
         "Constructora de Ejemplo, S.A. de C.V.", "MLA-OP-02-2026", "$1,250,000.50", "01/02/2026", "31/05/2026",
         "0%", "Firmado"),
    ),
    {"Núm. de obra": "/tender/id", "Nombre de la obra": "/tender/title", "Localidad": "",
     "Fondo": "/planning/budget/budgetBreakdown/*/description", "Tipo de adjudicación": METHOD,
     "Contratista": SUPPLIER, "Contrato No.": f"{CONTRACT}/id", "Monto contratado": AMOUNT,
     "Inicio de los trabajos": START, "Término": END, "Avance físico": "", "Estatus": f"{CONTRACT}/status"},
    "process",
    2,
)  # fmt: skip
PARTIDAS = Office(
    "partidas",
    "csv",
    (
        ("FOLIO", "ÁREA SOLICITANTE", "EMPRESA", "PARTIDA", "ARTÍCULO", "CANT.", "U.M.", "P.U.", "FECHA PEDIDO"),
        ("REQ-0147", "Tesorería", "Papelería Inventada", "1", "Papel bond carta", "30", "Caja", "742,50", "03/03/2026"),
        ("", "", "", "2", "Engrapadora", "4", "Pieza", "185,00", ""),
        ("REQ-0148", "Obras Públicas", "Ferretería de Ejemplo", "1", "Cemento gris 50 kg", "1.200,5", "Bulto",
         "1.210,00", "18/03/2026"),
    ),
    {"FOLIO": "/tender/id", "ÁREA SOLICITANTE": "/planning/requestingUnits/*/name", "EMPRESA": SUPPLIER,
     "PARTIDA": f"{ITEM}/id", "ARTÍCULO": f"{ITEM}/description", "CANT.": f"{ITEM}/quantity",
     "U.M.": f"{ITEM}/unit/name", "P.U.": f"{ITEM}/unit/value/netAmount", "FECHA PEDIDO": f"{CONTRACT}/dateSigned"},
    "item",
    2,
)  # fmt: skip
PAGOS = Office(
    "pagos",
    "xlsx",
    (
        ("Tesorería Municipal", None, None, None, None, None, None, None),
        (),
        ("Núm. contrato", "Concepto", "Beneficiario", "Factura", "Fecha de pago", "Importe pagado", "Forma de pago",
         "Observaciones"),
        ("C-001/2026", "Renta de maquinaria", "Arrendadora Inventada, S.A. de C.V.", "A-1001", "15-ene-2026", 50000,
         "Transferencia", None),
        ("C-001/2026", "Renta de maquinaria", "Arrendadora Inventada, S.A. de C.V.", "A-1022", "15-feb-2026", 50000,
         "Transferencia", "segundo"),
        ("C-002/2026", "Limpieza", "Servicios de Ejemplo, S.C.", "77", "20-feb-2026", 8120.35, "Cheque", None),
    ),
    {"Núm. contrato": f"{CONTRACT}/id", "Concepto": "/tender/title", "Beneficiario": SUPPLIER,
     "Factura": f"{PAYMENT}/id", "Fecha de pago": f"{PAYMENT}/date", "Importe pagado": f"{PAYMENT}/value/amount",
     "Forma de pago": f"{PAYMENT}/paymentMethod", "Observaciones": ""},
    "payment",
    2,
)  # fmt: skip
LICITACIONES = Office(
    "licitaciones",
    "csv",
    (
        ("Clave del procedimiento", "Objeto de la contratación", "Materia", "Procedimiento", "Fecha convocatoria",
         "Apertura", "Fecha Fallo", "Adjudicado a", "RFC proveedor", "No. Contrato", "Importe s/IVA", "Importe c/IVA",
         "Del", "Al", "Moneda"),
        ("LPN-LA-001-2026", "Medicamentos", "Adquisiciones", "Licitación Pública Nacional", "05/01/2026", "20/01/2026",
         "30/01/2026", "Farmacia de Ejemplo, S.A. de C.V.", "FEJ-190101-AB3", "AD-001", "1.000.000,00", "1.160.000,00",
         "01/02/2026", "31/12/2026", "M.N."),
        ("ITP-LA-002-2026", "Seguro de vehículos", "Servicios", "ITP", "08/01/2026", "15/01/2026", "22/01/2026",
         "Seguros Inventados, S.A.", "SIN 990505 7Z1", "AD-002", "431.034,48", "500.000,00", "01/02/2026", "31/01/2027",
         "Pesos"),
    ),
    {"Clave del procedimiento": "/tender/id", "Objeto de la contratación": "/tender/title",
     "Materia": "/tender/mainProcurementCategory", "Procedimiento": METHOD,
     "Fecha convocatoria": "/tender/tenderPeriod/startDate", "Apertura": "/tender/tenderPeriod/endDate",
     "Fecha Fallo": f"{AWARD}/date", "Adjudicado a": SUPPLIER, "RFC proveedor": RFC,
     "No. Contrato": f"{CONTRACT}/id", "Importe s/IVA": NET, "Importe c/IVA": AMOUNT, "Del": START, "Al": END,
     "Moneda": f"{CONTRACT}/value/currency"},
    "process",
    2,
)  # fmt: skip
OFFICES = (COMPRAS, OBRAS, PARTIDAS, PAGOS, LICITACIONES)
