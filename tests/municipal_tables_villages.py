"""Five more spreadsheets of small towns, written after the method was bettered and before it was tried on them."""

from __future__ import annotations

from datetime import date

from tests.municipal_tables import (
    AMOUNT,
    CONTRACT,
    END,
    ITEM,
    METHOD,
    NET,
    PAYMENT,
    RFC,
    START,
    SUPPLIER,
    Office,
)

AREA = "/planning/requestingUnits/*/name"
FUND = "/planning/budget/budgetBreakdown/*/description"

AGUA = Office(
    "sistema_de_agua",
    "xlsx",
    (
        ("SISTEMA MPAL. DE AGUA POTABLE DE XULHA",),
        ("COMPRAS DEL MES DE FEBRERO",),
        ("#", "REQ.", "FCHA. PEDIDO", "NO. PED.", "PROVEED.", "R.F.C. PROV.", "CONCEP.", "SUBTOT.", "I.V.A.", "TOT."),
        (1, "RQ-018", date(2026, 2, 3), "P-11", "Bombas del Caribe SA", "BCA040506K12", "Bomba 5 HP",
         15000, 2400, 17400),
        (2, "RQ-021", date(2026, 2, 9), "P-12", "Tubos Ake", "TAK1203049G3", "Tubo pvc 4 pulg.",
         8200.5, 1312.08, 9512.58),
        ("", "", "", "", "", "", "SUMA", 23200.5, 3712.08, 26912.58),
    ),
    {
        "#": "", "REQ.": "/tender/id", "FCHA. PEDIDO": f"{CONTRACT}/dateSigned", "NO. PED.": f"{CONTRACT}/id",
        "PROVEED.": SUPPLIER, "R.F.C. PROV.": RFC, "CONCEP.": "/tender/title", "SUBTOT.": NET, "I.V.A.": "",
        "TOT.": AMOUNT,
    },
    "process",
    2,
)  # fmt: skip
ALMACEN = Office(
    "entradas_almacen",
    "csv",
    (
        ("Folio Req.", "Area Solic.", "Cons. part.", "Descrip. del material", "Cant. surtida", "Unid.", "Costo unit.",
         "Proveedor", "Fecha ped."),
        ("RM-7", "Alumbrado", "1", "Foco led 60w", "50", "pza", "38.50", "Electrica Chac", "12/01/2026"),
        ("RM-7", "Alumbrado", "2", "Cable cal. 12", "3", "rollo", "1,240.00", "Electrica Chac", "12/01/2026"),
        ("RM-9", "Parques", "1", "Pintura blanca", "10", "cubeta", "899.00", "Pinturas Dzul", "20/01/2026"),
    ),
    {
        "Folio Req.": "/tender/id", "Area Solic.": AREA, "Cons. part.": f"{ITEM}/id",
        "Descrip. del material": f"{ITEM}/description", "Cant. surtida": f"{ITEM}/quantity",
        "Unid.": f"{ITEM}/unit/name", "Costo unit.": f"{ITEM}/unit/value/netAmount", "Proveedor": SUPPLIER,
        "Fecha ped.": f"{CONTRACT}/dateSigned",
    },
    "item",
    2,
)  # fmt: skip
OBRA = Office(
    "programa_de_obra",
    "xlsx",
    (
        ("PROGRAMA DE OBRA PUBLICA 2026", "", "", "", "", "", "", "", ""),
        ("CVE. OBRA", "DENOM. DE LA OBRA", "FTE. FINANC.", "MODAL. DE ADJ.", "CONTRATISTA ADJ.", "CTO. OBRA",
         "IMPTE. CTO. C/IVA", "FCHA. INI.", "FCHA. TERM."),
        ("26-01", "Techumbre de escuela", "FISM", "Invitación a cuando menos tres personas", "Aceros Poot", "OP-26-01",
         1450000, date(2026, 3, 2), date(2026, 5, 29)),
        ("26-02", "Bacheo col. Centro", "Ingresos propios", "Adjudicación directa", "Asfaltos Uh", "OP-26-02",
         380000.25, date(2026, 3, 9), date(2026, 3, 31)),
    ),
    {
        "CVE. OBRA": "/tender/id", "DENOM. DE LA OBRA": "/tender/title", "FTE. FINANC.": FUND, "MODAL. DE ADJ.": METHOD,
        "CONTRATISTA ADJ.": SUPPLIER, "CTO. OBRA": f"{CONTRACT}/id", "IMPTE. CTO. C/IVA": AMOUNT, "FCHA. INI.": START,
        "FCHA. TERM.": END,
    },
    "process",
    2,
)  # fmt: skip
EGRESOS = Office(
    "polizas_de_egreso",
    "xlsx",
    (
        ("POLIZA", "", "PAGO", "", "DOCUMENTO", "", ""),
        ("NUM.", "FECHA", "IMPORTE", "FORMA", "CTO./PED.", "BENEFICIARIO", "CONCEPTO"),
        ("PE-120", date(2026, 3, 4), 12000, "Cheque", "C-31/26", "Renta de Sillas Ku", "Sillas para evento"),
        ("PE-133", date(2026, 3, 18), 8000, "Transferencia", "C-31/26", "Renta de Sillas Ku", "Sillas para evento"),
        ("PE-140", date(2026, 3, 25), 5600, "Cheque", "C-35/26", "Imprenta Balam", "Lonas"),
    ),
    {
        "POLIZA NUM.": f"{PAYMENT}/id", "POLIZA FECHA": f"{PAYMENT}/date",
        "PAGO IMPORTE": f"{PAYMENT}/value/amount", "PAGO FORMA": f"{PAYMENT}/paymentMethod",
        "DOCUMENTO CTO./PED.": f"{CONTRACT}/id", "DOCUMENTO BENEFICIARIO": SUPPLIER,
        "DOCUMENTO CONCEPTO": "/tender/title",
    },
    "payment",
    2,
)  # fmt: skip
CONTRATOS = Office(
    "relacion_de_contratos",
    "xlsx",
    (
        ("Secretaria Mpal. / Relacion de ctos. celebrados",),
        ("No. prog.", "Num. cto.", "Tipo de cto.", "Prestador de serv.", "Objeto del cto.", "Fecha de firma",
         "Vigencia (inicio)",
         "Vigencia (fin)", "Mto. s/IVA", "Mto. total c/IVA", "Area resp.", "Observ."),
        (1, "SM-001/26", "Servicios", "Despacho Canul y Asoc.", "Asesoria juridica", date(2026, 1, 5), date(2026, 1, 5),
         date(2026, 12, 31), 120000, 139200, "Juridico", ""),
        (2, "SM-002/26", "Arrendamiento", "Jose May Noh", "Renta de oficina", date(2026, 1, 7), date(2026, 1, 7),
         date(2026, 6, 30), 42000, 48720, "Catastro", "Prorrogable"),
    ),
    {
        "No. prog.": "", "Num. cto.": f"{CONTRACT}/id", "Tipo de cto.": "/tender/mainProcurementCategory",
        "Prestador de serv.": SUPPLIER, "Objeto del cto.": "/tender/title",
        "Fecha de firma": f"{CONTRACT}/dateSigned", "Vigencia (inicio)": START, "Vigencia (fin)": END,
        "Mto. s/IVA": NET,
        "Mto. total c/IVA": AMOUNT, "Area resp.": "/planning/responsibleUnits/*/name", "Observ.": "",
    },
    "process",
    2,
)  # fmt: skip
VILLAGES = (AGUA, ALMACEN, OBRA, EGRESOS, CONTRATOS)
