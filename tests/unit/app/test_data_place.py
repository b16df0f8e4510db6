"""The database is refused where it can be torn, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from capture_app.bootstrap import build
from capture_app.data_place import Mount, UnsafePlace, kind_of_place
from tests.office import begin

LOCAL = (Mount("/", "ext4"), Mount("/home", "ext4"), Mount("/tmp", "tmpfs"))


class Disks:
    def __init__(self, *mounts: Mount, drives: dict[str, int] | None = None) -> None:
        self._mounts, self._drives = (*LOCAL, *mounts), drives or {}

    def mounts(self) -> Iterable[Mount]:
        return self._mounts

    def drive_kind(self, root: str) -> int:
        return self._drives.get(root, 3 if root else 0)


@pytest.mark.parametrize(
    ("folder", "disks", "kind"),
    [
        ("/home/lupita/Captura Abierta", Disks(), None),
        ("/home/lupita/Boxeo/datos", Disks(), None),
        ("/home/lupita/Dropbox/captura", Disks(), "cloud"),
        ("/home/lupita/Google Drive/Mi unidad/captura", Disks(), "cloud"),
        ("/home/lupita/Nextcloud/captura", Disks(), "cloud"),
        ("/media/lupita/USB/captura", Disks(Mount("/media/lupita/USB", "vfat")), "removable"),
        ("/run/media/lupita/KINGSTON", Disks(Mount("/run/media/lupita/KINGSTON", "exfat")), "removable"),
        ("/mnt/oficina/captura", Disks(Mount("/mnt/oficina", "cifs")), "network"),
        ("/mnt/otra/captura", Disks(Mount("/mnt/otra", "fuse.sshfs")), "network"),
        ("/mnt/disco2/captura", Disks(Mount("/mnt/disco2", "ext4")), None),
    ],
)
def test_where_a_database_is_safe(folder: str, disks: Disks, kind: str | None) -> None:
    assert kind_of_place(PurePosixPath(folder), disks, {}) == kind


@pytest.mark.parametrize(
    ("folder", "drives", "kind"),
    [
        (r"C:\Users\Lupita\AppData\Local\captura", {"C:\\": 3}, None),
        (r"E:\captura", {"E:\\": 2}, "removable"),
        (r"Z:\captura", {"Z:\\": 4}, "network"),
        (r"\\servidor\compartida\captura", {}, "network"),
        (r"C:\Users\Lupita\OneDrive - Municipio de Laguna Azul\captura", {"C:\\": 3}, "cloud"),
        (r"C:\Users\Lupita\Nube\captura", {"C:\\": 3}, None),
    ],
)
def test_where_a_database_is_safe_on_windows(folder: str, drives: dict[str, int], kind: str | None) -> None:
    assert kind_of_place(PureWindowsPath(folder), Disks(drives=drives), {}) == kind


def test_a_folder_that_the_system_calls_onedrive_is_one(tmp_path: Path) -> None:
    place = tmp_path / "Nube" / "captura"
    assert kind_of_place(place, Disks(), {"OneDriveCommercial": str(tmp_path / "Nube")}) == "cloud"
    assert kind_of_place(place, Disks(), {"OneDriveCommercial": ""}) is None


def test_the_marks_a_cloud_program_leaves_are_seen(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").write_text("", encoding="utf-8")
    assert kind_of_place(tmp_path / "datos", Disks(), {}) == "cloud"


def test_an_office_is_not_opened_there_and_nothing_is_made(tmp_path: Path) -> None:
    folder = begin(tmp_path / "Dropbox" / "oficina")
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(UnsafePlace) as refused:
        build(folder, probe=Disks())
    assert "se copia sola a la nube" in refused.value.message_es
    assert refused.value.action_es
    assert sorted(path.name for path in folder.iterdir()) == before
