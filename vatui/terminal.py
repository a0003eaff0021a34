"""What Textual leaves open at the terminal's edge (reliability.md 4.3; performance.md "What decides it")."""

from __future__ import annotations

import codecs
import functools
import sys
from typing import Any


def fence() -> None:
    """Take bytes that are no UTF-8 as unknown letters instead of ending the program; before the console starts."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    def decoder(encoding: str) -> Any:
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    module: Any = linux_driver
    module.getincrementaldecoder = decoder
