"""Starts the headless player."""

import sys

from clamber.bridge.player.main import main

sys.exit(main())
