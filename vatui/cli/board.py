"""Boards: which there are, and what is on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vatui import wording
from vatui.cli import out, show
from vatui.cli.verbs import as_json, group, option, plain, session, words
from vatui.errors import NotFound
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.domain.boards import BoardView, Lane


@group(N_("Show the boards of your clients."))
def board() -> None:
    """Group the verbs of boards."""


@board.command("list", help=N_("List the boards."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only this client's."))
@option("--all", "every", is_flag=True, text=N_("Those put away too."))
@plain
@as_json
@session
def board_list(session: Session, client: str | None, every: bool, plain: bool, as_json: bool) -> None:
    """List the boards in the order of clients."""
    from vatui.domain.boards import boards_of
    from vatui.domain.clients import client_lines, find_client

    desk = session.desk
    client_id = None if client is None else desk.run(find_client, desk, client).id
    rows = desk.run(boards_of, desk, client_id, archived=every)
    codes = {line.id: line.code for line in desk.run(client_lines, desk, all_states=True)}
    if as_json:
        out.data({"boards": [{"id": number, "client": codes[owner], "name": name} for number, owner, name in rows]})
        return
    out.table([_("Board"), _("Client"), _("Name")], [[str(n), codes[c], name] for n, c, name in rows], plain=plain, right=(0,))


@board.command("show", help=N_("Show what is on a board: by its number, its name or its client."))
@click.argument("board", nargs=-1, required=True)
@option("--done", is_flag=True, text=N_("Finished cards too."))
@plain
@as_json
@session
def board_show(session: Session, board: tuple[str, ...], done: bool, plain: bool, as_json: bool) -> None:
    """Show a board by its stages."""
    from vatui.domain.boards import board_views

    desk = session.desk
    number = desk.run(_number, session, words(board))
    views = desk.run(board_views, desk, [number], with_done=done)
    if not views:
        raise NotFound(N_("There is no such board any more."))
    view, zone, now = views[0], session.zone, desk.now()
    lanes = [*view.lanes, *(view.done if done else ())]
    if as_json:
        out.data(_board(view, lanes, zone))
        return
    if plain:
        rows = [[_name(lane), *show.card_fields(card, now, zone)] for lane in lanes for card in lane.cards]
        out.table([_("Stage"), *show.card_head()], rows, plain=True)
        return
    out.say(f"{view.client.code} {view.name}")
    for lane in lanes:
        limit = f"/{lane.limit}" if lane.limit else ""
        out.say(f"\n{_name(lane)} {lane.count}{limit}")
        out.table(show.card_head(), [show.card_fields(card, now, zone) for card in lane.cards], plain=False)
        if lane.count > len(lane.cards):
            out.say(wording.more(lane.count - len(lane.cards)))


def _number(session: Session, text: str) -> int:
    from vatui.domain.boards import boards_of
    from vatui.domain.clients import find_client
    from vatui.text import clean, searchable

    rows = boards_of(session.desk, archived=True)
    wanted = searchable(clean(text))
    for number, _client, name in rows:
        if wanted in (str(number), searchable(name)):
            return number
    client = find_client(session.desk, text)
    for number, owner, _name in rows:
        if owner == client.id:
            return number
    raise NotFound(N_("{code} has no board."), code=client.code)


def _name(lane: Lane) -> str:
    return lane.name or wording.stage_kind(lane.kind)


def _board(view: BoardView, lanes: list[Lane], zone: str) -> dict[str, Any]:
    return {
        "id": view.id, "client": view.client.code, "name": view.name, "done_this_week": view.done_this_week,
        "stages": [
            {
                "id": lane.stage_id, "name": _name(lane), "kind": str(lane.kind), "limit": lane.limit, "count": lane.count,
                "cards": [show.card(card, zone) for card in lane.cards],
            }
            for lane in lanes
        ],
    }  # fmt: skip
