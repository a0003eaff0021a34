"""A console that only ticks sends next to nothing: it is used over slow lines."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bench.faults import console, keys
from bench.faults.screen import Screen

if TYPE_CHECKING:
    from pathlib import Path


def test_a_ticking_console_repaints_only_its_clock(tmp_path: Path) -> None:
    """Three seconds of doing nothing send less than a tenth of one screen."""
    path = console.prepared(tmp_path)
    screen = Screen([sys.executable, "-m", "vatui"], keys.environment(tmp_path, VATUI_DB=str(path)), folder=os.getcwd())
    try:
        screen.until(keys.FIRST)
        screen.read(4, quiet=4)
        screen.forget()
        screen.read(3, quiet=3)
        assert len(screen.text) < 3_000
    finally:
        screen.close()
