"""Saving what was captured: a card, a request, a time entry or a note (domain.md W2).

What is typed is never lost and nothing is made silently: where no client is meant, the whole text goes into the inbox as a
request without a client.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from vatui.capture_grammar import Capture, Known, KnownClient, KnownPerson, KnownStage
from vatui.desk import Desk, operation
from vatui.domain import calendar, cards, clients, entries, requests
from vatui.domain.boards import doing_count, get_stage
from vatui.domain.recurrence import COMPLETION
from vatui.errors import InvalidField, NotFound
from vatui.i18n import N_, language
from vatui.records import record
from vatui.text import clean
from vatui.values import StageKind, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from vatui.dates import Order
    from vatui.models import Client, Stage

_LINE = 500
"""Longest title and step of a card."""

DRAFT = "draft"
"""The name under which a text that was not saved is kept."""


@record
class Saved:
    """What a text was made into.

    Attributes:
        kind: what it is.
        id: its number; a card's code is ``code``.
        text: its title or words, one line.
        client_id: whose; none when it went to the inbox because no client was meant.
        board: the board of a card.
        stage: what its stage is called; empty when it is called by its kind.
        stage_kind: the kind of its stage; none for what is no card.
        new_tags: tags that were made for it.
    """

    kind: Literal["card", "request", "entry", "note"]
    id: int
    text: str
    code: str = ""
    client_id: int | None = None
    client_code: str = ""
    client_name: str = ""
    board: str = ""
    stage: str = ""
    stage_kind: StageKind | None = None
    new_tags: tuple[str, ...] = ()


@record
class Preview:
    """What saving a text would do, for the lines under what is typed.

    Attributes:
        kind: what it would become; a card without a client becomes a request.
        client: the client that is meant.
        due: when it is due; of a day, when that day is over.
        until_due: from now to then; negative if that has passed.
        after_my_hours: whether that minute is outside my working hours; never for a day.
        board: the board it lands on; empty for what is no card.
        stage: the stage it lands in; empty when it is called by its kind.
        stage_kind: the kind of that stage.
        promise: until when the reply to a request would be promised.
        stage_limit: the stage's limit, if the card would be over it.
        doing_limit: my own limit on cards in *doing*, if it would be over that.
    """

    kind: Literal["card", "request", "entry", "note"]
    client: KnownClient | None
    due: datetime | None = None
    until_due: timedelta | None = None
    after_my_hours: bool = False
    board: str = ""
    stage: str = ""
    stage_kind: StageKind | None = None
    promise: datetime | None = None
    stage_limit: int | None = None
    doing_limit: int | None = None


# ---------------------------------------------------------------------- what can be meant


def known(
    desk: Desk,
    scope_client_id: int | None = None,
    *,
    order: Order = "dmy",
    dates_in: Literal["client", "mine"] = "client",
    stage_names: Mapping[StageKind, str] | None = None,
    text_language: str | None = None,
) -> Known:
    """What a text can mean now, in three statements.

    Args:
        desk: the desk.
        scope_client_id: the client in scope, or of the focused board.
        order: of day and month in 3/4.
        dates_in: whose zone a date is in that names none.
        stage_names: what kinds of stages are called on the screen, for stages without a name of their own.
        text_language: of the dates; the language of the moment if none is given.
    """
    my_zone = ""
    people: list[KnownPerson] = []
    tags: list[str] = []
    for kind, number, name in desk.rows(
        "SELECT 'me', id, zone FROM owner UNION ALL SELECT 'tag', id, name FROM tag "
        "UNION ALL SELECT 'person', id, name FROM helper WHERE active = 1"
    ):
        if kind == "me":
            my_zone = my_zone or name
        elif kind == "tag":
            tags.append(name)
        else:
            people.append(KnownPerson(number, name))
    rows = desk.rows("SELECT id, code, name, zone FROM client ORDER BY position, id")
    stages: dict[int, list[KnownStage]] = {}
    names = stage_names or {}
    for number, name, kind, client in desk.rows(
        "SELECT s.id, s.name, s.kind, b.client_id FROM stage s JOIN board b ON b.id = s.board_id WHERE b.archived = ? "
        "ORDER BY b.position, b.id, s.position, s.id",
        False,
    ):
        stages.setdefault(client, []).append(KnownStage(number, name or names.get(StageKind(kind), ""), kind))
    return Known(
        now=desk.now(), my_zone=my_zone or clients.my_zone(desk), language=text_language or language(), order=order,
        clients=tuple(KnownClient(*row) for row in rows), people=tuple(people), tags=frozenset(tags),
        stages={client: tuple(found) for client, found in stages.items()}, scope_client_id=scope_client_id, dates_in=dates_in,
    )  # fmt: skip


def client_of(capture: Capture) -> int | None:
    """The client that is meant: the one that was written or in scope, else one written after ``@``."""
    if capture.client_id is not None or capture.client_guess:
        return capture.client_id
    return capture.person_client_id


# ---------------------------------------------------------------------- before saving


def preview(desk: Desk, capture: Capture, what: Known) -> Preview:
    """What saving would do; a few short statements, so that it can follow the typing."""
    client_id = client_of(capture)
    client = next((one for one in what.clients if one.id == client_id), None)
    if capture.kind == "card" and client is not None:
        return _preview_card(desk, capture, client)
    kind = _kind(capture, client_id)
    promise = None
    if kind == "request" and client_id is not None:
        promise = requests.promise_for(desk, clients.get_client(desk, client_id), desk.now())
    return Preview(kind, client, promise=promise)


def _preview_card(desk: Desk, capture: Capture, client: KnownClient) -> Preview:
    due = capture.due
    after_my_hours = False
    if due is not None and not due.said.is_day:
        mine = clients.my_calendar(desk)
        # A minute at which my hours end is still one of them.
        minute = timedelta(minutes=1)
        after_my_hours = bool(mine.hours) and not calendar.windows(mine, due.instant - minute, due.instant + minute)
    now = desk.now()
    rows = desk.rows(
        "SELECT s.id, s.name, s.kind, s.\"limit\", b.name FROM stage s JOIN board b ON b.id = s.board_id "
        "WHERE b.client_id = ? AND b.archived = ? AND (s.id = ? OR s.kind <> 'done') ORDER BY b.position, b.id, s.position, s.id",
        client.id, False, capture.stage_id or 0,
    )  # fmt: skip
    wanted = [row for row in rows if row[0] == capture.stage_id] or rows
    instant = None if due is None else due.instant
    left = None if instant is None else instant - now
    if not wanted:
        return Preview("request", client, instant, left, after_my_hours)
    stage_id, stage, kind, limit, board = wanted[0]
    over_stage = over_doing = None
    if limit and _count(desk, stage_id) >= limit:
        over_stage = int(limit)
    if kind == StageKind.DOING:
        me = clients.owner(desk)
        if me is not None and me.doing_limit and doing_count(desk) >= me.doing_limit:
            over_doing = int(me.doing_limit)
    return Preview(
        "card", client, instant, left, after_my_hours, board, stage, StageKind(kind), None, over_stage, over_doing,
    )  # fmt: skip


def _count(desk: Desk, stage_id: int) -> int:
    sql = "SELECT COUNT(*) FROM card WHERE stage_id = ? AND archived = ? AND done_at IS NULL"
    return int(desk.rows(sql, stage_id, False)[0][0])


def _kind(capture: Capture, client_id: int | None) -> Literal["card", "request", "entry", "note"]:
    """What a text becomes: what needs a client and has none goes into the inbox; time may be nobody's yet."""
    return "request" if client_id is None and capture.kind != "entry" else capture.kind


# ---------------------------------------------------------------------- saving


def save(desk: Desk, capture: Capture, text: str) -> Saved:
    """Save one item: one operation, named by what it makes.

    Args:
        desk: the desk.
        capture: what the text says.
        text: the text itself, for the inbox if no client is meant.

    Raises:
        InvalidField: a time that cannot be; the text stays with whoever asked.
    """
    client_id = client_of(capture)
    kind = _kind(capture, client_id)
    client = clients.get_client(desk, client_id) if client_id is not None else None
    if kind == "entry":
        return _save_entry(desk, capture, client)
    if client is None:
        request = requests.add_request(desk, text)
        return Saved("request", request.id, clean(text))
    if kind == "request":
        request = requests.add_request(desk, capture.title or text, client.id, channel=capture.channel or "")
        return _saved(client, "request", request.id, clean(request.words))
    if kind == "note":
        note = clients.add_note(desk, client.id, capture.title or text)
        return _saved(client, "note", note.id, clean(note.text))
    stage = _stage(desk, capture, client)
    if stage is None:
        request = requests.add_request(desk, text, client.id)
        return _saved(client, "request", request.id, clean(request.words))
    return _save_card(desk, capture, client, stage, text)


def _stage(desk: Desk, capture: Capture, client: Client) -> Stage | None:
    """Where a card goes; none for a client without a board."""
    if capture.stage_id is not None:
        return get_stage(desk, capture.stage_id)
    try:
        return cards.first_stage(desk, client.id)
    except NotFound:
        return None


def _saved(client: Client, kind: Literal["request", "entry", "note"], number: int, text: str) -> Saved:
    return Saved(kind, number, text, client_id=client.id, client_code=client.code, client_name=client.name)


def _save_card(desk: Desk, capture: Capture, client: Client, stage: Stage, text: str) -> Saved:
    title, values = _card_values(desk, capture, client, text)
    card = cards.add_card(desk, client.id, title, stage_id=stage.id, **values)
    board = desk.rows("SELECT name FROM board WHERE id = ?", stage.board_id)[0][0]
    return Saved(
        "card", card.id, card.title, f"{client.code}-{card.number}", client.id, client.code, client.name, board,
        stage.name, stage.kind, capture.new_tags,
    )  # fmt: skip


def _card_values(desk: Desk, capture: Capture, client: Client, text: str) -> tuple[str, dict[str, Any]]:
    """Title and values of the card that a text makes, for ``cards.add_card``."""
    repeat = ""
    if capture.repeat is not None:
        repeat = (COMPLETION if capture.repeat.from_completion else "") + capture.repeat.rrule
    person = ""
    if capture.person_client_id not in (None, client.id):
        person = clients.get_client(desk, capture.person_client_id or 0).name
    title = clean(capture.title or text)
    # A card cuts what is too long for a line; the memo keeps it whole.
    long = [words for words in (title, *map(clean, capture.checklist)) if len(words) > _LINE]
    memo = "\n\n".join(part for part in (*long, capture.memo) if part)
    return title, {
        "checklist": capture.checklist, "tags": capture.tags, "memo": memo, "due": capture.due.said if capture.due else None,
        "start": capture.start.said if capture.start else None, "wait": capture.wait.said if capture.wait else None,
        "estimate": capture.estimate, "important": capture.important, "urgency": Urgency(capture.urgency),
        "helper_id": capture.helper_id, "repeat": repeat, "waiting_for": person,
    }  # fmt: skip


def card_of_request(desk: Desk, request_id: int, capture: Capture, text: str) -> Saved:
    """Make a card of a request as a text says it; one undo step. The request's own words stay with the card.

    Args:
        desk: the desk.
        request_id: which.
        capture: what the text says; a client in it becomes the request's.
        text: the text itself.

    Raises:
        InvalidField: no client is known, or the request is closed; the field is ``line``.
    """
    request = requests.get_request(desk, request_id)
    client_id = capture.client_id or request.client_id or client_of(capture)
    if client_id is None:
        raise InvalidField("line", N_("Say whose it is, like acme: at the beginning."))
    with desk.change(N_("Make card of request")):
        if request.client_id != client_id:
            requests.set_client(desk, request_id, client_id)
        client = clients.get_client(desk, client_id)
        title, values = _card_values(desk, capture, client, text)
        card = requests.make_card(desk, request_id, title, capture.stage_id, **values)
        desk.about(f"{client.code}-{card.number} {card.title}", client.id)
    stage = get_stage(desk, card.stage_id)
    board = desk.rows("SELECT name FROM board WHERE id = ?", stage.board_id)[0][0]
    return Saved(
        "card", card.id, card.title, f"{client.code}-{card.number}", client.id, client.code, client.name, board,
        stage.name, stage.kind, capture.new_tags,
    )  # fmt: skip


def _save_entry(desk: Desk, capture: Capture, client: Client | None) -> Saved:
    worked = capture.entry
    if worked is None:
        raise InvalidField("entry", N_("Say how long or from when to when: 45m, 9-10:30."))
    if worked.note == "gap":
        raise InvalidField("entry", N_("Clocks skip that time. Say another one."))
    memo = " // ".join(part for part in (capture.title, capture.memo) if part)
    memo = " ".join([memo, *(f"#{tag}" for tag in capture.tags)]).strip()
    client_id = client.id if client is not None else None
    line = entries.add_entry(desk, client_id, worked.start, worked.end, memo=memo, zone=worked.zone)
    if client is None:
        return Saved("entry", line.id, memo)
    return _saved(client, "entry", line.id, memo)


@operation(N_("Capture"))
def save_all(desk: Desk, items: Sequence[tuple[Capture, str]]) -> tuple[Saved, ...]:
    """Save several items in one undo step.

    Args:
        desk: the desk.
        items: what each text says, and the text.
    """
    if len(items) > 1:
        desk.about(f"{clean(items[0][1])[:80]} +{len(items) - 1}")
    return tuple(save(desk, capture, text) for capture, text in items)


# ---------------------------------------------------------------------- drafts


def keep_draft(desk: Desk, text: str) -> None:
    """Keep a text that was not saved for the next capture; an empty one forgets it."""
    desk.remember(DRAFT, clean(text, lines=True) or None)


def draft(desk: Desk) -> str:
    """The text that was not saved; empty if there is none."""
    return str(desk.recall(DRAFT, ""))
