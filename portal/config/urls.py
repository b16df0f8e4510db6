"""Every address of the portal."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from portal.config.errors import bad_request, not_allowed, not_found, server_failed
from portal.config.health import health
from portal.intake.office_page import office_page
from portal.intake.views import enrol_view, exchange_view
from portal.publication import crawlers, downloads, pages
from sync.wire import ENROL_PATH, EXCHANGE_PATH

urlpatterns = [
    path("", pages.home, name="home"),
    path("proceso/<path:ocid>/release.json", downloads.release, name="release"),
    path("proceso/<path:ocid>/release-package.json", downloads.release_package, name="release_package"),
    path("proceso/<path:ocid>/record.json", downloads.record, name="record"),
    path("proceso/<path:ocid>/record-package.json", downloads.record_package, name="record_package"),
    path("proceso/<path:ocid>/", pages.process, name="process"),
    path("releases/<path:release_id>.json", downloads.one_release, name="one_release"),
    path("datos/", pages.data, name="data"),
    path("datos/paquete.jsonl", downloads.everything, name="everything"),
    path("acerca/", pages.about, name="about"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("salud", health, name="health"),
    path("entrar/", LoginView.as_view(template_name="sign_in.html"), name="sign_in"),
    path("salir/", LogoutView.as_view(), name="sign_out"),
    path("oficina/", office_page, name="office"),
    path(EXCHANGE_PATH.lstrip("/"), exchange_view, name="exchange"),
    path(ENROL_PATH.lstrip("/"), enrol_view, name="enrol"),
]
handler400 = bad_request
handler403 = not_allowed
handler404 = not_found
handler500 = server_failed
