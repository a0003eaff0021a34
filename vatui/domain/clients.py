"""The owner, the clients, their contacts and notes, and the helpers (domain.md W1, W11)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain.calendar import Calendar, WeekHours, knows_holidays
from vatui.domain.calendars import calendar_of as calendar_of
from vatui.domain.calendars import my_calendar as my_calendar
from vatui.domain.calendars import my_zone as my_zone
from vatui.domain.calendars import owner as owner
from vatui.domain.search_text import refresh_search
from vatui.domain.urgency import refresh_urgency, refresh_urgency_of_all
from vatui.errors import Ambiguous, ChangedMeanwhile, InvalidField, NotFound
from vatui.i18n import LANGUAGES, N_
from vatui.models import Board, Client, ClientNote, Contact, Helper, Owner, Stage
from vatui.records import record
from vatui.text import clean, searchable
from vatui.values import CLIENT_COLOURS, SHAPES, ClientState, StageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

WORKED_FOR = (ClientState.ACTIVE, ClientState.ONBOARDING, ClientState.PROSPECT)
"""The states in which a client's work is shown; paused and ended clients rest."""

DEFAULT_STAGES: tuple[tuple[StageKind, int], ...] = (
    (StageKind.READY, 0), (StageKind.DOING, 3), (StageKind.APPROVAL, 0), (StageKind.DONE, 0),
)  # fmt: skip
"""What a new board has; the names are those of the kinds, in the language of the moment."""


@record
class ClientLine:
    """A client as lists, bars and pickers show it.

    Attributes:
        open: cards that are not done.
        waiting: cards that wait for somebody.
        requests: requests not yet answered.
        promise: what reply time is promised; zero is none.
    """

    id: int
    code: str
    name: str
    colour: int
    shape: int
    zone: str
    calendar: Calendar
    language: str
    currency: str
    state: ClientState
    position: int
    promise: timedelta
    promise_in_my_hours: bool
    open: int = 0
    waiting: int = 0
    requests: int = 0


@record
class ClientSheet:
    """Everything about one client on one page."""

    line: ClientLine
    hours: str
    country: str
    days_off: str
    style: str
    created_at: datetime
    contacts: tuple[tuple[int, str, str, str, str], ...]
    """Number, name, role, e-mail, phone."""
    notes: tuple[tuple[int, datetime, str], ...]
    """Number, instant, text; newest first."""
    boards: tuple[tuple[int, str], ...]


# ---------------------------------------------------------------------- the owner


@operation(N_("Change my details"))
def set_owner(desk: Desk, **values: Any) -> Owner:
    """Enter or change the owner.

    Args:
        desk: the desk.
        values: name, zone, hours, country, days_off, language, currency, doing_limit; the zone is an IANA name.

    Raises:
        InvalidField: one of them cannot be.
    """
    row = owner(desk)
    checked = _checked(values)
    if row is None:
        given: dict[str, Any] = {
            "name": "", "zone": zones.system_zone(), "hours": "Mon-Fri 09:00-17:00", "country": "", "days_off": "",
        }  # fmt: skip
        return Owner.create(**{**given, **checked})
    for name, value in checked.items():
        setattr(row, name, value)
    desk.about(row.name)
    row.save()
    if {"zone", "hours", "country", "days_off"} & set(checked):
        refresh_urgency_of_all(desk)
    return row


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form made safe and canonical, or the field that is wrong named."""
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, str):
            value = clean(value, lines=name in ("days_off", "style", "text"))
        checked[name] = _CHECKS[name](value) if name in _CHECKS else value
    return checked


def _zone(value: str) -> str:
    if zones.exists(value):
        return value
    matches = zones.find(value, limit=1)
    if not matches:
        raise InvalidField("zone", N_("No zone is called “{text}”. Type a city or a country."), text=value)
    return matches[0].zone


def _code(value: str) -> str:
    code = value.upper()
    if not re.fullmatch(r"[A-Z0-9]{2,5}", code):
        raise InvalidField("code", N_("A code has two to five letters or digits."))
    return code


def _name(value: str) -> str:
    if not value:
        raise InvalidField("name", N_("A name is needed."))
    return value[:120]


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise InvalidField("language", N_("The language is one of: {languages}."), languages=", ".join(LANGUAGES))
    return value


def _currency(value: str) -> str:
    code = value.upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise InvalidField("currency", N_("A currency has three letters, such as EUR."))
    return code


def _colour(value: int) -> int:
    if not 1 <= int(value) <= CLIENT_COLOURS:
        raise InvalidField("colour", N_("Colours are numbered from 1 to {count}."), count=CLIENT_COLOURS)
    return int(value)


def _shape(value: int) -> int:
    if not 0 <= int(value) < len(SHAPES):
        raise InvalidField("shape", N_("Shapes are numbered from 0 to {count}."), count=len(SHAPES) - 1)
    return int(value)


def _country(value: str) -> str:
    code = value.upper()
    if code and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        raise InvalidField("country", N_("A country has two letters, such as US or ID."))
    if not knows_holidays(code):
        raise InvalidField("country", N_("No holidays are known for “{text}”."), text=code)
    return code


def _promise(value: int) -> int:
    if not 0 <= int(value) <= 30 * 86_400:
        raise InvalidField("promise", N_("A promise lies between nothing and 30 days."))
    return int(value)


_CHECKS: dict[str, Any] = {
    "zone": _zone, "code": _code, "name": _name, "language": _language, "currency": _currency, "colour": _colour,
    "shape": _shape, "country": _country, "promise": _promise, "hours": lambda value: WeekHours.parse(value).text(),
    "state": ClientState,
}  # fmt: skip


# ---------------------------------------------------------------------- clients


def suggest_code(name: str, taken: Sequence[str]) -> str:
    """Three letters for a name that no other client has: the first ones, else other letters of it, else a digit."""
    letters = re.sub(r"[^A-Z0-9]", "", searchable(name).upper()) or "CLI"
    words = [re.sub(r"[^A-Z0-9]", "", word) for word in searchable(name).upper().split()]
    initials = "".join(word[0] for word in words if word)
    consonants = letters[0] + re.sub(r"[AEIOU]", "", letters[1:])
    tries = [letters[:3], consonants[:3], initials[:3], letters[0] + letters[-2:], *(letters[:2] + c for c in "123456789")]
    for code in tries:
        if len(code) >= 2 and code not in taken:
            return code
    return next(f"{letters[0]}{n}" for n in range(10, 1000) if f"{letters[0]}{n}" not in taken)


@operation(N_("Add client"))
def add_client(
    desk: Desk, name: str, *, zone: str, code: str = "", hours: str = "Mon-Fri 09:00-17:00", board: bool = True, **values: Any
) -> Client:
    """Take on a client, with a board of its own.

    Args:
        desk: the desk.
        name: what they are called.
        zone: an IANA zone, or a city or country.
        code: two to five letters; suggested from the name if there is none.
        hours: weekly working hours as ``WeekHours.parse`` reads them.
        board: make a first board with the usual stages.
        values: colour, shape, country, days_off, language, currency, state, promise (seconds), promise_in_my_hours, style.

    Raises:
        InvalidField: one of them cannot be.
    """
    taken = [row.code for row in Client.select(Client.code)]
    count = len(taken)
    checked = _checked({"name": name, "zone": zone, "hours": hours, **values})
    checked["code"] = _code(clean(code)) if code else suggest_code(checked["name"], taken)
    if checked["code"] in taken:
        raise InvalidField("code", N_("Another client has the code {code}."), code=checked["code"])
    checked.setdefault("colour", count % CLIENT_COLOURS + 1)
    checked.setdefault("shape", count // CLIENT_COLOURS % len(SHAPES))
    client: Client = Client.create(**checked, position=count, created_at=desk.now())
    desk.about(f"{client.code} {client.name}", client.id)
    if board:
        made = Board.create(client=client.id, name=client.name)
        for position, (kind, limit) in enumerate(DEFAULT_STAGES):
            Stage.create(board=made.id, name="", kind=kind, limit=limit, position=position)
    return client


@operation(N_("Edit client"))
def edit_client(desk: Desk, client_id: int, *, was: Mapping[str, Any] | None = None, **values: Any) -> Client:
    """Change a client's details.

    Args:
        desk: the desk.
        client_id: whose.
        was: what the form showed, by field; a field that was changed meanwhile is refused.
        values: the new ones, by field.

    Raises:
        InvalidField, NotFound, ChangedMeanwhile: why it cannot be.
    """
    client = get_client(desk, client_id)
    for name, old in (was or {}).items():
        if name in values and getattr(client, name) != old:
            raise ChangedMeanwhile(name)
    checked = _checked(values)
    if "code" in checked and Client.select().where(Client.code == checked["code"], Client.id != client_id).exists():
        raise InvalidField("code", N_("Another client has the code {code}."), code=checked["code"])
    for name, value in checked.items():
        setattr(client, name, value)
    desk.about(f"{client.code} {client.name}", client.id)
    client.save()
    if "code" in checked:
        refresh_search(desk, client_id)
    if {"zone", "hours", "country", "days_off", "promise", "promise_in_my_hours"} & set(checked):
        from vatui.models import Card

        cards = [row.id for row in Card.select(Card.id).where(Card.client == client_id, Card.done_at.is_null())]
        refresh_urgency(desk, cards)
    return client


@operation(N_("Order clients"))
def order_clients(desk: Desk, client_ids: Sequence[int]) -> None:
    """Put clients in this order in the zone bar; those not named follow."""
    codes = {row.id: row.code for row in Client.select(Client.id, Client.code).order_by(Client.position, Client.id)}
    rest = [number for number in codes if number not in client_ids]
    desk.about(" ".join(codes[number] for number in client_ids if number in codes))
    desk.update_many(Client, "position", [(client_id, place) for place, client_id in enumerate([*client_ids, *rest])])


def get_client(desk: Desk, client_id: int) -> Client:
    """The row of a client; ``NotFound`` if there is none."""
    client: Client | None = Client.get_or_none(Client.id == client_id)
    if client is None:
        raise NotFound(N_("There is no such client any more."))
    return client


def client_lines(desk: Desk, *, all_states: bool = False, counts: bool = False) -> tuple[ClientLine, ...]:
    """The clients in the order of the zone bar.

    Args:
        desk: the desk.
        all_states: paused and ended ones too.
        counts: with open cards, waiting cards and requests.
    """
    query = Client.select().order_by(Client.position, Client.id)
    if not all_states:
        query = query.where(Client.state.in_([state.value for state in WORKED_FOR]))
    open_cards: dict[int, int] = {}
    waiting: dict[int, int] = {}
    requests: dict[int, int] = {}
    if counts:
        for stage_client, kind, number in desk.rows(
            "SELECT b.client_id, s.kind, COUNT(*) FROM card c JOIN stage s ON s.id = c.stage_id JOIN board b ON b.id = s.board_id "
            "WHERE c.archived = ? AND c.done_at IS NULL GROUP BY b.client_id, s.kind",
            False,
        ):
            open_cards[stage_client] = open_cards.get(stage_client, 0) + number
            if kind in (StageKind.WAITING, StageKind.APPROVAL):
                waiting[stage_client] = waiting.get(stage_client, 0) + number
        statement = "SELECT client_id, COUNT(*) FROM request WHERE state = 'open' AND client_id IS NOT NULL GROUP BY client_id"
        requests = dict(desk.rows(statement))
    return tuple(_line(row, open_cards.get(row.id, 0), waiting.get(row.id, 0), requests.get(row.id, 0)) for row in query)


def _line(row: Client, open_cards: int = 0, waiting: int = 0, requests: int = 0) -> ClientLine:
    return ClientLine(
        id=row.id, code=row.code, name=row.name, colour=row.colour, shape=row.shape, zone=row.zone, calendar=calendar_of(row),
        language=row.language, currency=row.currency, state=row.state, position=row.position,
        promise=timedelta(seconds=row.promise), promise_in_my_hours=bool(row.promise_in_my_hours),
        open=open_cards, waiting=waiting, requests=requests,
    )  # fmt: skip


def client_sheet(desk: Desk, client_id: int) -> ClientSheet:
    """One client with contacts, notes and boards."""
    row = get_client(desk, client_id)
    line = next(line for line in client_lines(desk, all_states=True, counts=True) if line.id == client_id)
    contacts = Contact.select().where(Contact.client == client_id).order_by(Contact.position, Contact.id)
    notes = ClientNote.select().where(ClientNote.client == client_id).order_by(ClientNote.id.desc())
    boards = Board.select().where(Board.client == client_id, ~Board.archived).order_by(Board.position, Board.id)
    return ClientSheet(
        line=line, hours=row.hours, country=row.country, days_off=row.days_off, style=row.style, created_at=row.created_at,
        contacts=tuple((c.id, c.name, c.role, c.email, c.phone) for c in contacts),
        notes=tuple((n.id, n.created_at, n.text) for n in notes),
        boards=tuple((b.id, b.name) for b in boards),
    )  # fmt: skip


def find_client(desk: Desk, text: str) -> Client:
    """The client that a word means: code, whole name, or the start that only one has.

    Raises:
        NotFound: none does; the nearest are named.
        Ambiguous: several do.
    """
    asked = searchable(clean(text))
    rows = list(Client.select().order_by(Client.position, Client.id))
    exact = [row for row in rows if asked in (searchable(row.code), searchable(row.name))]
    if len(exact) == 1:
        return exact[0]
    starts = [row for row in rows if searchable(row.name).startswith(asked) or searchable(row.code).startswith(asked)]
    if asked and len(starts) == 1:
        return starts[0]
    if asked and len(starts) > 1:
        names = ", ".join(f"{row.code} {row.name}" for row in starts[:5])
        raise Ambiguous(N_("“{text}” fits several clients: {names}."), text=clean(text), names=names)
    from difflib import get_close_matches

    known = {searchable(word): row for row in rows for word in (row.code, row.name, row.name.split()[0] if row.name else "")}
    near = list(dict.fromkeys(f"{known[word].code} {known[word].name}" for word in get_close_matches(asked, known, 3, 0.5)))
    if near:
        raise NotFound(N_("No client is called “{text}”. Did you mean {names}?"), text=clean(text), names=", ".join(near))
    raise NotFound(N_("No client is called “{text}”. “vatui client list” shows them."), text=clean(text))


# ---------------------------------------------------------------------- contacts, notes, helpers


@operation(N_("Add contact"))
def add_contact(desk: Desk, client_id: int, name: str, *, role: str = "", email: str = "", phone: str = "") -> Contact:
    """Note a person at a client."""
    client = get_client(desk, client_id)
    place = Contact.select().where(Contact.client == client_id).count()
    contact: Contact = Contact.create(
        client=client_id, name=_name(clean(name)), role=clean(role), email=clean(email), phone=clean(phone), position=place
    )
    desk.about(f"{client.code} {contact.name}", client_id)
    return contact


@operation(N_("Edit contact"))
def edit_contact(desk: Desk, contact_id: int, **values: str) -> Contact:
    """Change a person's name, role, e-mail or phone."""
    contact: Contact | None = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise NotFound(N_("There is no such contact any more."))
    for name, value in _checked(values).items():
        setattr(contact, name, value)
    desk.about(contact.name, contact.client_id)
    contact.save()
    return contact


@operation(N_("Remove contact"))
def remove_contact(desk: Desk, contact_id: int) -> None:
    """Forget a person at a client."""
    contact: Contact | None = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise NotFound(N_("There is no such contact any more."))
    desk.about(contact.name, contact.client_id)
    contact.delete_instance()


@operation(N_("Add note"))
def add_note(desk: Desk, client_id: int, text: str) -> ClientNote:
    """Keep something to remember about a client."""
    client = get_client(desk, client_id)
    words = clean(text, lines=True)
    if not words:
        raise InvalidField("text", N_("A note needs words."))
    note: ClientNote = ClientNote.create(client=client_id, text=words, created_at=desk.now())
    desk.about(f"{client.code} {words.splitlines()[0][:60]}", client_id)
    return note


@operation(N_("Edit note"))
def edit_note(desk: Desk, note_id: int, text: str, *, was: str | None = None) -> ClientNote:
    """Say something to remember in other words.

    Args:
        desk: the desk.
        note_id: which.
        text: the new words.
        was: the words that were shown; a note that was changed meanwhile is refused.

    Raises:
        InvalidField, NotFound, ChangedMeanwhile: why it cannot be.
    """
    note: ClientNote | None = ClientNote.get_or_none(ClientNote.id == note_id)
    if note is None:
        raise NotFound(N_("There is no such note any more."))
    if was is not None and note.text != was:
        raise ChangedMeanwhile("text")
    words = clean(text, lines=True)
    if not words:
        raise InvalidField("text", N_("A note needs words."))
    note.text = words
    desk.about(words.splitlines()[0][:60], note.client_id)
    note.save()
    return note


@operation(N_("Remove note"))
def remove_note(desk: Desk, note_id: int) -> None:
    """Forget a note."""
    note: ClientNote | None = ClientNote.get_or_none(ClientNote.id == note_id)
    if note is None:
        raise NotFound(N_("There is no such note any more."))
    desk.about(note.text[:60], note.client_id)
    note.delete_instance()


def helpers(desk: Desk) -> tuple[tuple[int, str, str], ...]:
    """The helpers that work with me: number, name, zone."""
    return tuple((h.id, h.name, h.zone) for h in Helper.select().where(Helper.active == 1).order_by(Helper.name))


@operation(N_("Add helper"))
def add_helper(desk: Desk, name: str, *, zone: str = "", skills: str = "") -> Helper:
    """Take on a helper to delegate to."""
    words = _name(clean(name))
    if Helper.select().where(Helper.name == words).exists():
        raise InvalidField("name", N_("There is already a helper called {name}."), name=words)
    helper: Helper = Helper.create(name=words, zone=_zone(clean(zone)) if zone else "", skills=clean(skills))
    desk.about(helper.name)
    return helper
