"""Clients: taking them on, showing them, changing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from vatui import wording, zones
from vatui.cli import asked, out, show
from vatui.cli.verbs import as_json, group, option, plain, session, words
from vatui.i18n import LANGUAGES, N_, _
from vatui.values import ClientState

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.cli.session import Session
    from vatui.domain.clients import ClientLine, ClientSheet


@group(N_("Take on, show and change clients."))
def client() -> None:
    """Group the verbs of clients."""


def _details(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that ``add`` and ``edit`` share; what is not given is left as it is."""
    for decorate in reversed((
        option("--code", text=N_("Two to five letters that stand for them.")),
        option("--hours", text=N_("Working hours, such as “Mon-Fri 09:00-17:00”.")),
        option("--country", text=N_("Whose public holidays they keep, such as US.")),
        option("--days-off", text=N_("More days off: an ISO day and its name, a line each.")),
        option("--client-language", type=click.Choice(list(LANGUAGES)), text=N_("The language they are written to.")),
        option("--currency", text=N_("Three letters, such as EUR.")),
        option("--state", type=click.Choice([str(state) for state in ClientState]), text=N_("Where they stand.")),
        option("--promise", metavar="DURATION", text=N_("Within how long a reply is promised; 0 for none.")),
        option("--promise-in", type=click.Choice(["theirs", "mine"]), text=N_("In whose working hours that counts.")),
        option("--colour", type=int, text=N_("Number of their colour, from 1 to 8.")),
        option("--style", text=N_("How they like to be spoken to.")),
    )):  # fmt: skip
        function = decorate(function)
    return function


def _values(given: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if value is not None}
    if "client_language" in values:
        values["language"] = values.pop("client_language")
    if "promise" in values:
        values["promise"] = 0 if values["promise"] == "0" else int(asked.duration(values["promise"]).total_seconds())
    if "promise_in" in values:
        values["promise_in_my_hours"] = int(values.pop("promise_in") == "mine")
    return values


@client.command("add", help=N_("Take on a client, with a board of their own."))
@click.argument("name", nargs=-1, required=True)
@option("--zone", metavar="ZONE", text=N_("Their time zone, city or country; yours if not given."))
@option("--no-board", is_flag=True, text=N_("Make no board yet."))
@_details
@as_json
@session
def client_add(session: Session, /, name: tuple[str, ...], zone: str | None, no_board: bool, as_json: bool, **given: Any) -> None:
    """Take on a client."""
    from vatui.domain.clients import add_client

    values = _values(given)
    row = add_client(session.desk, words(name), zone=zone or session.zone, board=not no_board, **values)
    _tell(session, row.id, as_json, _("Added {code} {name}, {city}."))


@client.command("edit", help=N_("Change what is given, and nothing else."))
@click.argument("client")
@option("--name", text=N_("What they are called."))
@option("--zone", metavar="ZONE", text=N_("Their time zone, city or country."))
@_details
@as_json
@session
def client_edit(session: Session, /, client: str, as_json: bool, **given: Any) -> None:
    """Change a client."""
    from vatui.domain.clients import edit_client, find_client

    desk = session.desk
    values = _values(given)
    if not values:
        raise click.UsageError(_("Nothing to change: name an option."))
    row = edit_client(desk, desk.run(find_client, desk, client).id, **values)
    _tell(session, row.id, as_json, _("Changed {code} {name}, {city}."))


def _tell(session: Session, client_id: int, as_json: bool, sentence: str) -> None:
    from vatui.domain.clients import client_sheet

    sheet = session.desk.run(client_sheet, session.desk, client_id)
    if as_json:
        out.data(_whole(sheet, session.zone))
    else:
        out.say(sentence.format(code=sheet.line.code, name=sheet.line.name, city=zones.city(sheet.line.zone)))


@client.command("list", help=N_("List the clients."))
@option("--all", "every", is_flag=True, text=N_("Paused and ended ones too."))
@plain
@as_json
@session
def client_list(session: Session, every: bool, plain: bool, as_json: bool) -> None:
    """List the clients in the order of the zone bar."""
    from vatui.domain.clients import client_lines

    lines = session.desk.run(client_lines, session.desk, all_states=every, counts=True)
    if as_json:
        out.data({"clients": [_line(line) for line in lines]})
        return
    now = session.desk.now()
    rows = [
        [
            line.code, wording.client_state(line.state), wording.time_of_day(zones.local(now, line.zone)), zones.city(line.zone),
            str(line.open), str(line.waiting), str(line.requests), line.name,
        ]
        for line in lines
    ]  # fmt: skip
    head = [_("Code"), _("State"), _("Time"), _("City"), _("Open cards"), _("Waiting"), _("Requests"), _("Name")]
    out.table(head, rows, plain=plain, right=(4, 5, 6))


@client.command("show", help=N_("Show one client."))
@click.argument("client")
@plain
@as_json
@session
def client_show(session: Session, client: str, plain: bool, as_json: bool) -> None:
    """Show everything about a client."""
    from vatui.domain.clients import client_sheet, find_client

    desk = session.desk
    sheet = desk.run(client_sheet, desk, desk.run(find_client, desk, client).id)
    zone = session.zone
    if as_json:
        out.data(_whole(sheet, zone))
        return
    line = sheet.line
    facts = [
        (_("Client"), f"{line.code} {line.name}"),
        (_("State"), wording.client_state(line.state)),
        (_("Zone"), f"{line.zone} · {wording.time_of_day(zones.local(desk.now(), line.zone))}"),
        (_("Hours"), sheet.hours),
        (_("Country"), sheet.country),
        (_("Days off"), sheet.days_off),
        (_("Language"), LANGUAGES[line.language]),
        (_("Currency"), line.currency),
        (_("Promise"), wording.duration(line.promise) if line.promise else ""),
        (_("Style"), sheet.style),
        (_("Boards"), ", ".join(f"{number} {name}" for number, name in sheet.boards)),
        (_("Open cards"), str(line.open)),
        (_("Waiting"), str(line.waiting)),
        (_("Requests"), str(line.requests)),
    ]
    facts += [(_("Contact"), " · ".join(part for part in contact[1:] if part)) for contact in sheet.contacts]
    facts += [(_("Note"), f"{show.when(at, zone)}\n{text}") for _number, at, text in sheet.notes]
    out.facts(facts, plain=plain)


def _line(line: ClientLine) -> dict[str, Any]:
    return {
        "code": line.code, "id": line.id, "name": line.name, "zone": line.zone, "state": str(line.state), "colour": line.colour,
        "language": line.language, "currency": line.currency, "promise": show.length(int(line.promise / timedelta(seconds=1))),
        "promise_in": "mine" if line.promise_in_my_hours else "theirs", "open": line.open, "waiting": line.waiting,
        "requests": line.requests,
    }  # fmt: skip


def _whole(sheet: ClientSheet, zone: str) -> dict[str, Any]:
    return _line(sheet.line) | {
        "hours": sheet.hours, "country": sheet.country, "days_off": sheet.days_off, "style": sheet.style,
        "since": show.instant(sheet.created_at, zone),
        "contacts": [
            {"id": number, "name": name, "role": role, "email": email, "phone": phone}
            for number, name, role, email, phone in sheet.contacts
        ],
        "notes": [{"id": number, "at": show.instant(at, zone), "text": text} for number, at, text in sheet.notes],
        "boards": [{"id": number, "name": name} for number, name in sheet.boards],
    }  # fmt: skip
