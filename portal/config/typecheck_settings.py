"""The settings on a throw-away folder, for tools that must import them without an installation."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from portal.config.home import DATA_VARIABLE, PortalHome

_FOLDER = Path(tempfile.gettempdir()) / "captura-portal-typecheck"
PortalHome(_FOLDER).prepare()
os.environ[DATA_VARIABLE] = str(_FOLDER)

from portal.config.settings import *  # noqa: E402, F403
