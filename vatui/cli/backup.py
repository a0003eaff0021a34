"""Backups: making, listing and restoring them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from vatui import wording
from vatui.cli import asked, out, show
from vatui.cli.verbs import as_json, option, plain, session, verb
from vatui.errors import VatuiError
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.backups import Backup
    from vatui.cli.session import Session

_KINDS = {"manual": N_("by hand"), "daily": N_("daily"), "before": N_("before an update"), "replaced": N_("replaced")}


@verb(N_("Back up the desk into a file or folder, by default beside it."))
@click.argument("to", required=False, metavar="[FILE|FOLDER]")
@option("--list", "listed", is_flag=True, text=N_("List the backups there are."))
@plain
@as_json
@session
def backup(session: Session, to: str | None, listed: bool, plain: bool, as_json: bool) -> None:
    """Make a backup, or list them."""
    from vatui import backups

    if listed:
        if to is not None:
            raise click.UsageError(_("--list takes no file."))
        _list(session, backups.list_backups(session.url), plain=plain, as_json=as_json)
        return
    made = backups.backup(session.url, None if to is None else asked.path(to), session.clock.now())
    if as_json:
        out.data(_backup(made, session.zone))
    else:
        out.say(_("Backed up to {file}, {size}.").format(file=made.path, size=wording.file_size(made.size)))


def _list(session: Session, found: tuple[Backup, ...], *, plain: bool, as_json: bool) -> None:
    zone = session.zone_if_any
    if as_json:
        out.data({"backups": [_backup(one, zone) for one in found]})
        return
    rows = [[show.when(one.at, zone), wording.file_size(one.size), _(_KINDS[one.kind]), str(one.path)] for one in found]
    out.table([_("When"), _("Size"), _("Kind"), _("File")], rows, plain=plain, right=(1,))


def _backup(one: Backup, zone: str) -> dict[str, Any]:
    return {"file": str(one.path), "size": one.size, "sha256": one.sha256, "at": show.instant(one.at, zone), "kind": one.kind}


@verb(N_("Put a backup in the place of the desk; the present desk is kept."))
@click.argument("file")
@option("--yes", "-y", is_flag=True, text=N_("Do not ask."))
@as_json
@session
def restore(session: Session, file: str, yes: bool, as_json: bool) -> None:
    """Restore a backup, after a question where somebody can answer it."""
    from vatui import backups

    if not yes:
        _ask(session.url)
    kept = backups.restore(asked.path(file), session.url, session.clock.now())
    if as_json:
        out.data({"restored": file, "kept": None if kept is None else str(kept)})
        return
    out.say(_("Restored {file}.").format(file=file))
    if kept is not None:
        out.say(_("The desk before is kept in {file}.").format(file=kept))


def _ask(url: str) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise VatuiError(N_("Restoring replaces the desk. Say --yes if you mean it."))
    from vatui.desk import desk_path

    out.talk(_("Replace the desk {file}? Type yes:").format(file=desk_path(url) or _("on the server")))
    if sys.stdin.readline().strip().casefold() not in ("yes", "y", "ya"):
        raise VatuiError(N_("Nothing was changed."))
