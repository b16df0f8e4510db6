"""Where a database must not live: on what is pulled out, across a network, in a folder that a cloud copies.

SQLite's journal is safe on a local disk only; a folder that is synchronised hands over half-written files.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Protocol

from capture_app.errors import CaptureError
from capture_app.words import say
from forms.codes import fold

CLOUD, NETWORK, REMOVABLE = "cloud", "network", "removable"
# Names of the folders that copy themselves away, and the marks that their programs leave inside.
_CLOUD_NAMES = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "mi unidad", "icloud drive", "iclouddrive",
    "com~apple~clouddocs", "box", "box sync", "mega", "megasync", "nextcloud", "owncloud", "pcloud drive", "syncthing",
)  # fmt: skip
_CLOUD_PREFIXES = ("onedrive -", "dropbox (", "google drive (", "my drive (", "nextcloud-", "box-box")
_CLOUD_MARKS = (".dropbox", ".dropbox.cache", ".owncloudsync.log", ".sync_journal.db", ".stfolder", ".megasync")
_NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "ncpfs", "ceph"})
_NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs", "fuse.s3fs", "fuse.google-drive")
_REMOVABLE_MOUNTS = ("/media/", "/run/media/", "/Volumes/")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


class UnsafePlace(CaptureError):
    """The data folder is where a database is not safe; `kind` is `cloud`, `network` or `removable`."""

    def __init__(self, kind: str, folder: Path) -> None:
        super().__init__(say(f"place.{kind}", folder=str(folder)), say("place.safe"), say("place.action"))
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system: where, and of which type."""

    point: str
    system: str


class Probe(Protocol):
    """What the computer says of its disks."""

    def mounts(self) -> Iterable[Mount]:
        """The file systems mounted; nothing where the system does not say."""

    def drive_kind(self, root: str) -> int:
        """What Windows calls the drive (2 removable, 4 remote); 0 elsewhere."""


class SystemProbe:
    """This computer."""

    def mounts(self) -> Iterable[Mount]:
        table = Path("/proc/self/mounts")
        if not table.is_file():
            return ()
        lines = (line.split() for line in table.read_text(encoding="utf-8", errors="replace").splitlines())
        return [Mount(parts[1].replace("\\040", " "), parts[2]) for parts in lines if len(parts) > 2]

    def drive_kind(self, root: str) -> int:
        if sys.platform != "win32":
            return 0
        return int(ctypes.windll.kernel32.GetDriveTypeW(root))


def kind_of_place(folder: PurePath, probe: Probe, environment: Mapping[str, str]) -> str | None:
    """Why a database is not safe in a folder, None where it is."""
    if _is_cloud(folder, environment):
        return CLOUD
    if str(folder).startswith(("\\\\", "//")):
        return NETWORK
    drive = PureWindowsPath(folder).drive
    kind = probe.drive_kind(f"{drive}\\") if drive else 0
    if kind in (_DRIVE_REMOTE, _DRIVE_REMOVABLE):
        return NETWORK if kind == _DRIVE_REMOTE else REMOVABLE
    return _kind_of_mount(str(folder), probe.mounts())


def _is_cloud(folder: PurePath, environment: Mapping[str, str]) -> bool:
    names = [fold(part) for part in folder.parts]
    if any(name in _CLOUD_NAMES or name.startswith(_CLOUD_PREFIXES) for name in names):
        return True
    homes = [PurePath(value) for name, value in environment.items() if name.startswith("OneDrive") and value]
    above = (folder, *folder.parents)
    if any(home in above for home in homes):
        return True
    return any((Path(place) / mark).exists() for place in above for mark in _CLOUD_MARKS)


def _kind_of_mount(folder: str, mounts: Iterable[Mount]) -> str | None:
    """Of the mount that holds the folder: the one with the longest name on the way."""
    holding = [item for item in mounts if folder == item.point or folder.startswith(item.point.rstrip("/") + "/")]
    nearest = max(holding, key=lambda item: len(item.point), default=Mount("/", ""))
    if nearest.system in _NETWORK_SYSTEMS or nearest.system.startswith(_NETWORK_FUSE):
        return NETWORK
    return REMOVABLE if f"{nearest.point}/".startswith(_REMOVABLE_MOUNTS) else None


def refuse_unsafe_place(folder: Path, probe: Probe, environment: Mapping[str, str]) -> None:
    """UnsafePlace for a folder whose database could be torn."""
    kind = kind_of_place(folder.resolve(), probe, environment)
    if kind is not None:
        raise UnsafePlace(kind, folder)
