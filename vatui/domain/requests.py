"""Requests: what clients asked, in their own words, and the clock of the promised reply (domain.md W10, T12).

The clock runs while the client's move was last: it starts when the request came in, stops when the client
was asked back (``ask_back``), and starts anew with their next message (``client_wrote_again``). A reply ends
it: ``answer``, ``decline``, or ``replied`` for a request that became a card. It counts working time only, in
the client's hours or in mine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from vatui.desk import Desk, operation
from vatui.domain.calendar import Calendar, WeekHours, add_working_time, hour_state, working_time
from vatui.domain.cards import add_card, get_card, instant_of, stored
from vatui.domain.clients import calendar_of, get_client, my_calendar
from vatui.domain.urgency import refresh_urgency
from vatui.errors import InvalidField, NotFound, NoWorkingHours
from vatui.i18n import N_
from vatui.models import Card, Client, Comment, Request
from vatui.records import record
from vatui.text import clean, searchable
from vatui.values import RequestState, Said
from vatui.zones import day_bounds, end_of_said

if TYPE_CHECKING:
    from collections.abc import Sequence

RequestClock = Literal["running", "asleep", "paused", "none"]
"""How a promise's clock stands: it runs, its hours are over, the client was asked back, or there is none."""

Group = Literal["open", "snoozed", "owed", "closed"]
"""Not yet triaged; hidden until later; made into cards that still want a reply; all others."""

_TITLE = 120
_NONE = timedelta(0)


@record
class RequestLine:
    """A request as the inbox shows it. Instants are aware UTC.

    Attributes:
        words: verbatim; lines are kept.
        channel: such as ``wa`` or ``email``, as it was typed.
        left: working time until the promise runs out, standing while paused; once it has run out, how long
            ago that was, negative; none without a promise or after the reply.
        clock: how the clock stands.
        starts_at: when the hours in which it counts begin again, while it is asleep.
        fraction: what is left of the promise, from 0 to 1, for the bar.
        card_code: the card it was made into or added to.
    """

    id: int
    client_id: int | None
    client_code: str
    client_name: str
    colour: int
    shape: int
    channel: str
    words: str
    sender: str
    received_at: datetime
    promised_at: datetime | None
    left: timedelta | None
    clock: RequestClock
    starts_at: datetime | None
    fraction: float
    snoozed_until: datetime | None
    state: RequestState
    card_id: int | None
    card_code: str
    replied_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether the promise was broken."""
        return self.left is not None and self.left < _NONE

    @property
    def title(self) -> str:
        """The first line of the words."""
        return self.words.split("\n", 1)[0]


@record
class Inbox:
    """The requests of one group.

    Attributes:
        lines: the ones that run out first before the others; closed ones newest first.
        count: how many there are in the group.
        open: how many wait to be triaged, whatever group is shown.
        snoozed: how many are hidden until later.
        owed: how many became cards and still want a reply.
        next_promise: when the first promise of the open ones runs out, if it still runs.
    """

    lines: tuple[RequestLine, ...]
    count: int
    open: int
    snoozed: int
    owed: int
    next_promise: datetime | None


@record
class RequestSheet:
    """Everything about one request.

    Attributes:
        promise: within how much working time the client is promised a reply; zero is no promise.
        in_my_hours: whether it counts in my hours instead of theirs.
        paused_at: since when the clock stands because the client was asked back.
    """

    line: RequestLine
    client_zone: str
    promise: timedelta
    in_my_hours: bool
    paused_at: datetime | None
    reply: str
    card_title: str


_LINE = (
    "r.id, r.client_id, k.code, k.name, k.colour, k.shape, r.channel, r.words, r.sender, r.received_at, "
    "r.promised_at, r.snoozed_until, r.state, r.card_id, c.number, r.replied_at, r.paused_at, k.zone, "
    "k.hours, k.country, k.days_off, k.promise, k.promise_in_my_hours, r.reply, c.title, o.code"
)
_FROM = (
    "request r LEFT JOIN client k ON k.id = r.client_id LEFT JOIN card c ON c.id = r.card_id "
    "LEFT JOIN client o ON o.id = c.client_id"
)


# ---------------------------------------------------------------------- reading


def inbox(
    desk: Desk,
    client_ids: Sequence[int] | None = None,
    *,
    group: Group = "open",
    search: str = "",
    limit: int = 200,
    mine: Calendar | None = None,
) -> Inbox:
    """Requests of one group, in three statements.

    Args:
        desk: the desk.
        client_ids: only these clients'; all if none are named, and those without a client.
        group: which.
        search: only those whose words, sender or channel hold this.
        limit: how many at most.
        mine: my calendar, if it is known already.
    """
    now = desk.now()
    scope, given = "", []
    if client_ids is not None:
        scope = f" AND r.client_id IN ({', '.join('?' for _ in client_ids) or 'NULL'})"
        given = list(client_ids)
    counts = desk.rows(
        "SELECT r.state, CASE WHEN r.snoozed_until > ? THEN 1 ELSE 0 END, "
        "CASE WHEN r.replied_at IS NULL THEN 1 ELSE 0 END, COUNT(*), "
        "MIN(CASE WHEN r.paused_at IS NULL AND r.promised_at > ? THEN r.promised_at END) "
        f"FROM request r WHERE r.state IN ('open', 'card'){scope} GROUP BY 1, 2, 3",
        stored(now),
        stored(now),
        *given,
    )
    waiting = sum(count for state, hidden, _, count, _ in counts if state == "open" and not hidden)
    snoozed = sum(count for state, hidden, _, count, _ in counts if state == "open" and hidden)
    owed = sum(count for state, _, unreplied, count, _ in counts if state == "card" and unreplied)
    next_promise = min((at for state, hidden, *_, at in counts if state == "open" and not hidden and at), default=None)
    where, values, order = _group(group, now)
    words = searchable(clean(search)).split()
    rows = desk.rows(
        f"SELECT {_LINE} FROM {_FROM} WHERE {where}{scope} ORDER BY {order} LIMIT ?",
        *values,
        *given,
        100_000 if words else limit,
    )
    if words:
        rows = [row for row in rows if _holds(row, words)]
    count = {"open": waiting, "snoozed": snoozed, "owed": owed}.get(group)
    if words:
        count = len(rows)
    elif count is None:
        count = int(desk.rows(f"SELECT COUNT(*) FROM request r WHERE {where}{scope}", *values, *given)[0][0])
    lines = tuple(_lines(desk, rows[:limit], now, mine))
    return Inbox(lines, count, waiting, snoozed, owed, instant_of(next_promise))


def _holds(row: Sequence[Any], words: Sequence[str]) -> bool:
    text = searchable(f"{row[7]} {row[8]} {row[6]} {row[2]}")
    return all(word in text for word in words)


def _group(group: Group, now: datetime) -> tuple[str, list[Any], str]:
    """Condition, values and order of a group."""
    # The paused and those without a promise come after those whose clock runs.
    soonest = "CASE WHEN r.promised_at IS NULL OR r.paused_at IS NOT NULL THEN 1 ELSE 0 END, r.promised_at, r.id"
    if group == "open":
        shown = "r.state = 'open' AND (r.snoozed_until IS NULL OR r.snoozed_until <= ?)"
        return shown, [stored(now)], soonest
    if group == "snoozed":
        return "r.state = 'open' AND r.snoozed_until > ?", [stored(now)], "r.snoozed_until, r.id"
    if group == "owed":
        return "r.state = 'card' AND r.replied_at IS NULL", [], soonest
    closed = "(r.state IN ('answered', 'declined') OR (r.state = 'card' AND r.replied_at IS NOT NULL))"
    return closed, [], "r.id DESC"


def _lines(desk: Desk, rows: Sequence[Sequence[Any]], now: datetime, mine: Calendar | None = None) -> list[RequestLine]:
    lines = []
    for row in rows:
        theirs: Calendar | None = None
        if row[10] is not None and row[15] is None and row[17] is not None:
            if row[22]:
                theirs = mine = mine or my_calendar(desk)
            else:
                theirs = Calendar(row[17], WeekHours.parse(row[18]), row[19], row[20])
        lines.append(_line(row, theirs, now))
    return lines


def _line(row: Sequence[Any], hours: Calendar | None, now: datetime) -> RequestLine:
    received, promised, paused = datetime.fromisoformat(row[9]), instant_of(row[10]), instant_of(row[16])
    state = RequestState(row[12])
    left: timedelta | None = None
    clock: RequestClock = "none"
    starts_at: datetime | None = None
    fraction = 0.0
    if hours is not None and promised is not None and state in (RequestState.OPEN, RequestState.CARD):
        at = paused or now
        left = promised - at if at >= promised or not hours.hours else working_time(hours, at, promised)
        if paused is not None:
            clock = "paused"
        else:
            clock = "running"
            if hours.hours and left >= _NONE:
                hour = hour_state(hours, now)
                if hour.kind not in ("in", "closing"):
                    clock, starts_at = "asleep", hour.next_change
        whole = timedelta(seconds=row[21] or 0) or working_time(hours, received, promised)
        fraction = max(0.0, min(1.0, left / whole)) if whole else 0.0
    return RequestLine(
        id=row[0],
        client_id=row[1],
        client_code=row[2] or "",
        client_name=row[3] or "",
        colour=row[4] or 0,
        shape=row[5] or 0,
        channel=row[6],
        words=row[7],
        sender=row[8],
        received_at=received,
        promised_at=promised,
        left=left,
        clock=clock,
        starts_at=starts_at,
        fraction=fraction,
        snoozed_until=instant_of(row[11]),
        state=state,
        card_id=row[13],
        card_code=f"{row[25]}-{row[14]}" if row[14] is not None else "",
        replied_at=instant_of(row[15]),
    )


def request_line(desk: Desk, request_id: int) -> RequestLine:
    """One request as a line; ``NotFound`` if there is none."""
    return request_sheet(desk, request_id).line


def request_lines(desk: Desk, request_ids: Sequence[int]) -> list[RequestLine]:
    """Requests as lines in the order of their numbers given; those that are gone are left out."""
    if not request_ids:
        return []
    marks = ", ".join("?" for _ in request_ids)
    rows = desk.rows(f"SELECT {_LINE} FROM {_FROM} WHERE r.id IN ({marks})", *request_ids)
    lines = {line.id: line for line in _lines(desk, rows, desk.now())}
    return [lines[number] for number in request_ids if number in lines]


def request_sheet(desk: Desk, request_id: int) -> RequestSheet:
    """Everything about one request, in two statements; ``NotFound`` if there is none."""
    rows = desk.rows(f"SELECT {_LINE} FROM {_FROM} WHERE r.id = ?", request_id)
    if not rows:
        raise NotFound(N_("There is no such request any more."))
    row = rows[0]
    return RequestSheet(
        line=_lines(desk, rows, desk.now())[0],
        client_zone=row[17] or "",
        promise=timedelta(seconds=row[21] or 0),
        in_my_hours=bool(row[22]),
        paused_at=instant_of(row[16]),
        reply=row[23],
        card_title=row[24] or "",
    )


def promise_for(desk: Desk, client: Client, received_at: datetime) -> datetime | None:
    """Until when a reply to what came in at an instant is promised (domain.md T12); none if nothing is."""
    if not client.promise:
        return None
    hours = my_calendar(desk) if client.promise_in_my_hours else calendar_of(client)
    try:
        return add_working_time(hours, received_at, timedelta(seconds=client.promise))
    except NoWorkingHours:  # a request is never refused; without hours nothing can be promised in them
        return None


# ---------------------------------------------------------------------- what comes in


@operation(N_("Add request"))
def add_request(
    desk: Desk, words: str, client_id: int | None = None, *, channel: str = "", sender: str = "",
    received_at: datetime | None = None,
) -> Request:  # fmt: skip
    """Keep what a client asked; the clock of the promised reply starts.

    Args:
        desk: the desk.
        words: as they were written; only what a terminal could take for a command is left out.
        client_id: whose; none where the client is not known yet.
        channel: how it came.
        sender: who wrote it.
        received_at: when it came; now if not said.

    Raises:
        InvalidField: there are no words, or it came in the future.
    """
    text = clean(words, lines=True)
    if not text.strip():
        raise InvalidField("words", N_("A request needs words."))
    now = desk.now()
    if received_at is not None and received_at > now:
        raise InvalidField("received", N_("A request cannot come in the future."))
    at = received_at or now
    client = get_client(desk, client_id) if client_id is not None else None
    request: Request = Request.create(
        client=client_id,
        words=text,
        channel=clean(channel)[:40],
        sender=clean(sender)[:120],
        received_at=at,
        promised_at=promise_for(desk, client, at) if client is not None else None,
    )
    _about(desk, request)
    return request


@operation(N_("Choose client of request"))
def set_client(desk: Desk, request_id: int, client_id: int | None) -> Request:
    """Say whose request it is; the promise is counted anew by that client's terms.

    Raises:
        InvalidField: it has become a card, which is one client's.
    """
    request = get_request(desk, request_id)
    client = get_client(desk, client_id) if client_id is not None else None
    if request.card_id is not None:
        raise InvalidField("client", N_("This request has become a card. Move the card instead."))
    request.client_id = client_id
    request.promised_at = promise_for(desk, client, request.received_at) if client is not None else None
    _about(desk, request)
    request.save()
    return request


@operation(N_("Client wrote again"))
def client_wrote_again(desk: Desk, request_id: int, words: str = "", *, at: datetime | None = None) -> Request:
    """Note another message of the client: a clock that stood starts anew, one that runs is left alone.

    Args:
        desk: the desk.
        request_id: which.
        words: what they wrote; it is added below the first words.
        at: when; now if not said.
    """
    request = get_request(desk, request_id)
    _about(desk, request)
    text = clean(words, lines=True)
    if text.strip():
        request.words = f"{request.words}\n\n{text}"
    moment = at or desk.now()
    if request.paused_at is not None:
        request.paused_at = None
        client = get_client(desk, request.client_id) if request.client_id is not None else None
        request.promised_at = promise_for(desk, client, moment) if client is not None else None
    request.snoozed_until = None
    request.save()
    _urgency(desk, request)
    return request


# ---------------------------------------------------------------------- the four verbs


@operation(N_("Make card of request"))
def make_card(desk: Desk, request_id: int, title: str | None = None, stage_id: int | None = None, **values: Any) -> Card:
    """Make a card of a request; its promise runs on until ``replied``.

    Args:
        desk: the desk.
        request_id: which.
        title: what is to be done; the first line of the words if it is not said.
        stage_id: where; the client's first stage if it is not said.
        values: as for ``cards.add_card``.

    Raises:
        InvalidField: it has no client yet, or is closed.
    """
    request = _open(desk, request_id)
    if request.client_id is None:
        raise InvalidField("client", N_("Choose the client of this request first."))
    card = add_card(desk, request.client_id, title or _title(request.words), stage_id=stage_id, **values)
    _attach(desk, request, card)
    return card


@operation(N_("Add request to card"))
def add_to_card(desk: Desk, request_id: int, card_id: int) -> Card:
    """Put a request's words on a card, verbatim, as a comment with their sender, channel and instant.

    Raises:
        InvalidField: the card is another client's, or the request is closed.
    """
    request = _open(desk, request_id)
    card = get_card(desk, card_id)
    client = get_client(desk, card.client_id)
    if request.client_id is None:
        request.client_id = client.id
        request.promised_at = promise_for(desk, client, request.received_at)
    elif request.client_id != card.client_id:
        raise InvalidField("card", N_("That card belongs to another client."))
    author = request.sender or client.name
    if request.channel:
        author = f"{author} ({request.channel})"
    Comment.create(card=card.id, author=author, text=request.words, at=request.received_at)
    _attach(desk, request, card)
    return card


def _attach(desk: Desk, request: Request, card: Card) -> None:
    _about(desk, request)
    request.card_id = card.id
    request.state = RequestState.CARD
    request.snoozed_until = None
    request.save()
    _urgency(desk, request)


@operation(N_("Answer request"))
def answer(desk: Desk, request_id: int, reply: str = "", *, at: datetime | None = None) -> Request:
    """Note that a request was answered: the clock stops and the request is closed.

    Args:
        desk: the desk.
        request_id: which.
        reply: what was written back.
        at: when; now if not said.

    Raises:
        InvalidField: that is in the future, or before the request came in.
    """
    return _close(desk, _open(desk, request_id), RequestState.ANSWERED, reply, at)


@operation(N_("Decline request"))
def decline(desk: Desk, request_id: int, text: str = "", *, at: datetime | None = None) -> Request:
    """Note that a request was declined, with the text that was sent."""
    return _close(desk, _open(desk, request_id), RequestState.DECLINED, text, at)


def _close(desk: Desk, request: Request, state: RequestState, reply: str, at: datetime | None) -> Request:
    _about(desk, request)
    request.state = state
    request.replied_at = _when(desk, request, at)
    request.reply = clean(reply, lines=True)
    request.paused_at = None
    request.snoozed_until = None
    request.save()
    return request


def _when(desk: Desk, request: Request, at: datetime | None) -> datetime:
    now = desk.now()
    if at is None:
        return now
    if at > now:
        raise InvalidField("when", N_("A reply cannot lie in the future."))
    if at < request.received_at:
        raise InvalidField("when", N_("The request came in after that."))
    return at.replace(microsecond=0)


@operation(N_("Reply to request"))
def replied(desk: Desk, request_id: int, reply: str = "", *, at: datetime | None = None) -> Request:
    """Note that the client of a request was written back: the clock stops.

    A request that became a card stays with it; an open one is closed as answered.

    Args:
        desk: the desk.
        request_id: which.
        reply: what was written back.
        at: when; now if not said.

    Raises:
        InvalidField: that is in the future, or before the request came in.
    """
    request = get_request(desk, request_id)
    if request.state == RequestState.OPEN:
        return _close(desk, request, RequestState.ANSWERED, reply, at)
    _about(desk, request)
    if request.replied_at is None:
        request.replied_at = _when(desk, request, at)
        request.reply = clean(reply, lines=True)
        request.paused_at = None
        request.save()
        _urgency(desk, request)
    return request


# ---------------------------------------------------------------------- the clock


@operation(N_("Ask back"))
def ask_back(desk: Desk, request_id: int) -> Request:
    """Note that the client was asked something: the clock stands until they write again."""
    request = get_request(desk, request_id)
    _about(desk, request)
    if request.state not in (RequestState.OPEN, RequestState.CARD) or request.replied_at is not None:
        raise InvalidField("request", N_("This request is closed. Reopen it first."))
    if request.paused_at is None:
        request.paused_at = desk.now()
        request.save()
        _urgency(desk, request)
    return request


@operation(N_("Snooze request"))
def snooze(desk: Desk, request_id: int, until: datetime | Said | None) -> Request:
    """Hide a request until then, or show it again; its clock runs on.

    Args:
        desk: the desk.
        request_id: which.
        until: an instant, or a date as said: of a day, its beginning.
    """
    request = _open(desk, request_id)
    _about(desk, request)
    request.snoozed_until = _begin(until) if isinstance(until, Said) else until
    request.save()
    return request


def _begin(said: Said) -> datetime:
    if said.is_day:
        return day_bounds(datetime.fromisoformat(said.text).date(), said.zone)[0]
    return end_of_said(said.text, said.zone)


@operation(N_("Reopen request"))
def reopen(desk: Desk, request_id: int) -> Request:
    """Put a request back into the inbox; its promise counts on. A card made of it stays where it is."""
    request = get_request(desk, request_id)
    _about(desk, request)
    cards = [request.card_id] if request.card_id is not None else []
    request.state = RequestState.OPEN
    request.card_id = None
    request.replied_at = None
    request.reply = ""
    request.save()
    refresh_urgency(desk, cards)
    return request


# ---------------------------------------------------------------------- shared


def get_request(desk: Desk, request_id: int) -> Request:
    """The row of a request; ``NotFound`` if there is none."""
    request: Request | None = Request.get_or_none(Request.id == request_id)
    if request is None:
        raise NotFound(N_("There is no such request any more."))
    return request


def _open(desk: Desk, request_id: int) -> Request:
    request = get_request(desk, request_id)
    if request.state != RequestState.OPEN:
        raise InvalidField("request", N_("This request is closed. Reopen it first."))
    return request


def _urgency(desk: Desk, request: Request) -> None:
    if request.card_id is not None:
        refresh_urgency(desk, [request.card_id])


def _about(desk: Desk, request: Request) -> None:
    desk.about(_title(request.words), request.client_id)


def _title(words: str) -> str:
    """The first line that says something, cut at a word."""
    line = next((clean(line) for line in words.split("\n") if line.strip()), "")
    if len(line) <= _TITLE:
        return line
    return line[: _TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:–-") + "…"
