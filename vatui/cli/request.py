"""Requests of clients: listing, showing and closing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import click

from vatui import wording
from vatui.cli import out, show
from vatui.cli.verbs import as_json, group, option, plain, session
from vatui.i18n import N_, _
from vatui.values import RequestState

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.domain.requests import Group, Inbox, RequestLine


@group(N_("List, show and close requests of clients."))
def request() -> None:
    """Group the verbs of requests."""


@request.command("list", help=N_("List requests, those to be answered first before the others."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only this client's."))
@option(
    "--group",
    "-g",
    "which",
    type=click.Choice(["open", "snoozed", "owed", "closed"]),
    default="open",
    show_default=True,
    text=N_("Open; hidden until later; cards that want a reply; closed."),
)
@option("--limit", "-n", type=click.IntRange(1, 100_000), default=200, show_default=True, text=N_("How many at most."))
@plain
@as_json
@session
def request_list(session: Session, client: str | None, which: str, limit: int, plain: bool, as_json: bool) -> None:
    """List the requests of one group."""
    from vatui.domain.clients import find_client
    from vatui.domain.requests import inbox

    desk = session.desk
    client_ids = None if client is None else [desk.run(find_client, desk, client).id]
    found = desk.run(inbox, desk, client_ids, group=cast("Group", which), limit=limit)
    if as_json:
        out.data(inbox_json(found, session.zone))
        return
    out.table(head(), [fields(line, session.zone) for line in found.lines], plain=plain, right=(0,))
    if found.count > len(found.lines):
        out.talk(_("There are more. Ask for them with --limit."))


@request.command("show", help=N_("Show one request in the client's words."))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@plain
@as_json
@session
def request_show(session: Session, number: int, plain: bool, as_json: bool) -> None:
    """Show everything about a request."""
    from vatui.domain.requests import request_sheet

    desk, zone = session.desk, session.zone
    sheet = desk.run(request_sheet, desk, number)
    line = sheet.line
    if as_json:
        out.data(
            request_json(line, zone)
            | {
                "reply": sheet.reply,
                "promise": show.length(int(sheet.promise / timedelta(seconds=1))) if sheet.promise else None,
                "promise_in": "mine" if sheet.in_my_hours else "theirs",
                "paused": show.instant(sheet.paused_at, zone),
            }
        )
        return
    theirs = sheet.client_zone or zone
    out.facts(
        [
            (_("Request"), str(line.id)),
            (_("Client"), f"{line.client_code} {line.client_name}".strip() or _("no client yet")),
            (_("State"), wording.request_state(line.state)),
            (_("From"), " · ".join(part for part in (line.sender, wording.channel(line.channel)) if part)),
            (_("Received"), show.both(line.received_at, zone, theirs)),
            (_("Promised"), "" if line.promised_at is None else show.both(line.promised_at, zone, theirs)),
            (_("Left"), _left(line, zone)),
            (_("Hidden until"), "" if line.snoozed_until is None else show.both(line.snoozed_until, zone, theirs)),
            (_("Card"), f"{line.card_code} {sheet.card_title}".strip()),
            (_("Replied"), "" if line.replied_at is None else show.both(line.replied_at, zone, theirs)),
            (_("Words"), line.words),
            (_("Reply"), sheet.reply),
        ],
        plain=plain,
    )


@request.command("done", help=N_("Note that a request was answered, or declined."))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@option("--reply", "-r", default="", text=N_("What was written back."))
@option("--decline", is_flag=True, text=N_("It was declined."))
@as_json
@session
def request_done(session: Session, number: int, reply: str, decline: bool, as_json: bool) -> None:
    """Close a request; one that became a card only loses its promise."""
    from vatui.domain import requests

    desk = session.desk
    (requests.decline if decline else requests.replied)(desk, number, reply)
    line = desk.run(requests.request_line, desk, number)
    if as_json:
        out.data(request_json(line, session.zone))
        return
    replied = line.replied_at or desk.now()
    sentence = (
        _("Request {number} was declined at {time}.")
        if line.state == RequestState.DECLINED
        else _("Request {number} was answered at {time}.")
    )
    out.say(sentence.format(number=line.id, time=show.when(replied, session.zone)))


def head() -> list[str]:
    """What stands over ``fields``."""
    return [_("No."), _("Client"), _("Channel"), _("Received"), _("Left"), _("Words")]


def fields(line: RequestLine, zone: str) -> list[str]:
    """A request as the fields of a table."""
    channel = wording.channel_short(line.channel) if line.channel else ""
    return [str(line.id), line.client_code, channel, show.when(line.received_at, zone), _left(line, zone), line.title]


def _left(line: RequestLine, zone: str) -> str:
    if line.left is None:
        return ""
    if line.late:
        return wording.late_by(line.left)
    if line.clock == "paused":
        return _("stands at {amount}").format(amount=wording.duration(line.left))
    if line.clock == "asleep" and line.starts_at is not None:
        return _("{amount}, from {time}").format(amount=wording.duration(line.left), time=show.when(line.starts_at, zone))
    return wording.left(line.left)


def inbox_json(found: Inbox, zone: str) -> dict[str, Any]:
    """Requests of a group as JSON."""
    return {
        "requests": [request_json(line, zone) for line in found.lines],
        "count": found.count,
        "open": found.open,
        "snoozed": found.snoozed,
        "owed": found.owed,
        "next_promise": show.instant(found.next_promise, zone),
    }


def request_json(line: RequestLine, zone: str) -> dict[str, Any]:
    """A request as JSON: the keys that every list of requests has."""
    return {
        "id": line.id,
        "client": line.client_code or None,
        "channel": line.channel,
        "sender": line.sender,
        "words": line.words,
        "state": str(line.state),
        "received": show.instant(line.received_at, zone),
        "promised": show.instant(line.promised_at, zone),
        "left": None if line.left is None else show.length(int(line.left.total_seconds())),
        "clock": line.clock,
        "starts": show.instant(line.starts_at, zone),
        "snoozed": show.instant(line.snoozed_until, zone),
        "card": line.card_code or None,
        "replied": show.instant(line.replied_at, zone),
    }
