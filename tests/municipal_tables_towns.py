"""Five spreadsheets of small towns: abbreviations, no accents, two lines of titles, units within titles.

They were written before the words of the assistant were looked at, so that its first guesses could be counted.
"""

from __future__ import annotations

from datetime import date

from tests.municipal_tables import AMOUNT, AWARD, CONTRACT, END, ITEM, METHOD, PAYMENT, RFC, START, SUPPLIER, Office

AREA = "/planning/requestingUnits/*/name"
PROGRESS = f"{CONTRACT}/implementation/progress/*"
BREAKDOWN = "/planning/budget/budgetBreakdown/*"

TESORERIA = Office(
    "tesoreria",
    "xlsx",
    (
        ("H. AYUNTAMIENTO DE SAN ISIDRO DEL MONTE",),
        ("TESORERIA MPAL. - PAGOS A PROVEEDORES 1ER TRIM. 2026",),
        (),
        ("Cons.", "F. Pago", "No. Poliza", "Forma Pago", "Benef.", "Cto. No.", "Fact.", "Imp. Pagado $", "Obs."),
        (1, date(2026, 1, 14), "E-00031", "Transferencia", "Ferreteria El Clavo", "CT-002-26", "A 118", 18560, ""),
        (2, date(2026, 1, 30), "E-00057", "Cheque", "Ferreteria El Clavo", "CT-002-26", "A 131", 9280.5, "2o. pago"),
        (3, date(2026, 2, 12), "E-00090", "Transferencia", "Llantera Hnos. Poot", "CT-005-26", "771", 23200, ""),
        ("", "", "", "", "", "", "TOTAL", 51040.5, ""),
    ),
    {
        "Cons.": "",
        "F. Pago": f"{PAYMENT}/date",
        "No. Poliza": f"{PAYMENT}/id",
        "Forma Pago": f"{PAYMENT}/paymentMethod",
        "Benef.": SUPPLIER,
        "Cto. No.": f"{CONTRACT}/id",
        "Fact.": "",
        "Imp. Pagado $": f"{PAYMENT}/value/amount",
        "Obs.": "",
    },
    "payment",
    2,
)
OBRAS = Office(
    "obras_ramo_33",
    "xlsx",
    (
        ("MPIO. DE SAN ISIDRO DEL MONTE - DIR. DE OBRAS PUBLICAS",),
        ("", "", "", "CONTRATISTA", "", "CONTRATO", "", "", "PERIODO DE EJEC.", "", "AVANCE %", ""),
        (
            "NUM. OBRA", "DESCRIP. DE LA OBRA", "MOD. ADJ.", "NOMBRE", "RFC",
            "NUM.", "FECHA", "MONTO C/IVA", "INICIO", "TERM.", "FIS.", "FIN.",
        ),
        (
            "FISM-01/26", "Const. de banquetas calle 5", "Adjudicación directa", "Constructora Kaan SA de CV",
            "CKA050607AB1", "MSI-OP-01-26", date(2026, 2, 2), 580000.0, date(2026, 2, 9), date(2026, 4, 30), 35, 30,
        ),
        (
            "FISM-02/26", "Rehab. de pozo de agua", "Invitación a cuando menos tres personas", "Perforadora Ich",
            "PIC0102037T9", "MSI-OP-02-26", date(2026, 2, 20), 1240350.75, date(2026, 3, 2), date(2026, 6, 30), 0, 0,
        ),
    ),
    {
        "NUM. OBRA": "/tender/id",
        "DESCRIP. DE LA OBRA": "/tender/title",
        "MOD. ADJ.": METHOD,
        "CONTRATISTA NOMBRE": SUPPLIER,
        "CONTRATISTA RFC": RFC,
        "CONTRATO NUM.": f"{CONTRACT}/id",
        "CONTRATO FECHA": f"{CONTRACT}/dateSigned",
        "CONTRATO MONTO C/IVA": AMOUNT,
        "PERIODO DE EJEC. INICIO": START,
        "PERIODO DE EJEC. TERM.": END,
        "AVANCE % FIS.": f"{PROGRESS}/physicalPercent",
        "AVANCE % FIN.": f"{PROGRESS}/financialPercent",
    },
    "process",
    2,
)  # fmt: skip
ORDENES = Office(
    "ordenes_de_compra",
    "csv",
    (
        (
            "O.C.", "FEC. O.C.", "DEPTO. SOLIC.", "PROV.", "RFC PROV.", "ART.",
            "CANT.", "U/M", "P.U. S/IVA ($)", "IMPTE.", "IVA 16%", "TOTAL",
        ),
        (
            "OC-0012", "13/01/2026", "Seg. Publica", "Uniformes Balam", "UBA110203Q11", "Botas tacticas",
            "20", "par", "1,150.00", "23,000.00", "3,680.00", "26,680.00",
        ),
        (
            "OC-0012", "13/01/2026", "Seg. Publica", "Uniformes Balam", "UBA110203Q11", "Gorra",
            "20", "pza", "95.00", "1,900.00", "304.00", "2,204.00",
        ),
        (
            "OC-0013", "15/01/2026", "Serv. Grales.", "Aceites Uc", "AUC990807H56", "Aceite 15W40",
            "6", "cub", "1,310.50", "7,863.00", "1,258.08", "9,121.08",
        ),
    ),
    {
        "O.C.": f"{CONTRACT}/id",
        "FEC. O.C.": f"{CONTRACT}/dateSigned",
        "DEPTO. SOLIC.": AREA,
        "PROV.": SUPPLIER,
        "RFC PROV.": RFC,
        "ART.": f"{ITEM}/description",
        "CANT.": f"{ITEM}/quantity",
        "U/M": f"{ITEM}/unit/name",
        "P.U. S/IVA ($)": f"{ITEM}/unit/value/netAmount",
        "IMPTE.": "",
        "IVA 16%": "",
        "TOTAL": "",
    },
    "item",
    2,
)  # fmt: skip
ARRENDAMIENTOS = Office(
    "arrendamientos",
    "xlsx",
    (
        ("RELACION DE CONTRATOS VIGENTES DE SERVICIOS Y RENTAS",),
        ("EJERCICIO FISCAL 2026",),
        (
            "N/P", "CLAVE DEL CTO.", "PRESTADOR O ARRENDADOR", "TIPO PERSONA", "OBJETO", "TIPO DE ADJ.",
            "FUND. LEGAL", "VIG. DEL", "VIG. AL", "MTO. TOTAL (PESOS)", "FTE. DE FINANC.",
        ),
        (
            1, "SM/ARR/001/2026", "Rosa Ek Tun", "Persona física", "Renta de local para el DIF", "Adjudicación directa",
            "Art. 33 fracc. II", date(2026, 1, 1), date(2026, 12, 31), 96000, "Ingresos propios",
        ),
        (
            2, "SM/SERV/004/2026", "Radio Maya SA de CV", "Persona moral", "Perifoneo y avisos",
            "Adjudicación directa", "Art. 33 fracc. V", date(2026, 2, 1), date(2026, 7, 31), 60000, "Part. federales",
        ),
    ),
    {
        "N/P": "",
        "CLAVE DEL CTO.": f"{CONTRACT}/id",
        "PRESTADOR O ARRENDADOR": SUPPLIER,
        "TIPO PERSONA": f"{AWARD}/suppliers/*/identifier/legalPersonality",
        "OBJETO": "/tender/title",
        "TIPO DE ADJ.": METHOD,
        "FUND. LEGAL": "/tender/procurementMethodRationale",
        "VIG. DEL": START,
        "VIG. AL": END,
        "MTO. TOTAL (PESOS)": AMOUNT,
        "FTE. DE FINANC.": f"{BREAKDOWN}/description",
    },
    "process",
    2,
)  # fmt: skip
CONCURSOS = Office(
    "concursos",
    "xlsx",
    (
        (
            "NO. CONCURSO", "QUE SE CONCURSA", "PUBLIC. CONVOC.", "APERT. DE PROP.", "FALLO", "NO. PART.",
            "EMPRESA GANADORA", "MONTO ADJ. C/IVA", "NO. CTO.", "FEC. FIRMA", "STATUS",
        ),
        (
            "LPM-SI-01-2026", "Compra de camion recolector", date(2026, 1, 12), date(2026, 1, 27), date(2026, 2, 3), 4,
            "Camiones del Sur SA de CV", 1890000, "LPM-01-26", date(2026, 2, 10), "",
        ),
        (
            "LPM-SI-02-2026", "Luminarias led", date(2026, 2, 16), date(2026, 3, 3), date(2026, 3, 10), 2,
            "Electrica Chac SA", 742400.4, "LPM-02-26", date(2026, 3, 17), "",
        ),
        ("ELABORO: C. MARIA COB", "", "", "", "", "", "", "", "", "", ""),
    ),
    {
        "NO. CONCURSO": "/tender/id",
        "QUE SE CONCURSA": "/tender/title",
        "PUBLIC. CONVOC.": "/tender/tenderPeriod/startDate",
        "APERT. DE PROP.": "/tender/tenderPeriod/endDate",
        "FALLO": f"{AWARD}/date",
        "NO. PART.": "/tender/numberOfTenderers",
        "EMPRESA GANADORA": SUPPLIER,
        "MONTO ADJ. C/IVA": f"{AWARD}/value/amount",
        "NO. CTO.": f"{CONTRACT}/id",
        "FEC. FIRMA": f"{CONTRACT}/dateSigned",
        "STATUS": "",
    },
    "process",
    2,
)  # fmt: skip
TOWNS = (TESORERIA, OBRAS, ORDENES, ARRENDAMIENTOS, CONCURSOS)
