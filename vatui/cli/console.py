"""The demo desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vatui import paths
from vatui.cli import out
from vatui.cli.verbs import option, session, verb
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session


@verb(N_("Open a day of somebody else, to try everything; your own desk is left alone."))
@option("--reset", is_flag=True, text=N_("Begin the day anew."))
@option("--no-open", is_flag=True, text=N_("Only make the desk and say where it lies."))
@session
def demo(session: Session, reset: bool, no_open: bool) -> int:
    """Make the demo desk if there is none, and open the console on it."""
    from vatui.domain.demo import make_demo

    if session.names_a_desk:
        raise click.UsageError(_("The demo has a desk of its own: leave --db away."))
    path = paths.demo_file()
    if not no_open:
        session.must_have_terminal()
    new = reset or not path.exists()
    if reset:
        for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            file.unlink(missing_ok=True)
    session.use_demo(str(path))
    if new:
        session.desk.run(make_demo, session.desk)
    if no_open:
        out.say(str(path))
        return 0
    return session.open_console()
