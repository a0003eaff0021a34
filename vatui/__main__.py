"""The program: without a verb the console, with one the command line. The only module that knows both."""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vatui.cli.session import Session

_FEW_COLLECTIONS = 50_000
"""A verb makes little garbage; looking for it while modules load costs a tenth of a short verb's time."""


def console(session: Session) -> int:
    """Open the console on a session's desk; returns its exit status."""
    # Textual reads it when it is imported: a bare escape is told from a longer key sequence after 25 ms, not 100.
    os.environ.setdefault("ESCDELAY", "25")
    from vatui.app import run_on

    while True:
        status, other = run_on(session.desk, session.settings, demo=session.demo, discreet=session.discreet_code)
        if not other:
            return status
        if other == "demo":
            from vatui.cli.console import enter_demo

            enter_demo(session)
        else:
            session.leave_demo()
        session.forget_settings()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status.

    Args:
        arguments: what follows the program's name. If none are given it is the process's own, which ends here.
    """
    if arguments is not None:
        return _run(arguments)
    gc.set_threshold(_FEW_COLLECTIONS)
    status = _run(sys.argv[1:])
    if threading.active_count() == 1 and _flushed():
        # All is closed and written. Taking the interpreter apart would cost a seventh of a short verb's time.
        os._exit(status)
    return status


def _run(arguments: Sequence[str]) -> int:
    from vatui import cli

    return cli.main(arguments, console=console)


def _flushed() -> bool:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
