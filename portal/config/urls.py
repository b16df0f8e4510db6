"""Every address of the portal."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from portal.accounts.sign_in import SignIn
from portal.config.errors import bad_request, not_allowed, not_found, server_failed
from portal.config.health import health
from portal.config.openapi import openapi
from portal.intake.admin_page import admin_office, admin_page, admin_revoke
from portal.intake.office_page import office_page
from portal.intake.public_files import public_file_view
from portal.intake.views import (
    blob_view,
    day_heads_view,
    enrol_view,
    exchange_view,
    file_view,
    key_steps_view,
    keys_view,
    verifier_view,
)
from portal.publication import crawlers, downloads, pages, tables
from portal.registers import downloads as register_downloads
from portal.registers import pages as register_pages
from sync.wire import BLOB_PATH, ENROL_PATH, EXCHANGE_PATH, FIRST_PATHS, KEYS_PATH

urlpatterns = [
    path("", pages.home, name="home"),
    path("proceso/<path:ocid>/release.json", downloads.release, name="release"),
    path("proceso/<path:ocid>/release-package.json", downloads.release_package, name="release_package"),
    path("proceso/<path:ocid>/record.json", downloads.record, name="record"),
    path("proceso/<path:ocid>/record-package.json", downloads.record_package, name="record_package"),
    path("proceso/<path:ocid>/tablas.zip", tables.process_csv, name="process_csv"),
    path("proceso/<path:ocid>/tablas.xlsx", tables.process_xlsx, name="process_xlsx"),
    path("proceso/<path:ocid>/", pages.process, name="process"),
    path("releases/<path:release_id>.json", downloads.one_release, name="one_release"),
    path("registros/", register_pages.index, name="registers"),
    path("registros/<slug:slug>/", register_pages.listing, name="register"),
    path("registros/<slug:slug>/datos.json", register_downloads.register_json, name="register_json"),
    path("registros/<slug:slug>/datos.csv", register_downloads.register_csv, name="register_csv"),
    path("registros/<slug:slug>/datos.xlsx", register_downloads.register_xlsx, name="register_xlsx"),
    path("registros/<slug:slug>/tablas.zip", register_downloads.register_tables, name="register_tables"),
    path("registros/<slug:slug>/<str:code>/", register_pages.entry, name="entry"),
    path("registros/<slug:slug>/<str:code>/datos.json", register_downloads.entry_json, name="entry_json"),
    path("datos/", pages.data, name="data"),
    path("datos/paquete.jsonl", downloads.everything, name="everything"),
    path("datos/tablas.zip", tables.everything_csv, name="everything_csv"),
    path("datos/tablas.xlsx", tables.everything_xlsx, name="everything_xlsx"),
    path("datos/openapi.json", openapi, name="openapi"),
    path("historia/cabezas.jsonl", day_heads_view, name="day_heads"),
    path("historia/llaves.jsonl", key_steps_view, name="key_steps"),
    path("historia/verificador.py", verifier_view, name="verifier"),
    path("acerca/", pages.about, name="about"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("salud", health, name="health"),
    path("entrar/", SignIn.as_view(), name="sign_in"),
    path("salir/", LogoutView.as_view(), name="sign_out"),
    path("oficina/", office_page, name="office"),
    path("administracion/", admin_page, name="admin"),
    path("administracion/<slug:code>/", admin_office, name="admin_office"),
    path("administracion/<slug:code>/baja/<slug:what>/<uuid:key>/", admin_revoke, name="admin_revoke"),
    path("archivo/<str:sha256>", public_file_view, name="public_file"),
    path("oficina/archivo/<str:sha256>", file_view, name="file"),
    path(BLOB_PATH.lstrip("/"), blob_view, name="blob"),
    path(EXCHANGE_PATH.lstrip("/"), exchange_view, name="exchange"),
    path(ENROL_PATH.lstrip("/"), enrol_view, name="enrol"),
    path(KEYS_PATH.lstrip("/"), keys_view, name="keys"),
    path(FIRST_PATHS[BLOB_PATH].lstrip("/"), blob_view, name="first_blob"),
    path(FIRST_PATHS[EXCHANGE_PATH].lstrip("/"), exchange_view, name="first_exchange"),
    path(FIRST_PATHS[ENROL_PATH].lstrip("/"), enrol_view, name="first_enrol"),
]
handler400 = bad_request
handler403 = not_allowed
handler404 = not_found
handler500 = server_failed
