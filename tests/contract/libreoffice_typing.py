"""Types into a workbook with LibreOffice itself and saves it as both kinds; run by an interpreter that has `uno`.

Arguments: the address of the book, that of the folder for `llenada.xlsx` and `llenada.ods`, the folder of the profile,
and the cells as JSON, `[sheet, row, column, what is typed]` counted from 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PIPE = "captura-prueba"
TICK = 0.3
KINDS = (("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8"))


def connected(office: subprocess.Popen[bytes]) -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while office.poll() is None:
        with suppress(NoConnectException):
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        with suppress(subprocess.TimeoutExpired):
            office.wait(TICK)
    raise SystemExit("LibreOffice ended before it could be asked")


def main(template: str, folder: str, profile: str, cells: str) -> None:
    accept = f"--accept=pipe,name={PIPE};urp;"
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={Path(profile).as_uri()}", accept]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as office:
        context = connected(office)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        book = desktop.loadComponentFromURL(template, "_blank", 0, ())
        for sheet, row, column, typed in json.loads(cells):
            book.Sheets.getByName(sheet).getCellByPosition(column - 1, row - 1).setFormula(typed)
        for ending, name in KINDS:
            book.storeToURL(f"{folder}/llenada.{ending}", (PropertyValue("FilterName", 0, name, 0),))
        book.close(True)
        desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
