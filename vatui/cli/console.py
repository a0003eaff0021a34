"""The demo desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vatui import paths
from vatui.cli import out
from vatui.cli.verbs import option, session, verb
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from vatui.cli.session import Session


@verb(N_("Open a day of somebody else, to try everything; your own desk is left alone."))
@option("--reset", is_flag=True, text=N_("Begin the day anew."))
@option("--no-open", is_flag=True, text=N_("Only make the desk and say where it lies."))
@session
def demo(session: Session, reset: bool, no_open: bool) -> int:
    """Make the demo desk if there is none of today, and open the console on it."""
    if session.names_a_desk:
        raise click.UsageError(_("The demo has a desk of its own: leave --db away."))
    if not no_open:
        session.must_have_terminal()
    path = enter_demo(session, reset=reset)
    if no_open:
        out.say(str(path))
        return 0
    return session.open_console()


def enter_demo(session: Session, *, reset: bool = False) -> Path:
    """Work with the demo's desk from now on; it is made if there is none of today.

    Args:
        session: the call of the program.
        reset: make it anew.

    Returns:
        Where it lies.
    """
    from vatui.domain.demo import is_stale, make_demo

    path = paths.demo_file()
    if reset:
        _remove(path)
    session.use_demo(str(path))
    if not reset and session.desk.run(is_stale, session.desk):
        session.close()
        _remove(path)
    if not session.desk.steps(limit=1):
        session.desk.run(make_demo, session.desk)
    return path


def _remove(path: Path) -> None:
    """Remove a desk's file with its companions."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
