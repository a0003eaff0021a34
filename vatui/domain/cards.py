"""Cards: pieces of work on a client's board, and everything done to them (domain.md W3–W5, W7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain import recurrence
from vatui.domain.clients import get_client
from vatui.domain.search_text import search_text
from vatui.domain.urgency import refresh_urgency, worked_seconds
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound
from vatui.i18n import N_
from vatui.models import Board, Card, CardTag, CheckItem, Client, Comment, CustomValue, Entry, Helper, Link, Request, Stage, Tag
from vatui.models.work import NO_DUE
from vatui.records import record
from vatui.text import clean
from vatui.values import RequestState, Said, StageKind, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GAP = 1024
"""Space between the ranks of two neighbours, so that a move rewrites one row."""

WAITING_KINDS = (StageKind.WAITING, StageKind.APPROVAL)
"""The kinds of stage in which somebody else has the next move."""


@record
class CardLine:
    """A card as lists and lanes show it. Instants are aware UTC, amounts of time in seconds."""

    id: int
    code: str
    client_id: int
    client_code: str
    colour: int
    shape: int
    stage_id: int
    stage_kind: StageKind
    title: str
    due_at: datetime | None
    due_said: str | None
    due_zone: str | None
    estimate: int | None
    important: bool
    urgent: bool
    pinned: bool
    helper: str
    waiting_for: str
    chase_at: datetime | None
    stage_since: datetime
    wait_at: datetime | None
    done_at: datetime | None
    archived: bool
    position: int
    due_rank: str

    @property
    def due_is_day(self) -> bool:
        """Whether a whole day was said."""
        return self.due_said is not None and "T" not in self.due_said

    @property
    def waiting(self) -> bool:
        """Whether somebody else has the next move."""
        return self.stage_kind in WAITING_KINDS


@record
class Check:
    """One line of a checklist."""

    id: int
    checklist: str
    text: str
    done: bool


@record
class CardSheet:
    """Everything about one card."""

    line: CardLine
    client_name: str
    client_zone: str
    board_id: int
    board_name: str
    stage_name: str
    memo: str
    tags: tuple[str, ...]
    checks: tuple[Check, ...]
    links: tuple[tuple[int, str, str], ...]
    """Number, title, address."""
    comments: tuple[tuple[int, datetime, str, str], ...]
    """Number, instant, author, text; oldest first."""
    custom: tuple[tuple[str, str], ...]
    start: Said | None
    wait: Said | None
    chase: Said | None
    due: Said | None
    urgency: Urgency
    urgent_from: datetime | None
    helper_id: int | None
    client_visible: bool
    repeat: str
    chased: int
    worked: int
    """Seconds of finished entries."""
    created_at: datetime
    request: tuple[str, str, datetime] | None
    """The words, the channel and the instant of the request it came from."""


@record
class CardPeek:
    """What the peek says about a card besides its line: read in one statement, on the way of a cursor key."""

    line: CardLine
    client_zone: str
    stage_name: str
    tags: tuple[str, ...]
    checks: int
    checks_done: int
    links: int
    comments: int
    has_memo: bool
    worked: int
    """Seconds of finished entries."""


_LINE = (
    "c.id, c.number, c.client_id, k.code, k.colour, k.shape, c.stage_id, s.kind, c.title, c.due_at, c.due_said, "
    "c.due_zone, c.estimate, c.important, c.urgency, c.urgent_from, h.name, c.waiting_for, "
    "c.chase_at, c.stage_since, c.wait_at, c.done_at, c.archived, c.position, c.due_rank"
)
_FROM = "card c JOIN client k ON k.id = c.client_id JOIN stage s ON s.id = c.stage_id LEFT JOIN helper h ON h.id = c.helper_id"


def instant_of(text: str | None) -> datetime | None:
    """A stored instant as an aware datetime."""
    return None if text is None else datetime.fromisoformat(text)


def stored(instant: datetime) -> str:
    """An instant as it is stored, for comparing in a statement."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def card_lines(desk: Desk, where: str, values: Sequence[Any], *, tail: str = "") -> list[CardLine]:
    """Cards that fit a condition, as lines.

    Args:
        desk: the desk.
        where: a condition over ``c`` card, ``k`` client, ``s`` stage; ours, never typed text.
        values: what stands for its question marks.
        tail: order and limit.
    """
    now = stored(desk.now())
    return [_line(row, now) for row in desk.rows(f"SELECT {_LINE} FROM {_FROM} WHERE {where} {tail}", *values)]


def windows(desk: Desk, parts: Sequence[tuple[str, Sequence[Any], str]]) -> list[CardLine]:
    """Several selections of ``card_lines`` in one statement, each a condition, its values, and its order and limit."""
    if not parts:
        return []
    now = stored(desk.now())
    statement = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {_LINE} FROM {_FROM} WHERE {where} {tail}) AS part{number}"
        for number, (where, _, tail) in enumerate(parts)
    )
    # A helper's and a client's columns share names that the outer select must tell apart.
    statement = statement.replace("h.name,", "h.name AS helper_name,").replace("s.kind,", "s.kind AS stage_kind,")
    return [_line(row, now) for row in desk.rows(statement, *(value for _, values, _ in parts for value in values))]


def _line(row: Sequence[Any], now: str) -> CardLine:
    urgency, urgent_from = row[14], row[15]
    return CardLine(
        id=row[0], code=f"{row[3]}-{row[1]}", client_id=row[2], client_code=row[3], colour=row[4], shape=row[5], stage_id=row[6],
        stage_kind=StageKind(row[7]), title=row[8], due_at=instant_of(row[9]), due_said=row[10], due_zone=row[11], estimate=row[12],
        important=bool(row[13]),
        urgent=urgency == "yes" or (urgency == "auto" and urgent_from is not None and urgent_from <= now),
        pinned=urgency != "auto", helper=row[16] or "", waiting_for=row[17], chase_at=instant_of(row[18]),
        stage_since=datetime.fromisoformat(row[19]), wait_at=instant_of(row[20]), done_at=instant_of(row[21]),
        archived=bool(row[22]),
        position=row[23], due_rank=row[24],
    )  # fmt: skip


def card_line(desk: Desk, card_id: int) -> CardLine:
    """One card as a line; ``NotFound`` if there is none."""
    lines = card_lines(desk, "c.id = ?", (card_id,))
    if not lines:
        raise NotFound(N_("There is no such card any more."))
    return lines[0]


def open_work(desk: Desk, client_id: int, limit: int = 120) -> list[CardLine]:
    """A client's open cards, waiting ones too, what is due first."""
    where = "c.client_id = ? AND c.archived = ? AND c.done_at IS NULL"
    return card_lines(desk, where, (client_id, False), tail=f"ORDER BY c.due_rank, c.id LIMIT {limit:d}")


def card_peek(desk: Desk, card_id: int) -> CardPeek | None:
    """What the peek says about a card; none if it is gone. Two statements, so that it can be read between key and frame."""
    rows = desk.rows(
        f"SELECT {_LINE}, k.zone, s.name, c.memo <> '', "
        "(SELECT COUNT(*) FROM check_item i WHERE i.card_id = c.id), "
        "(SELECT COUNT(*) FROM check_item i WHERE i.card_id = c.id AND i.done), "
        "(SELECT COUNT(*) FROM link l WHERE l.card_id = c.id), (SELECT COUNT(*) FROM comment m WHERE m.card_id = c.id) "
        f"FROM {_FROM} WHERE c.id = ?",
        card_id,
    )
    if not rows:
        return None
    row = rows[0]
    at = _LINE.count(",") + 1
    zone, stage, memo, checks, done, links, comments = row[at:]
    return CardPeek(
        _line(row, stored(desk.now())), zone, stage, tags_of(desk, card_id), checks, done, links, comments, bool(memo),
        worked_seconds(desk, [card_id]).get(card_id, 0),
    )  # fmt: skip


def get_card(desk: Desk, card_id: int) -> Card:
    """The row of a card; ``NotFound`` if there is none."""
    card: Card | None = Card.get_or_none(Card.id == card_id)
    if card is None:
        raise NotFound(N_("There is no such card any more."))
    return card


def find_card(desk: Desk, code: str) -> CardLine:
    """The card with a code such as ``ACM-12``; ``NotFound`` if there is none."""
    head, _, number = clean(code).upper().rpartition("-")
    lines = card_lines(desk, "k.code = ? AND c.number = ?", (head, int(number))) if number.isdecimal() and len(number) < 10 else []
    if not lines:
        raise NotFound(N_("There is no card {code}."), code=clean(code))
    return lines[0]


def card_sheet(desk: Desk, card_id: int) -> CardSheet:
    """Everything about one card, in ten statements."""
    card = get_card(desk, card_id)
    client = Client.get_by_id(card.client_id)
    stage = Stage.get_by_id(card.stage_id)
    board = Board.get_by_id(stage.board_id)
    request = Request.select().where(Request.card == card_id).order_by(Request.id).first()
    return CardSheet(
        line=card_line(desk, card_id), client_name=client.name, client_zone=client.zone, board_id=board.id, board_name=board.name,
        stage_name=stage.name, memo=card.memo, tags=tags_of(desk, card_id),
        checks=tuple(
            Check(i.id, i.checklist, i.text, i.done)
            for i in CheckItem.select().where(CheckItem.card == card_id).order_by(CheckItem.position, CheckItem.id)
        ),
        links=tuple(
            (i.id, i.title, i.url) for i in Link.select().where(Link.card == card_id).order_by(Link.position, Link.id)
        ),
        comments=tuple(
            (i.id, i.at, i.author, i.text) for i in Comment.select().where(Comment.card == card_id).order_by(Comment.at, Comment.id)
        ),
        custom=tuple(
            (i.name, i.value)
            for i in CustomValue.select().where(CustomValue.card == card_id).order_by(CustomValue.position, CustomValue.id)
        ),
        start=_said(card.start_said, card.start_zone), wait=_said(card.wait_said, card.wait_zone),
        chase=_said(card.chase_said, card.chase_zone), due=_said(card.due_said, card.due_zone), urgency=card.urgency,
        urgent_from=card.urgent_from, helper_id=card.helper_id, client_visible=card.client_visible, repeat=card.repeat,
        chased=card.chased, worked=worked_seconds(desk, [card_id]).get(card_id, 0), created_at=card.created_at,
        request=None if request is None else (request.words, request.channel, request.received_at),
    )  # fmt: skip


def tags_of(desk: Desk, card_id: int) -> tuple[str, ...]:
    """The tags on a card."""
    rows = desk.rows("SELECT t.name FROM card_tag x JOIN tag t ON t.id = x.tag_id WHERE x.card_id = ? ORDER BY x.id", card_id)
    return tuple(name for (name,) in rows)


def all_tags(desk: Desk) -> tuple[str, ...]:
    """Every tag there is."""
    return tuple(name for (name,) in desk.rows("SELECT name FROM tag ORDER BY name"))


def history(desk: Desk, card_id: int, limit: int = 50) -> tuple[tuple[datetime, str, str], ...]:
    """What happened to a card: instant, actor, untranslated title; newest first."""
    rows = desk.rows(
        "SELECT DISTINCT h.id, h.at, h.actor, h.title FROM changed_row r JOIN change h ON h.id = r.change_id "
        "WHERE r.table_name = 'card' AND r.row_id = ? AND h.undoes IS NULL AND NOT h.undone ORDER BY h.id DESC LIMIT ?",
        card_id, limit,
    )  # fmt: skip
    return tuple((datetime.fromisoformat(at), actor, title) for _, at, actor, title in rows)


def _said(text: str | None, zone: str | None) -> Said | None:
    return None if text is None or zone is None else Said(text, zone)


# ---------------------------------------------------------------------- making and editing


@operation(N_("Add card"))
def add_card(
    desk: Desk, client_id: int, title: str, *, stage_id: int | None = None, checklist: Sequence[str] = (), tags: Sequence[str] = (),
    links: Sequence[tuple[str, str]] = (), **values: Any,
) -> Card:  # fmt: skip
    """Put a new card at the end of a stage.

    Args:
        desk: the desk.
        client_id: whose work it is.
        title: what is to be done.
        stage_id: where; the client's first stage if none is named.
        checklist: its steps.
        tags: words; a new one is made.
        links: pairs of title and address.
        values: memo, due, start, wait, chase (``Said`` or none), estimate (timedelta or none), important, urgency, helper_id,
            waiting_for, client_visible, repeat.

    Raises:
        InvalidField, NotFound: what is wrong.
    """
    client = get_client(desk, client_id)
    stage = _own_stage(desk, client_id, stage_id)
    words = clean(title)
    if not words:
        raise InvalidField("title", N_("A card needs a title."))
    now = desk.now()
    card = Card(
        client=client.id, number=desk.next_number(f"card:{client.id}"), stage=stage.id, position=_end(desk, stage.id),
        title=words[:500],
        stage_since=now, created_at=now,
    )  # fmt: skip
    _fill(card, values)
    if stage.kind == StageKind.DONE:
        card.done_at = now
    card.search = search_text(card.title, _tag_names(tags), f"{client.code}-{card.number}")
    card.save(force_insert=True)
    for position, text in enumerate(words for words in map(clean, checklist) if words):
        CheckItem.create(card=card.id, text=text[:500], position=position)
    for position, (name, url) in enumerate(links):
        Link.create(card=card.id, title=clean(name), url=clean(url), position=position)
    _tag(desk, card, tags)
    refresh_urgency(desk, [card.id])
    desk.about(f"{client.code}-{card.number} {card.title}", client.id)
    return card


_DATES = {"due", "start", "wait", "chase"}


def _fill(card: Card, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name in _DATES:
            _set_date(card, name, value)
        elif name == "estimate":
            seconds = None if value is None else int(value.total_seconds())
            if seconds is not None and not 0 <= seconds <= 400 * 86_400:
                raise InvalidField("estimate", N_("An estimate lies between nothing and 400 days."))
            card.estimate = seconds
        elif name == "title":
            if not clean(value):
                raise InvalidField("title", N_("A card needs a title."))
            card.title = clean(value)[:500]
        elif name == "memo":
            card.memo = clean(value, lines=True)
        elif name in ("waiting_for",):
            card.waiting_for = clean(value)[:120]
        elif name == "urgency":
            card.urgency = Urgency(value)
        elif name == "helper_id":
            card.helper_id = value
        elif name in ("important", "client_visible"):
            setattr(card, name, bool(value))
        elif name == "repeat":
            card.repeat = value
        else:
            raise TypeError(name)


def _set_date(card: Card, name: str, said: Said | None) -> None:
    setattr(card, f"{name}_said", None if said is None else said.text)
    setattr(card, f"{name}_zone", None if said is None else said.zone)
    at = None if said is None else zones.end_of_said(said.text, said.zone)
    if name in ("start", "wait") and said is not None and said.is_day:
        # Work starts, and a snoozed card comes back, when the day begins.
        at = zones.day_bounds(datetime.fromisoformat(said.text).date(), said.zone)[0]
    setattr(card, f"{name}_at", at)
    if name == "due":
        card.due_rank = NO_DUE if at is None else stored(at)


def _tag_names(words: Sequence[str]) -> list[str]:
    """Words as tags are stored, each once."""
    names = (clean(word).lstrip("#").lower()[:60].strip() for word in words)
    return [name for name in dict.fromkeys(names) if name]


def _tag(desk: Desk, card: Card, words: Sequence[str]) -> None:
    for name in _tag_names(words):
        tag = Tag.get_or_none(Tag.name == name) or Tag.create(name=name)
        if not CardTag.select().where(CardTag.card == card.id, CardTag.tag == tag.id).exists():
            CardTag.create(card=card.id, tag=tag.id)


@operation(N_("Edit card"))
def edit_card(desk: Desk, card_id: int, *, was: Mapping[str, Any] | None = None, **values: Any) -> Card:
    """Change a card.

    Args:
        desk: the desk.
        card_id: which.
        was: what the form showed, by field; a field that was changed meanwhile is refused.
        values: as for ``add_card``, and ``tags`` (all of them).

    Raises:
        ChangedMeanwhile, InvalidField, NotFound: why it cannot be.
    """
    card = get_card(desk, card_id)
    for name, old in (was or {}).items():
        if name in values and _shown(desk, card, name) != old:
            raise ChangedMeanwhile(name)
    tags = values.pop("tags", None)
    _fill(card, values)
    if tags is not None:
        wanted = _tag_names(tags)
        names = {tag.id: tag.name for tag in Tag.select().join(CardTag).where(CardTag.card == card_id)}
        for row in CardTag.select().where(CardTag.card == card_id):
            if names[row.tag_id] not in wanted:
                row.delete_instance()
        _tag(desk, card, wanted)
    about(desk, card)
    if tags is not None or "title" in values:
        client = get_client(desk, card.client_id)
        card.search = search_text(card.title, tags_of(desk, card_id), f"{client.code}-{card.number}")
    card.save()
    if {"due", "estimate"} & set(values):
        refresh_urgency(desk, [card_id])
    return card


def _shown(desk: Desk, card: Card, name: str) -> Any:
    if name in _DATES:
        return _said(getattr(card, f"{name}_said"), getattr(card, f"{name}_zone"))
    if name == "estimate":
        return None if card.estimate is None else timedelta(seconds=card.estimate)
    if name == "tags":
        return tags_of(desk, card.id)
    return getattr(card, name)


def about(desk: Desk, card: Card, more: int = 0) -> None:
    """Name a card as what the open change is done to."""
    client = Client.get_by_id(card.client_id)
    plus = f" +{more}" if more else ""
    desk.about(f"{client.code}-{card.number} {card.title}{plus}", card.client_id)


# ---------------------------------------------------------------------- moving


def first_stage(desk: Desk, client_id: int) -> Stage:
    """Where a client's new cards land: the first stage of the first board that is not one for finished work.

    Raises:
        NotFound: the client has no board.
    """
    stage: Stage | None = (
        Stage.select()
        .join(Board)
        .where(Board.client == client_id, ~Board.archived, Stage.kind != StageKind.DONE)
        .order_by(Board.position, Board.id, Stage.position, Stage.id)
        .first()
    )
    if stage is None:
        raise NotFound(N_("This client has no board. Make one first."))
    return stage


def _stage(desk: Desk, stage_id: int) -> Stage:
    stage: Stage | None = Stage.get_or_none(Stage.id == stage_id)
    if stage is None:
        raise NotFound(N_("There is no such stage any more."))
    return stage


def _own_stage(desk: Desk, client_id: int, stage_id: int | None) -> Stage:
    """A stage of the client's own, the first one if none is named; no card is ever on another client's board (domain.md W1)."""
    if stage_id is None:
        return first_stage(desk, client_id)
    stage = _stage(desk, stage_id)
    if Board.get_by_id(stage.board_id).client_id != client_id:
        raise InvalidField("stage", N_("That stage belongs to another client."))
    return stage


def _end(desk: Desk, stage_id: int) -> int:
    rows = desk.rows("SELECT MAX(position) FROM card WHERE stage_id = ?", stage_id)
    return int(rows[0][0] or 0) + GAP


def _place(desk: Desk, stage_id: int, before: int | None, count: int, moving: Sequence[int]) -> list[int]:
    """Ranks for ``count`` cards ahead of card ``before``, or at the end; the lane is spread anew when there is no room."""
    if before in moving:  # then ahead of the next one that stays
        rows = desk.rows("SELECT id FROM card WHERE stage_id = ? ORDER BY position, id", stage_id)
        order = [number for (number,) in rows]
        rest = order[order.index(before) :] if before in order else []
        before = next((number for number in rest if number not in moving), None)
    if before is None:
        first = _end(desk, stage_id)
        return [first + GAP * number for number in range(count)]
    target = desk.rows("SELECT position FROM card WHERE id = ? AND stage_id = ?", before, stage_id)
    if not target:
        return _place(desk, stage_id, None, count, moving)
    high = int(target[0][0])
    marks = ", ".join("?" for _ in moving) or "0"
    rows = desk.rows(
        f"SELECT MAX(position) FROM card WHERE stage_id = ? AND position < ? AND id NOT IN ({marks})",
        stage_id, high, *moving,
    )  # fmt: skip
    low = int(rows[0][0]) if rows[0][0] is not None else high - GAP * (count + 1)
    step = (high - low) // (count + 1)
    if step >= 1:
        return [low + step * (number + 1) for number in range(count)]
    order = [
        row[0] for row in desk.rows("SELECT id FROM card WHERE stage_id = ? ORDER BY position, id", stage_id)
        if row[0] not in moving
    ]  # fmt: skip
    at = order.index(before)
    spread = [*order[:at], *([None] * count), *order[at:]]
    desk.update_many(Card, "position", [(c, GAP * (n + 1)) for n, c in enumerate(spread) if c is not None])
    return [GAP * (n + 1) for n, c in enumerate(spread) if c is None]


@operation(N_("Move card"))
def move_cards(desk: Desk, card_ids: Sequence[int], stage_id: int, *, before: int | None = None) -> list[Card]:
    """Put cards into a stage of their own client, in the order given.

    Args:
        desk: the desk.
        card_ids: which.
        stage_id: where to; entering a *done* stage finishes them, leaving one reopens them.
        before: the card they go ahead of; at the end if none.

    Raises:
        InvalidField: the stage is another client's (``move_to_client`` is for that).
    """
    stage = _stage(desk, stage_id)
    client_id = Board.get_by_id(stage.board_id).client_id
    cards = [get_card(desk, card_id) for card_id in card_ids]
    for card in cards:
        if card.client_id != client_id:
            raise InvalidField("stage", N_("That stage belongs to another client."))
    places = _place(desk, stage_id, before, len(cards), card_ids)
    for card, place in zip(cards, places, strict=True):
        _enter(desk, card, stage)
        card.position = place
        card.save()
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


def _enter(desk: Desk, card: Card, stage: Stage) -> None:
    if card.stage_id == stage.id:
        return
    card.stage_id = stage.id
    card.stage_since = desk.now()
    if stage.kind == StageKind.DONE:
        card.done_at = card.done_at or desk.now()
        _repeat(desk, card)
    else:
        card.done_at = None
    if stage.kind not in WAITING_KINDS and card.waiting_for:
        card.waiting_for = ""
        card.chased = 0
        _set_date(card, "chase", None)


@operation(N_("Reorder card"))
def shift_card(desk: Desk, card_id: int, by: int) -> Card:
    """Move a card up (negative) or down within its stage."""
    card = get_card(desk, card_id)
    sign, order = ("<", "DESC") if by < 0 else (">", "ASC")
    # Going down, the card lands ahead of the one after its neighbour.
    hop = abs(by) if by < 0 else abs(by) + 1
    rows = desk.rows(
        f"SELECT id FROM card WHERE stage_id = ? AND archived = FALSE AND (position, id) {sign} (?, ?) "
        f"AND (done_at IS NULL) = ? AND (wait_at IS NULL OR wait_at <= ?) ORDER BY position {order}, id {order} LIMIT ?",
        card.stage_id, card.position, card.id, card.done_at is None, stored(desk.now()), hop,
    )  # fmt: skip
    about(desk, card)
    if not rows:
        return card
    if by < 0:
        before: int | None = int(rows[-1][0])
    else:
        before = int(rows[-1][0]) if len(rows) == hop else None
    card.position = _place(desk, card.stage_id, before, 1, [card.id])[0]
    card.save()
    return card


@operation(N_("Move to client"))
def move_to_client(desk: Desk, card_ids: Sequence[int], client_id: int, *, stage_id: int | None = None) -> list[Card]:
    """Give cards to another client; their time entries stay where they were earned (domain.md W1)."""
    client = get_client(desk, client_id)
    stage = _own_stage(desk, client_id, stage_id)
    cards = []
    for card_id in card_ids:
        card = get_card(desk, card_id)
        if card.client_id != client_id:
            card.number = desk.next_number(f"card:{client_id}")
            card.client_id = client_id
        _enter(desk, card, stage)
        card.position = _end(desk, stage.id)
        card.search = search_text(card.title, tags_of(desk, card_id), f"{client.code}-{card.number}")
        card.save()
        cards.append(card)
    refresh_urgency(desk, card_ids)
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


@operation(N_("Finish card"))
def finish_cards(desk: Desk, card_ids: Sequence[int]) -> list[Card]:
    """Mark cards done: they go to their board's *done* stage if it has one; a repeating one leaves its next instance."""
    cards = []
    for card_id in card_ids:
        card = get_card(desk, card_id)
        if card.done_at is None:
            stage = _done_stage(card)
            if stage is None:
                card.done_at = desk.now()
                _repeat(desk, card)
            else:
                _enter(desk, card, stage)
                card.position = _end(desk, stage.id)
            card.save()
        cards.append(card)
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


def _done_stage(card: Card) -> Stage | None:
    board_id = Stage.get_by_id(card.stage_id).board_id
    stage: Stage | None = (
        Stage.select().where(Stage.board == board_id, Stage.kind == StageKind.DONE).order_by(Stage.position, Stage.id).first()
    )
    return stage


@operation(N_("Reopen card"))
def reopen_cards(desk: Desk, card_ids: Sequence[int]) -> list[Card]:
    """Take cards back to work: to *doing*, else to the first stage that is not *done*."""
    cards = []
    for card_id in card_ids:
        card = get_card(desk, card_id)
        if card.done_at is not None:
            card.done_at = None
            stage = Stage.get_by_id(card.stage_id)
            if stage.kind == StageKind.DONE:
                stages = list(
                    Stage.select().where(Stage.board == stage.board_id, Stage.kind != StageKind.DONE)
                    .order_by(Stage.position, Stage.id)
                )  # fmt: skip
                if stages:
                    target = next((s for s in stages if s.kind == StageKind.DOING), stages[0])
                    _enter(desk, card, target)
                    card.position = _end(desk, target.id)
            card.save()
        cards.append(card)
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


def _repeat(desk: Desk, card: Card) -> None:
    """Make the next instance of a repeating card; the finished one repeats no more."""
    if not card.repeat:
        return
    zone = card.due_zone or get_client(desk, card.client_id).zone
    last = _said(card.due_said, card.due_zone)
    following = recurrence.following(card.repeat, last, zone, desk.now())
    rule, card.repeat = recurrence.handed_on(card.repeat, last), ""
    if following is None:
        return
    board_id = Stage.get_by_id(card.stage_id).board_id
    stage = Stage.select().where(Stage.board == board_id, Stage.kind != StageKind.DONE).order_by(Stage.position, Stage.id).first()
    if stage is None:
        return
    add_card(
        desk, card.client_id, card.title, stage_id=stage.id, memo=card.memo, due=following,
        estimate=None if card.estimate is None else timedelta(seconds=card.estimate), important=card.important,
        helper_id=card.helper_id, client_visible=card.client_visible, repeat=rule, tags=tags_of(desk, card.id),
        checklist=[i.text for i in CheckItem.select().where(CheckItem.card == card.id).order_by(CheckItem.position)],
    )  # fmt: skip


# ---------------------------------------------------------------------- one property of many cards


def _each(desk: Desk, card_ids: Sequence[int], values: Mapping[str, Any]) -> list[Card]:
    cards = [get_card(desk, card_id) for card_id in card_ids]
    for card in cards:
        _fill(card, values)
        card.save()
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


@operation(N_("Set importance"))
def set_important(desk: Desk, card_ids: Sequence[int], important: bool) -> list[Card]:
    """Say whether cards are important."""
    return _each(desk, card_ids, {"important": important})


@operation(N_("Set urgency"))
def set_urgency(desk: Desk, card_ids: Sequence[int], urgency: Urgency) -> list[Card]:
    """Pin cards as urgent or not, or let it be counted again."""
    return _each(desk, card_ids, {"urgency": urgency})


@operation(N_("Set due date"))
def set_due(desk: Desk, card_ids: Sequence[int], due: Said | None) -> list[Card]:
    """Give cards a due date as said, or none."""
    cards = _each(desk, card_ids, {"due": due})
    refresh_urgency(desk, card_ids)
    return cards


@operation(N_("Snooze card"))
def snooze_cards(desk: Desk, card_ids: Sequence[int], until: Said | None) -> list[Card]:
    """Hide cards until then, or show them again."""
    return _each(desk, card_ids, {"wait": until})


@operation(N_("Assign card"))
def assign_cards(desk: Desk, card_ids: Sequence[int], helper_id: int | None) -> list[Card]:
    """Hand cards to a helper, or take them back."""
    if helper_id is not None and Helper.get_or_none(Helper.id == helper_id) is None:
        raise NotFound(N_("There is no such helper any more."))
    return _each(desk, card_ids, {"helper_id": helper_id})


@operation(N_("Wait for somebody"))
def wait_for(desk: Desk, card_ids: Sequence[int], person: str, ask_again: Said | None) -> list[Card]:
    """Note for whom cards wait and when to ask again (domain.md W5)."""
    return _each(desk, card_ids, {"waiting_for": person, "chase": ask_again})


@operation(N_("Ask again"))
def chase_cards(desk: Desk, card_ids: Sequence[int], ask_again: Said | None) -> list[Card]:
    """Note that somebody was asked again, and when to ask next."""
    cards = [get_card(desk, card_id) for card_id in card_ids]
    for card in cards:
        card.chased += 1
        _set_date(card, "chase", ask_again)
        card.save()
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


@operation(N_("Archive card"))
def archive_cards(desk: Desk, card_ids: Sequence[int], archived: bool = True) -> list[Card]:
    """Put cards away, or bring them back."""
    cards = [get_card(desk, card_id) for card_id in card_ids]
    for card in cards:
        card.archived = archived
        card.save()
    if cards:
        about(desk, cards[0], len(cards) - 1)
    return cards


@operation(N_("Delete card"))
def delete_cards(desk: Desk, card_ids: Sequence[int]) -> int:
    """Delete cards with what hangs on them; time worked stays with the client. One undo brings all back."""
    for card_id in card_ids:
        card = get_card(desk, card_id)
        about(desk, card, len(card_ids) - 1)
        for row in (CheckItem, CardTag, Link, Comment, CustomValue):
            for child in row.select().where(row.card == card_id).order_by(row.id):
                child.delete_instance()
        for entry in Entry.select().where(Entry.card == card_id):
            entry.card_id = None
            entry.save()
        for request in Request.select().where(Request.card == card_id):
            request.card_id = None
            if request.state == RequestState.CARD:  # nobody has answered it yet, or somebody has
                request.state = RequestState.OPEN if request.replied_at is None else RequestState.ANSWERED
            request.save()
        card.delete_instance()
    return len(card_ids)


@operation(N_("Copy card"))
def copy_card(desk: Desk, card_id: int) -> Card:
    """Make a copy below a card, not done, without its time and history."""
    card = get_card(desk, card_id)
    stage = Stage.get_by_id(card.stage_id)
    copy: Card = add_card(
        desk, card.client_id, card.title, stage_id=None if stage.kind == StageKind.DONE else stage.id, memo=card.memo,
        due=_said(card.due_said, card.due_zone), start=_said(card.start_said, card.start_zone),
        estimate=None if card.estimate is None else timedelta(seconds=card.estimate), important=card.important,
        urgency=card.urgency, helper_id=card.helper_id, client_visible=card.client_visible, repeat=card.repeat,
        tags=tags_of(desk, card_id),
        checklist=[i.text for i in CheckItem.select().where(CheckItem.card == card_id).order_by(CheckItem.position)],
        links=[(i.title, i.url) for i in Link.select().where(Link.card == card_id).order_by(Link.position)],
    )  # fmt: skip
    return copy


# ---------------------------------------------------------------------- what hangs on a card


@operation(N_("Add step"))
def add_check(desk: Desk, card_id: int, text: str, checklist: str = "") -> CheckItem:
    """Add a line to a card's checklist."""
    card = get_card(desk, card_id)
    words = clean(text)
    if not words:
        raise InvalidField("text", N_("A step needs words."))
    place = CheckItem.select().where(CheckItem.card == card_id).count()
    about(desk, card)
    item: CheckItem = CheckItem.create(card=card_id, text=words[:500], checklist=clean(checklist), position=place)
    return item


@operation(N_("Tick step"))
def tick(desk: Desk, check_id: int, done: bool | None = None) -> CheckItem:
    """Tick a line, or untick it; turns it round if nothing is said."""
    item = _check(check_id)
    item.done = (not item.done) if done is None else done
    about(desk, get_card(desk, item.card_id))
    item.save()
    return item


@operation(N_("Edit step"))
def edit_check(desk: Desk, check_id: int, text: str) -> CheckItem:
    """Change the words of a line."""
    item = _check(check_id)
    if not clean(text):
        raise InvalidField("text", N_("A step needs words."))
    item.text = clean(text)[:500]
    about(desk, get_card(desk, item.card_id))
    item.save()
    return item


@operation(N_("Reorder step"))
def move_check(desk: Desk, check_id: int, by: int) -> CheckItem:
    """Move a line of a checklist up (negative) or down, within the list of its name."""
    item = _check(check_id)
    about(desk, get_card(desk, item.card_id))
    items = list(
        CheckItem.select()
        .where(CheckItem.card == item.card_id, CheckItem.checklist == item.checklist)
        .order_by(CheckItem.position, CheckItem.id)
    )
    places = [other.position for other in items]
    if len(set(places)) < len(places):
        places = [places[0] + number for number in range(len(places))]
    at = next(number for number, other in enumerate(items) if other.id == check_id)
    items.insert(max(0, min(len(items) - 1, at + by)), items.pop(at))
    for other, place in zip(items, places, strict=True):
        if other.position != place:
            other.position = place
            other.save()
    return _check(check_id)


@operation(N_("Remove step"))
def remove_check(desk: Desk, check_id: int) -> None:
    """Remove a line of a checklist."""
    item = _check(check_id)
    about(desk, get_card(desk, item.card_id))
    item.delete_instance()


def _check(check_id: int) -> CheckItem:
    item: CheckItem | None = CheckItem.get_or_none(CheckItem.id == check_id)
    if item is None:
        raise NotFound(N_("There is no such step any more."))
    return item


@operation(N_("Add link"))
def add_link(desk: Desk, card_id: int, url: str, title: str = "") -> Link:
    """Hang an address on a card; only http, https, mailto and tel can be opened."""
    card = get_card(desk, card_id)
    address = clean(url)
    if not address or address.split(":", 1)[0].lower() not in ("http", "https", "mailto", "tel"):
        raise InvalidField("url", N_("A link begins with https://, http://, mailto: or tel:."))
    place = Link.select().where(Link.card == card_id).count()
    about(desk, card)
    link: Link = Link.create(card=card_id, url=address, title=clean(title), position=place)
    return link


@operation(N_("Remove link"))
def remove_link(desk: Desk, link_id: int) -> None:
    """Take an address off a card."""
    link: Link | None = Link.get_or_none(Link.id == link_id)
    if link is None:
        raise NotFound(N_("There is no such link any more."))
    about(desk, get_card(desk, link.card_id))
    link.delete_instance()


@operation(N_("Add comment"))
def add_comment(desk: Desk, card_id: int, text: str, author: str = "") -> Comment:
    """Write a comment on a card; the actor is its author if none is named."""
    card = get_card(desk, card_id)
    words = clean(text, lines=True)
    if not words:
        raise InvalidField("text", N_("A comment needs words."))
    about(desk, card)
    comment: Comment = Comment.create(card=card_id, text=words, author=clean(author) or desk.actor, at=desk.now())
    return comment


def review_unticked(desk: Desk, card_ids: Sequence[int]) -> int:
    """How many unticked steps stand in the way of finishing cards that are in *review* (domain.md W5)."""
    marks = ", ".join("?" for _ in card_ids)
    rows = desk.rows(
        "SELECT COUNT(*) FROM check_item i JOIN card c ON c.id = i.card_id JOIN stage s ON s.id = c.stage_id "
        f"WHERE s.kind = 'review' AND NOT i.done AND i.card_id IN ({marks})",
        *card_ids,
    )
    return int(rows[0][0])
