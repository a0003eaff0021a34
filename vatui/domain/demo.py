"""The demo: a day of Sari and her six clients, made for the moment at which it is opened (interface.md 9).

What there is stands in ``data/demo/desk.toml``; here are the dates, the times and the sums. Every figure on a screen is computed
from rows, so the rows agree with each other: a finished card ends with time worked on it, a promise is what the client's hours
make of it, what is due today is due before midnight in Jakarta whenever the demo is opened.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain import boards, clients
from vatui.domain.calendar import Calendar, add_working_time, day_off, hour_state, subtract_working_time, windows
from vatui.domain.clients import calendar_of
from vatui.domain.requests import promise_for
from vatui.domain.search_text import search_text
from vatui.domain.urgency import refresh_urgency
from vatui.errors import VatuiError
from vatui.i18n import N_, language
from vatui.models import Card, CardTag, CheckItem, Client, Comment, Entry, Link, Owner, Request, Tag
from vatui.models.work import NO_DUE
from vatui.paths import asset
from vatui.values import RequestState, Said, StageKind, Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUNS_FOR = timedelta(hours=1, minutes=24, seconds=7)
_WEEKS = 9
_GAP = timedelta(minutes=10)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_QUARTER = 15 * 60
_SPACE = 1024
"""Between the ranks of two cards of a lane."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_REQUESTS = 6
_ASLEEP = 3
_REMEMBERED = "demo"


def make_demo(desk: Desk) -> None:
    """Fill an empty desk with the demo, as if its moment were now.

    Raises:
        VatuiError: the desk is not empty.
    """
    _fill(desk)
    # Somebody sits here, so nobody asks about a timer that was left running.
    desk.beat(desk.now())
    desk.remember(_REMEMBERED, zones.today(desk.now(), clients.my_zone(desk)).isoformat())


def is_stale(desk: Desk) -> bool:
    """Whether a demo was made on another day than today, so that its dates lie in the past; false for any other desk."""
    made = desk.recall(_REMEMBERED)
    return made is not None and made != zones.today(desk.now(), clients.my_zone(desk)).isoformat()


@operation(N_("Make demo"), undoable=False)
def _fill(desk: Desk) -> None:
    if Client.select().exists() or Owner.select().exists():
        raise VatuiError(N_("The demo needs an empty desk."))
    with asset("demo/desk.toml").open("rb") as file:
        _Maker(desk, tomllib.load(file)).make()


class _Maker:
    """Puts the dates into what the file says, and all of it into the desk."""

    def __init__(self, desk: Desk, told: dict[str, Any]) -> None:
        self.desk = desk
        self.told = told
        self.now = desk.now()
        self.timer_from = self.now - _RUNS_FOR
        self.clients: dict[str, Client] = {}
        self.calendars: dict[str, Calendar] = {}
        self.helpers: dict[str, int] = {}
        self.stages: dict[tuple[str, str], int] = {}

    def make(self) -> None:
        self._make_people()
        entries = self._entries()
        cards = self._make_cards(entries)
        self._make_details(cards)
        self._make_entries(entries, cards)
        self._make_requests()
        refresh_urgency(self.desk, cards)
        self.desk.about(self.told["owner"]["name"])

    # ------------------------------------------------------------------ people

    def _make_people(self) -> None:
        owner = clients.set_owner(self.desk, **self.told["owner"], language=language())
        self.mine = calendar_of(owner)
        self.today = zones.today(self.now, self.mine.zone)
        self.midnight = zones.day_bounds(self.today, self.mine.zone)[1]
        for helper in self.told["helper"]:
            self.helpers[helper["name"]] = int(clients.add_helper(self.desk, **helper).id)
        for told in self.told["client"]:
            given = dict(told)
            contacts, notes = given.pop("contacts"), given.pop("notes")
            client = clients.add_client(self.desk, given.pop("name"), board=False, **given)
            self.clients[client.code], self.calendars[client.code] = client, calendar_of(client)
            for name, role, email, phone in contacts:
                clients.add_contact(self.desk, client.id, name, role=role, email=email, phone=phone)
            for note in notes:
                clients.add_note(self.desk, client.id, note)
            stages = [("", StageKind(kind), limit) for kind, limit in self.told["boards"][client.code]]
            boards.add_board(self.desk, client.id, client.name, stages)
            for number, _name, kind, _board in boards.stages_of(self.desk, client.id):
                self.stages[client.code, kind.value] = number

    def _words(self, text: str, code: str) -> str:
        months = self.told["months"][self.clients[code].language]
        last = (self.today.replace(day=1) - _DAY).month
        return text.format(month=months[self.today.month - 1], last_month=months[last - 1])

    # ------------------------------------------------------------------ dates

    def _said(self, told: str | None, code: str) -> Said | None:
        """A date of work as the file says it, for this day."""
        if told is None:
            return None
        theirs = self.calendars[code]
        if told == "overdue":
            day = zones.today(self.now, theirs.zone) - _DAY
            while not theirs.hours.days[day.weekday()] or day_off(theirs, day):
                day -= _DAY
            return Said(day.isoformat(), theirs.zone)
        kind, _, rest = told.partition("+")
        if kind == "today":
            return self._soon(int(rest), theirs.zone)
        count, _, clock = rest.partition(" ")
        day = self._working_day(int(count))
        return Said(f"{day.isoformat()}T{clock}" if clock else day.isoformat(), theirs.zone)

    def _soon(self, minutes: int, zone: str) -> Said:
        """In so many minutes, on the quarter; today if that is not today any more."""
        instant = self.now + minutes * _MINUTE
        over = int(instant.timestamp()) % _QUARTER
        instant += timedelta(seconds=(_QUARTER - over) % _QUARTER)
        said = Said(zones.local(instant, zone).strftime("%Y-%m-%dT%H:%M"), zone)
        # Where clocks go back a wall time may mean the hour before.
        if instant >= self.midnight or zones.end_of_said(said.text, said.zone) != instant:
            return Said(self.today.isoformat(), self.mine.zone)
        return said

    def _working_day(self, number: int) -> date:
        day = self.today
        while number:
            day += _DAY
            if windows(self.mine, *zones.day_bounds(day, self.mine.zone)):
                number -= 1
        return day

    # ------------------------------------------------------------------ time

    def _entries(self) -> list[dict[str, Any]]:
        """Nine weeks of working days, what was done today, and the timer that runs; by start."""
        found: list[dict[str, Any]] = []
        for back in range(7 * _WEEKS, 0, -1):
            day = self.today - back * _DAY
            found += self._entries_of(day, back)
        day_starts = zones.day_bounds(self.today, self.mine.zone)[0]
        for told in reversed(self.told["today"]):
            start = self.timer_from - (told["before"] + told["minutes"]) * _MINUTE
            if start >= day_starts:
                end = start + told["minutes"] * _MINUTE
                title = self._words(told.get("card", ""), told["client"])
                found.append(self._entry(told["client"], start, end, told.get("memo", ""), title=title))
        running = next(card for card in self.told["card"] if card.get("timer"))
        found.append(self._entry(running["client"], self.timer_from, None, "", title=running["title"]))
        return found

    def _entries_of(self, day: date, back: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        hours = windows(self.mine, *zones.day_bounds(day, self.mine.zone))
        if not hours or day.weekday() >= len(_WEEKDAYS):
            return found
        start = hours[0][0] + (5 + back % 4 * 5) * _MINUTE
        for number, (code, memo, minutes, billable) in enumerate(self.told["days"][_WEEKDAYS[day.weekday()]]):
            end = start + (minutes + (back + number) % 4 * 5) * _MINUTE
            if end > min(hours[-1][1], self.timer_from - _GAP):
                break
            found.append(self._entry(code, start, end, memo, billable=billable))
            start = end + _GAP
        return found

    def _entry(
        self, code: str, start: datetime, end: datetime | None, memo: str, *, billable: bool = True, title: str = ""
    ) -> dict[str, Any]:
        return {
            "client": self.clients[code].id, "started_at": start, "ended_at": end, "memo": memo, "billable": billable,
            "zone": self.mine.zone, "actor": self.desk.actor, "card": None, "title": title, "code": code,
        }  # fmt: skip

    def _make_entries(self, entries: list[dict[str, Any]], cards: dict[int, dict[str, Any]]) -> None:
        by_title = {(card["client"], card["title"]): number for number, card in cards.items()}
        for number, card in cards.items():
            if card["entry"] is not None:
                card["entry"]["card"] = number
        for entry in entries:
            if entry["title"]:
                entry["card"] = by_title[entry["client"], entry["title"]]
        plain = [{name: value for name, value in entry.items() if name not in ("title", "code")} for entry in entries]
        self.desk.insert_many(Entry, plain)

    # ------------------------------------------------------------------ cards

    def _make_cards(self, entries: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """Insert the cards; by number what was inserted, with what the file says as ``told`` and the finishing ``entry``."""
        free = [entry for entry in reversed(entries) if entry["ended_at"] is not None and not entry["title"]]
        numbers = {
            code: self.desk.skip_numbers(f"card:{client.id}", sum(card["client"] == code for card in self.told["card"]))
            for code, client in self.clients.items()
        }
        rows: list[dict[str, Any]] = []
        for place, told in enumerate(self.told["card"]):
            code = told["client"]
            last = None
            if told["stage"] == "done":
                last = next(entry for entry in free if entry["code"] == code)
                free.remove(last)
            rows.append(self._card(told, numbers[code], place, last))
            numbers[code] += 1
        plain = [{name: value for name, value in row.items() if name not in ("told", "entry")} for row in rows]
        return dict(zip(self.desk.insert_many(Card, plain), rows, strict=True))

    def _card(self, told: dict[str, Any], number: int, place: int, last: dict[str, Any] | None) -> dict[str, Any]:
        code = told["client"]
        title = self._words(told["title"], code)
        stage_since = self.now - timedelta(days=told.get("since", 1 + place % 5), minutes=17 * place % 240)
        done_at = last["ended_at"] if last is not None else None
        row: dict[str, Any] = {
            "client": self.clients[code].id, "number": number, "stage": self.stages[code, told["stage"]],
            "position": _SPACE * (place + 1), "title": title, "memo": told.get("memo", ""),
            "search": search_text(title, told.get("tags", []), f"{code}-{number}"),
            "estimate": told["estimate"] * 60 if "estimate" in told else None, "important": told.get("important", False),
            "urgency": Urgency(told.get("urgency", "auto")), "helper": self.helpers.get(told.get("helper", "")),
            "waiting_for": told.get("waiting_for", ""), "repeat": told.get("repeat", ""), "done_at": done_at,
            "stage_since": done_at or stage_since, "created_at": (done_at or stage_since) - timedelta(days=2 + place % 4),
            "told": told, "entry": last,
        }  # fmt: skip
        for name in ("due", "wait", "chase"):
            said = self._said(told.get(name), code)
            row[f"{name}_said"], row[f"{name}_zone"] = (said.text, said.zone) if said else (None, None)
            row[f"{name}_at"] = zones.end_of_said(said.text, said.zone) if said else None
        if row["wait_at"] is not None:  # a snoozed card comes back when its day begins
            row["wait_at"] = zones.day_bounds(date.fromisoformat(row["wait_said"]), row["wait_zone"])[0]
        row["due_rank"] = NO_DUE if row["due_at"] is None else row["due_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        return row

    def _make_details(self, cards: dict[int, dict[str, Any]]) -> None:
        """Tags, steps, links and comments."""
        names = list(dict.fromkeys(tag for card in cards.values() for tag in card["told"].get("tags", [])))
        tags = dict(zip(names, self.desk.insert_many(Tag, [{"name": name} for name in names]), strict=True))
        marks: list[dict[str, Any]] = []
        steps: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        comments: list[dict[str, Any]] = []
        for number, card in cards.items():
            told = card["told"]
            marks += [{"card": number, "tag": tags[name]} for name in told.get("tags", [])]
            for place, text in enumerate(told.get("checklist", [])):
                steps.append({"card": number, "text": text, "done": place < told.get("ticked", 0), "position": place})
            for place, (title, url) in enumerate(told.get("links", [])):
                links.append({"card": number, "title": title, "url": url, "position": place})
            for author, hours, text in told.get("comments", []):
                comments.append({"card": number, "author": author, "text": text, "at": self.now - timedelta(hours=hours)})
        self.desk.insert_many(CardTag, marks)
        self.desk.insert_many(CheckItem, steps)
        self.desk.insert_many(Link, links)
        self.desk.insert_many(Comment, comments)

    # ------------------------------------------------------------------ requests

    def _make_requests(self) -> None:
        rows = self._answered() + self._waiting()
        self.desk.insert_many(Request, rows)

    def _waiting(self) -> list[dict[str, Any]]:
        """Six requests: three of clients who are at work now, the first nearly late, and three of clients who are not.

        Where nobody works, as on a Sunday night, all six sleep; the first is nearly late all the same.
        """
        pool: dict[str, list[dict[str, Any]]] = {}
        for told in self.told["request"]:
            pool.setdefault(told["client"], []).append(told)
        at_work = [code for code in pool if hour_state(self.calendars[code], self.now).kind in ("in", "closing")]
        away = [code for code in pool if code not in at_work]
        if not at_work:  # the one that is nearly late is of the client who opens first
            away.sort(key=lambda code: hour_state(self.calendars[code], self.now).next_change or self.now)
        awake = 0 if not at_work else _REQUESTS - _ASLEEP if away else _REQUESTS
        chosen = [(told, True) for told in _in_turn(pool, at_work, awake)]
        chosen += [(told, False) for told in _in_turn(pool, away, _REQUESTS - awake)]
        left = list(self.told["promises"]["left"])
        rows = []
        for place, (told, works) in enumerate(chosen):
            minutes = left[place] if place < len(left) and (works or not place) else None
            rows.append(self._request(told, self._received(told["client"], minutes, place)))
        return rows

    def _received(self, code: str, minutes: int | None, place: int) -> datetime:
        """When a request came in so that so many minutes of its promise are left; none: all of it."""
        hours, client = self.calendars[code], self.clients[code]
        if minutes is not None:
            ends = add_working_time(hours, self.now, minutes * _MINUTE)
            state = hour_state(hours, self.now)
            if not place and state.kind == "closing" and state.next_change is not None:
                ends = min(ends, state.next_change)  # nearly late today, not tomorrow
            return subtract_working_time(hours, ends, timedelta(seconds=client.promise))
        # After they closed, so that nothing of it is used up.
        closed = subtract_working_time(hours, self.now, _MINUTE) + _MINUTE
        return max(closed, self.now - (25 + 40 * place) * _MINUTE)

    def _request(self, told: dict[str, Any], received: datetime) -> dict[str, Any]:
        client = self.clients[told["client"]]
        return {
            "client": client.id, "words": told["words"], "channel": told["channel"], "sender": told["sender"],
            "received_at": received, "promised_at": promise_for(self.desk, client, received), "state": RequestState.OPEN,
            "replied_at": None, "reply": "",
        }  # fmt: skip

    def _answered(self) -> list[dict[str, Any]]:
        rows = []
        for code, found in self.told["answered"].items():
            for place, (channel, sender, words, reply) in enumerate(found):
                hours = self.calendars[code]
                received = add_working_time(hours, self.now - timedelta(days=7 + place), 35 * _MINUTE)
                row = self._request({"client": code, "channel": channel, "sender": sender, "words": words}, received)
                replied = add_working_time(hours, received, 50 * _MINUTE)
                rows.append({**row, "state": RequestState.ANSWERED, "replied_at": replied, "reply": reply})
        return rows


def _in_turn(pool: dict[str, list[dict[str, Any]]], codes: Sequence[str], count: int) -> list[dict[str, Any]]:
    """So many requests, one of each client in turn."""
    found: list[dict[str, Any]] = []
    for number in range(max((len(told) for told in pool.values()), default=0)):
        found += [pool[code][number] for code in codes if number < len(pool[code])]
    return found[:count]
