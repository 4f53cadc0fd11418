"""`python -m cleaner`."""

from __future__ import annotations

import sys

from cleaner.cli.main import main

sys.exit(main())
