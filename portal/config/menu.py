"""The portal's menu: (name of the address, address, words)."""

from __future__ import annotations

MENU = (
    ("home", "/", "Contrataciones"),
    ("registers", "/registros/", "Registros"),
    ("data", "/datos/", "Datos abiertos"),
    ("about", "/acerca/", "Acerca"),
)
