"""Someone opens a record and, before it has come, goes on to something else."""

from __future__ import annotations

from tests.journeys.files import INVENTED_OCID, invented_file
from tests.journeys.windows import Window


def test_keys_go_where_the_person_looks_when_a_record_comes_late(stranger, tmp_path):
    stranger.captura("import", invented_file(tmp_path))
    before = stranger.captura("show", INVENTED_OCID)
    with Window(stranger.folder) as window:
        said = window.do("turn_away", INVENTED_OCID, "otra cosa")
        window.close()
    assert said["looked_for"] == "otra cosa"
    assert stranger.captura("show", INVENTED_OCID) == before
