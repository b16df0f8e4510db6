"""Where both frozen programs begin; without a verb the window opens."""

import sys

from capture_app.__main__ import main

sys.exit(main())
