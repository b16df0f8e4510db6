"""How an office begins in a folder and becomes known to its portal."""

from __future__ import annotations

import platform
from contextlib import closing
from pathlib import Path

from capture_app.errors import NotEnrolled
from capture_app.ids import SystemClock, stamp
from capture_app.secrets import Secrets, device_key_name, enrolling_key_name, find_secrets
from capture_app.settings import LIVE, Settings, new_settings, read_settings, refuse_begun, write_settings
from capture_app.words import say

WEB = "https://"


def init(
    data_dir: Path,
    office_code: str,
    office_name: str,
    ocid_prefix: str,
    user: str,
    portal_url: str | None = None,
    enrol_code: str | None = None,
    office_rfc: str = "",
    space: str = LIVE,
) -> Settings:
    """A new office in a folder, known to its portal where a code is given; all of it or nothing."""
    from capture_app.bootstrap import build

    refuse_begun(data_dir)
    settings = new_settings(office_code, office_name, ocid_prefix, user, office_rfc, space)
    if portal_url and enrol_code:
        settings = _enrolled(settings, portal_url, enrol_code, find_secrets())
    write_settings(data_dir, settings)
    build(data_dir).close()
    return settings


def enrol(data_dir: Path, portal_url: str, enrol_code: str) -> Settings:
    """Make an office already begun known to its portal; Apps opened before do not know it yet."""
    from capture_app.store.authorities import trusted
    from capture_app.store.opening import open_database

    known = open_database(data_dir, stamp(SystemClock().now()), read_only=True)
    with closing(known):
        authorities = trusted(known)
    settings = _enrolled(read_settings(data_dir), portal_url, enrol_code, find_secrets(), authorities)
    write_settings(data_dir, settings)
    return settings


def _enrolled(
    settings: Settings, portal_url: str, code: str, secrets: Secrets, authorities: str | None = None
) -> Settings:
    """The key is kept before the portal hears of it, under the code's name: where the answer is lost, the same
    code with the same key is the same device."""
    from sync import client, errors, keys, transport

    private = secrets.get(enrolling_key_name(code)) or keys.new_key()
    secrets.put(enrolling_key_name(code), private)
    secrets.put(device_key_name(settings), private)
    try:
        with closing(transport.Transport(_whole(portal_url), authorities=authorities, pins=settings.pins)) as post:
            reply = client.enrol(post, keys.Signer(private), code, platform.node() or "computadora", SystemClock())
    except errors.SyncError as error:
        told = say(f"enrolling.{error.code}", **error.parameters) or error.message
        raise NotEnrolled(told, "enrol_code" if error.code.startswith("code_") else "portal_url") from error
    return settings.enrolled_at(post.address, reply)


def _whole(address: str) -> str:
    """An address as people say it, without its first letters."""
    return address if "://" in address else f"{WEB}{address.strip()}"
