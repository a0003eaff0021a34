"""Undo, redo and the log of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vatui.cli import out, show
from vatui.cli.verbs import as_json, option, plain, session, verb
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.desk import Step


@verb(N_("Take back your last change."))
@as_json
@session
def undo(session: Session, as_json: bool) -> None:
    """Take back the newest change of mine that can be."""
    step = session.desk.run(session.desk.undo)
    _tell(session, step, as_json, _("Undid: {title}: {subject}"))


@verb(N_("Put back what you undid last."))
@as_json
@session
def redo(session: Session, as_json: bool) -> None:
    """Put back the change that was undone last."""
    step = session.desk.run(session.desk.redo)
    _tell(session, step, as_json, _("Redid: {title}: {subject}"))


def _tell(session: Session, step: Step, as_json: bool, sentence: str) -> None:
    if as_json:
        out.data(_step(step, session.zone, _codes(session)))
    else:
        out.say(sentence.format(title=_(step.title), subject=step.subject).rstrip(": "))


@verb(N_("Show what was done, newest first."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only what concerns this client."))
@option("--limit", "-n", type=click.IntRange(1, 10_000), default=20, show_default=True, text=N_("How many at most."))
@plain
@as_json
@session
def activity(session: Session, client: str | None, limit: int, plain: bool, as_json: bool) -> None:
    """Print the activity log."""
    from vatui.domain.clients import find_client

    desk = session.desk
    client_id = None if client is None else desk.run(find_client, desk, client).id
    codes = _codes(session)
    steps = desk.run(desk.steps, limit=limit, client_id=client_id)
    zone = session.zone
    if as_json:
        out.data({"activity": [_step(step, zone, codes) for step in steps]})
        return
    rows = [
        [show.when(step.at, zone), step.actor, codes.get(step.client_id or 0, ""), _title(step), step.subject] for step in steps
    ]
    out.table([_("When"), _("Who"), _("Client"), _("What"), _("About")], rows, plain=plain)


def _codes(session: Session) -> dict[int, str]:
    from vatui.domain.clients import client_lines

    return {line.id: line.code for line in session.desk.run(client_lines, session.desk, all_states=True)}


def _title(step: Step) -> str:
    if step.undoes is not None:
        return _("Undid: {title}").format(title=_(step.title))
    return _("{title} (undone)").format(title=_(step.title)) if step.undone else _(step.title)


def _step(step: Step, zone: str, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "id": step.id, "title": _(step.title), "subject": step.subject, "at": show.instant(step.at, zone), "actor": step.actor,
        "client": codes.get(step.client_id or 0), "undone": step.undone, "undoable": step.undoable, "undoes": step.undoes,
    }  # fmt: skip
