"""The WSGI application that waitress or gunicorn serve."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from portal.intake.admission import Admitting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
application = Admitting(get_wsgi_application())
