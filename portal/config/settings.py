"""Django settings. Everything that differs between installations comes from the data folder or the environment."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from portal.config.database import database_settings
from portal.config.home import current_home

HOME = current_home()
PORTAL_ROOT = Path(__file__).resolve().parents[1]
OPTIONS = HOME.options()
PORTAL_URL = (os.environ.get("PORTAL_URL") or OPTIONS.get("url", "")).rstrip("/")
PORTAL_NAME = os.environ.get("PORTAL_NAME") or OPTIONS.get("name", "Captura Abierta")
PORTAL_SPACE = os.environ.get("PORTAL_SPACE", "live")
PORTAL_EPOCH = HOME.epoch
PORTAL_BLOBS = HOME.folder / "documentos"
PORTAL_KEYRING = HOME.keyring
PORTAL_COMPLAINT_URL = OPTIONS.get("complaint_url", "")
PORTAL_PUBLISHER = OPTIONS.get("publisher", PORTAL_NAME)

DEBUG = False
SECRET_KEY = HOME.secret
_ADDRESS = urlsplit(PORTAL_URL)
_EXTRA_HOSTS = [host for host in os.environ.get("PORTAL_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = [host for host in (_ADDRESS.hostname, "localhost", "127.0.0.1", "[::1]") if host] + _EXTRA_HOSTS

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "portal.accounts",
    "portal.intake",
    "portal.publication",
    "portal.registers",
]
MIDDLEWARE = [
    "portal.config.middleware.StrictHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.config.middleware.WellFormedAddress",
]
ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), HOME.database)}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PORTAL_ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.config.context.portal",
            ],
            "builtins": ["portal.publication.templatetags.office_words"],
        },
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "office"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "es-mx"
TIME_ZONE = "America/Cancun"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PORTAL_ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

_SECURE = _ADDRESS.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_NAME = "__Host-sesion" if _SECURE else "sesion"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("PORTAL_BEHIND_PROXY") else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.config.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [PORTAL_URL] if PORTAL_URL else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_572_864

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
