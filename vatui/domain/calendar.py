"""Working hours and arithmetic in working time. Pure: no database.

A calendar is weekly windows in a zone, less public holidays and days off (domain.md T12). All is counted in
instants, so a night that skips an hour is an hour shorter, for work as well.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from vatui import zones
from vatui.errors import InvalidField, NoWorkingHours
from vatui.i18n import N_, language
from vatui.public_holidays import knows, public_holidays
from vatui.records import record
from vatui.text import clean, searchable
from vatui.values import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

Window = tuple[datetime, datetime]
"""Working time ``[start, end)``, two instants."""

_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)
_LIMIT: Final = timedelta(days=3 * 366)
"""How far a search goes before it says that there are no working hours."""

_MIDNIGHT: Final = 24 * 60
_NOON: Final = 12 * 60


# Weekly hours

_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES: Final = {
    name: number
    for number, names in enumerate(
        (
            "mo mon monday sen senin",
            "tu tue tues tuesday sel selasa",
            "we wed wednesday rab rabu",
            "th thu thur thurs thursday kam kamis",
            "fr fri friday jum jumat jum'at",
            "sa sat saturday sab sabtu",
            "su sun sunday min minggu ahad",
        )
    )
    for name in names.split()
}
_DAY_GROUPS: Final = {
    "daily": range(7), "everyday": range(7), "every day": range(7),
    "setiap hari": range(7), "tiap hari": range(7),
    "weekdays": range(5), "hari kerja": range(5), "weekend": range(5, 7), "weekends": range(5, 7),
    "akhir pekan": range(5, 7),
}  # fmt: skip
_TO: Final = frozenset({"-", "to", "until", "till", "s.d.", "s/d", "sd", "sampai", "hingga"})
_BETWEEN: Final = frozenset({",", ";", "&", "and", "dan", "+", ":"})
_CLOSED: Final = frozenset({"closed", "off", "tutup", "libur", "none"})
_TOKEN: Final = (
    r"\s*(?:(?P<always>24\s*/\s*7)"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?P<half>[ap])\.?m\b\.?)?(?![\d:])"
    r"|(?P<word>every day|setiap hari|tiap hari|hari kerja|akhir pekan|s\.d\.|s/d|[^\W\d_][\w']*|[-,;&+:])"
    r"|(?P<other>\S+))"
)
"""Compiled when the first hours are read, not at start."""


class _Time(NamedTuple):
    """A time of day as it was written; ``half`` is a, p or empty."""

    text: str
    hour: int
    minute: int
    half: str
    bare: bool

    def minutes(self, half: str = "") -> int:
        """The minute of the day; ``half`` counts where none was written."""
        half = self.half or half
        hour = self.hour % 12 + (12 if half == "p" else 0) if half else self.hour
        return hour * 60 + self.minute


@record
class WeekHours:
    """The hours somebody works in an ordinary week.

    Attributes:
        days: seven tuples, Monday first, of windows ``(start, end)`` in minutes of the day, in order and
            apart; 1440 is the midnight at the end.
    """

    days: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")
        for windows in self.days:
            edges = [minute for window in windows for minute in window]
            if edges != sorted(set(edges)) or (edges and not 0 <= edges[0] <= edges[-1] <= _MIDNIGHT):
                raise ValueError(f"windows must be in order and apart: {windows}")

    @classmethod
    def parse(cls, text: str) -> WeekHours:
        """Read hours as a person writes them, in English or Indonesian.

        ``Mon-Fri 09:00-12:00 13:00-17:00; Sat 10-14`` · ``Sen-Jum 09.00-17.00`` · ``Sun-Thu 9am-5pm`` ·
        ``24/7`` · nothing. A window over midnight (``22:00-02:00``) goes on the next day.

        Raises:
            InvalidField: the text is not hours; the field is ``hours``.
        """
        return _read_hours(text)

    def text(self) -> str:
        """The hours as they are stored: ``Mon-Fri 09:00-12:00 13:00-17:00; Sat 10:00-14:00``."""
        if all(windows == ((0, _MIDNIGHT),) for windows in self.days):
            return "24/7"
        clauses: list[str] = []
        first = 0
        for number in range(1, 8):
            if number < 7 and self.days[number] == self.days[first]:
                continue
            if self.days[first]:
                names = _NAMES[first] if number - first == 1 else f"{_NAMES[first]}-{_NAMES[number - 1]}"
                times = (f"{_clock(start)}-{_clock(end)}" for start, end in self.days[first])
                clauses.append(f"{names} {' '.join(times)}")
            first = number
        return "; ".join(clauses)

    @property
    def total(self) -> timedelta:
        """The hours of an ordinary week."""
        return timedelta(minutes=sum(end - start for windows in self.days for start, end in windows))

    def __bool__(self) -> bool:
        """Whether there are any hours."""
        return any(self.days)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@lru_cache(maxsize=256)
def _read_hours(text: str) -> WeekHours:
    return _HoursReader(clean(text, limit=500)).read()


class _HoursReader:
    """Reads days, then the windows of those days, then the next days, and so on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._minutes: list[list[tuple[int, int]]] = [[] for _number in range(7)]

    def read(self) -> WeekHours:
        days: list[int] = []
        finished = False  # whether these days have got their windows, so that a day name begins anew
        while self._tokens:
            token = self._tokens.pop(0)
            if isinstance(token, _Time):
                if not days:
                    raise self._wrong(N_("Say which days, such as Mon-Fri 09:00-17:00."))
                self._add(days, token, self._end_of(token))
                finished = True
            elif token == "24/7":
                for windows in self._minutes:
                    windows.append((0, _MIDNIGHT))
            elif token in _CLOSED:
                days, finished = [], True
            elif token in _DAY_NAMES or token in _DAY_GROUPS:
                if finished:
                    days, finished = [], False
                days.extend(self._days_from(token))
            elif token not in _BETWEEN:
                raise self._wrong(N_("“{text}” is not a day or a time."), token)
        if days and not finished:
            raise self._wrong(N_("Say from when to when, such as 09:00-17:00."))
        return WeekHours(tuple(_merged(windows) for windows in self._minutes))

    def _split(self, text: str) -> list[str | _Time]:
        tokens: list[str | _Time] = []
        folded = searchable(text).replace("–", "-").replace("—", "-").replace("’", "'")
        for match in re.finditer(_TOKEN, folded):
            written = match.group().strip()
            if match["always"]:
                tokens.append("24/7")
            elif match["hour"]:
                tokens.append(self._time(match, written))
            elif match["other"]:
                raise self._wrong(N_("“{text}” is not a day or a time."), written)
            elif match["word"] not in ("jam", "pukul"):
                tokens.append(match["word"])
        return tokens

    def _time(self, match: re.Match[str], written: str) -> _Time:
        hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"] or ""
        latest = 12 if half else 24
        if hour > latest or minute > 59 or (half and not hour) or (hour == 24 and minute):
            raise self._wrong(N_("“{text}” is not a time of day."), written)
        return _Time(written, hour, minute, half, match["minute"] is None)

    def _days_from(self, token: str) -> list[int]:
        if token in _DAY_GROUPS:
            return list(_DAY_GROUPS[token])
        first = last = _DAY_NAMES[token]
        if self._tokens and self._tokens[0] in _TO:
            self._tokens.pop(0)
            end = self._tokens.pop(0) if self._tokens else ""
            if not isinstance(end, str) or end not in _DAY_NAMES:
                raise self._wrong(N_("Name the last day too, such as Mon-Fri."))
            last = _DAY_NAMES[end]
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)]

    def _end_of(self, start: _Time) -> _Time:
        if len(self._tokens) > 1 and self._tokens[0] in _TO:
            end = self._tokens[1]
            if isinstance(end, _Time):
                del self._tokens[:2]
                return end
        raise self._wrong(N_("Say until when, such as {text}-17:00."), start.text)

    def _add(self, days: list[int], start: _Time, end: _Time) -> None:
        half = ""
        if end.half and not start.half and 0 < start.hour <= 12:
            # 1-5pm and 9-11am stay in one half of the day, 9-5pm and 10-2am do not.
            other = "a" if end.half == "p" else "p"
            half = end.half if start.hour % 12 < end.hour % 12 else other
        first, last = start.minutes(half), end.minutes()
        written = f"{start.text}-{end.text}"
        if end.bare and not end.half and 0 < last < first <= _NOON:
            raise self._wrong(N_("“{text}”: day or night? Write 09:00-17:00 or 9am-5pm."), written)
        if first == _MIDNIGHT:
            raise self._wrong(N_("“{text}” is not a time of day to begin."), start.text)
        if first == last:
            raise self._wrong(N_("“{text}” has no length."), written)
        for day in days:
            if first < last:
                self._minutes[day].append((first, last))
            else:
                self._minutes[day].append((first, _MIDNIGHT))
                if last:
                    self._minutes[(day + 1) % 7].append((0, last))

    def _wrong(self, sentence: str, text: str = "") -> InvalidField:
        return InvalidField("hours", sentence, text=text)


def _merged(windows: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


# Holidays and days off


@lru_cache(maxsize=256)
def parse_days_off(text: str) -> tuple[tuple[date, str], ...]:
    """Read days off, one a line: ``2026-12-24 Office closed`` or ``2026-12-28..2026-12-31 Holiday``.

    Returns:
        each day with what it is, in order; the words may be missing.

    Raises:
        InvalidField: a line does not begin with a day; the field is ``days_off``.
    """
    found: dict[date, str] = {}
    for line in clean(text, lines=True).splitlines():
        if not line.strip():
            continue
        said, _space, name = line.strip().partition(" ")
        first_text, _dots, last_text = said.partition("..")
        try:
            first = date.fromisoformat(first_text)
            last = date.fromisoformat(last_text) if last_text else first
        except ValueError as problem:
            raise InvalidField("days_off", N_("“{text}” is not a day such as 2026-12-24."), text=said) from problem
        if not _NOTHING <= last - first <= _DAY * 366:
            raise InvalidField("days_off", N_("“{text}” must end within a year of its start."), text=said)
        for number in range((last - first).days + 1):
            found[first + number * _DAY] = name.strip()
    return tuple(sorted(found.items()))


def _public_holidays(country: str, year: int, language_code: str) -> dict[date, str]:
    try:
        return public_holidays(country, year, language_code)
    except LookupError as problem:
        raise _no_holidays(country) from problem


def forget_windows() -> None:
    """Compute every calendar's windows anew, when public holidays became known that were not."""
    _book.cache_clear()


def _no_holidays(country: str) -> InvalidField:
    return InvalidField("country", N_("No holidays are known for “{text}”."), text=country)


def knows_holidays(country: str) -> bool:
    """Whether the holidays of a country or region are known (``GB``, ``GB-ENG``); those of no country are."""
    return not country or knows(country)


@record
class Calendar:
    """When somebody works.

    Attributes:
        zone: IANA name.
        hours: the ordinary week.
        country: whose public holidays are free: ISO 3166, ``US`` or with a region ``GB-ENG``; empty for none.
        days_off: other free days, one a line; see `parse_days_off`.
    """

    zone: str
    hours: WeekHours
    country: str = ""
    days_off: str = ""

    @classmethod
    def read(cls, zone: str, hours: str, country: str = "", days_off: str = "") -> Calendar:
        """A calendar from texts, all of them looked at.

        Raises:
            InvalidField: the zone, hours, country or days off cannot be read; its ``field`` says which.
        """
        country = country.strip().upper()
        if not zones.exists(zone):
            raise InvalidField("zone", N_("There is no time zone “{zone}”."), zone=zone)
        if not knows_holidays(country):
            raise _no_holidays(country)
        parse_days_off(days_off)
        return cls(zone, WeekHours.parse(hours), country, days_off)


def day_off(calendar: Calendar, day: date) -> str | None:
    """The name of the holiday, in the language of the moment, or day off that makes a day free; else None."""
    for off, name in parse_days_off(calendar.days_off):
        if off == day:
            return name
    return _public_holidays(calendar.country, day.year, language()).get(day) if calendar.country else None


# Working time


class _Book:
    """The windows of one calendar's days, each computed once."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._off = frozenset(day for day, _name in parse_days_off(calendar.days_off))
        self._days: dict[date, tuple[Window, ...]] = {}

    def on(self, day: date) -> tuple[Window, ...]:
        """The windows of a day, in order, empty ones left out."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) > 4000:
                self._days.clear()
            known = self._days[day] = self._compute(day)
        return known

    def _compute(self, day: date) -> tuple[Window, ...]:
        windows = self._calendar.hours.days[day.weekday()]
        country = self._calendar.country
        if not windows or day in self._off or (country and day in _public_holidays(country, day.year, "en")):
            return ()
        zone = self._calendar.zone
        begin, end = zones.day_bounds(day, zone)
        if end - begin == _DAY and zones.utc_offset(begin, zone) == zones.utc_offset(end, zone):
            at = {minute: begin + timedelta(minutes=minute) for window in windows for minute in window}
        else:
            midnight = datetime(day.year, day.month, day.day)
            at = {
                minute: zones.first_instant(midnight + timedelta(minutes=minute), zone) for window in windows for minute in window
            }
        return tuple((at[first], at[last]) for first, last in windows if at[first] < at[last])

    def after(self, start: datetime) -> Iterator[Window]:
        """The windows that end after an instant, cut there, three years of them."""
        day = zones.today(start, self._calendar.zone) - _DAY
        last = day + _LIMIT
        while day < last:
            for begin, end in self.on(day):
                if end > start:
                    yield max(begin, start), end
            day += _DAY

    def before(self, end: datetime) -> Iterator[Window]:
        """The windows that begin before an instant, cut there, the latest first, three years of them."""
        day = zones.today(end, self._calendar.zone) + _DAY
        last = day - _LIMIT
        while day > last:
            for begin, finish in reversed(self.on(day)):
                if begin < end:
                    yield begin, min(finish, end)
            day -= _DAY


@lru_cache(maxsize=256)
def _book(calendar: Calendar) -> _Book:
    return _Book(calendar)


def _between(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Window]:
    book = _book(calendar)
    day = zones.today(start, calendar.zone) - _DAY
    last = zones.today(end, calendar.zone) + _DAY if start < end else day - _DAY
    while day <= last:
        for begin, finish in book.on(day):
            if finish > start and begin < end:
                yield max(begin, start), min(finish, end)
        day += _DAY


def windows(calendar: Calendar, start: datetime, end: datetime) -> list[Window]:
    """The working time in ``[start, end)``, in order; windows that touch are one, over midnight too."""
    found: list[Window] = []
    for begin, finish in _between(calendar, start, end):
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], finish)
        else:
            found.append((begin, finish))
    return found


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies in ``[start, end)``; none if the end is not after the start."""
    return sum((finish - begin for begin, finish in _between(calendar, start, end)), _NOTHING)


def add_working_time(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant by which an amount of working time has passed since a start (domain.md T12).

    Friday 16:30 and one hour, of 9 to 17, is Monday 09:30. Nothing to wait for is the start itself.

    Raises:
        NoWorkingHours: the amount does not pass within three years.
        ValueError: the amount is negative.
    """
    if amount < _NOTHING:
        raise ValueError("an amount of work is not negative")
    if not amount:
        return start
    if calendar.hours:
        for begin, end in _book(calendar).after(start):
            if end - begin >= amount:
                return begin + amount
            amount -= end - begin
    raise NoWorkingHours


def subtract_working_time(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """The latest instant from which an amount of working time is left before an end.

    Raises:
        NoWorkingHours: there is not so much in the three years before.
        ValueError: the amount is negative.
    """
    if amount < _NOTHING:
        raise ValueError("an amount of work is not negative")
    if not amount:
        return end
    if calendar.hours:
        for begin, finish in _book(calendar).before(end):
            if finish - begin >= amount:
                return finish - amount
            amount -= finish - begin
    raise NoWorkingHours


# What the zone bar and the zones ribbon show


@record
class HourState:
    """Whether somebody works now (interface.md 2.6).

    Attributes:
        kind: in hours; about to open or to close; out of hours; not working today because of a holiday.
        minutes: until opening or closing, begun ones count; only when about to.
        holiday: what the day is, when it is free and would be worked otherwise.
        next_change: when the hours next begin or end; None if they never do.
    """

    kind: Literal["in", "opening", "closing", "out", "holiday"]
    minutes: int | None
    holiday: str | None
    next_change: datetime | None


def hour_state(calendar: Calendar, now: datetime, edge: timedelta = timedelta(minutes=60)) -> HourState:
    """Whether somebody works now, and what comes next.

    Args:
        calendar: whose hours.
        now: the present instant.
        edge: how long before the hours begin or end to say so.
    """
    begin, end = _next_run(calendar, now)
    if begin is not None and begin <= now:
        minutes = _minutes(end - now) if end is not None and end - now <= edge else None
        return HourState("in" if minutes is None else "closing", minutes, None, end)
    today = zones.today(now, calendar.zone)
    name = day_off(calendar, today) if calendar.hours.days[today.weekday()] else None
    if begin is not None and begin - now <= edge:
        return HourState("opening", _minutes(begin - now), name, begin)
    return HourState("out" if name is None else "holiday", None, name, begin)


def _minutes(span: timedelta) -> int:
    return -(-span // timedelta(minutes=1))


def _next_run(calendar: Calendar, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The running or next stretch of working time, windows that touch as one; no end: it has none."""
    begin: datetime | None = None
    end: datetime | None = None
    if calendar.hours:
        for first, last in _book(calendar).after(now):
            if end is not None and first > end:
                return begin, end
            begin, end = begin or first, last
            if end - begin > timedelta(days=15):  # round the clock
                return begin, None
    return begin, end


Overlap = Literal["both", "theirs", "mine", "off"]
"""Who works."""


def ribbon(mine: Calendar, theirs: Calendar, start: datetime, hours: int = 16, steps_per_hour: int = 2) -> tuple[Overlap, ...]:
    """Who works in the coming hours, step by step; a step is what its middle is (interface.md 6.1)."""
    step = timedelta(hours=1) / steps_per_hour
    count = hours * steps_per_hour
    end = start + count * step
    my_windows, their_windows = windows(mine, start, end), windows(theirs, start, end)
    middles = (start + number * step + step / 2 for number in range(count))
    kinds: dict[tuple[bool, bool], Overlap] = {
        (True, True): "both",
        (False, True): "theirs",
        (True, False): "mine",
        (False, False): "off",
    }
    return tuple(kinds[_covers(my_windows, middle), _covers(their_windows, middle)] for middle in middles)


def _covers(found: list[Window], instant: datetime) -> bool:
    return any(begin <= instant < end for begin, end in found)


@record
class ShiftNotice:
    """Clocks change between somebody and me.

    Attributes:
        zone: theirs.
        at: from when.
        moved: by how much what happens at their wall time comes later for me; negative for earlier.
    """

    zone: str
    at: datetime
    moved: timedelta


def shift_notices(
    my_zone: str,
    other_zones: tuple[str, ...] | list[str],
    now: datetime,
    within: timedelta = timedelta(weeks=3),
) -> tuple[ShiftNotice, ...]:
    """The coming changes of clocks, theirs or mine, that move their day against mine; the soonest first.

    "From Sunday London is an hour later for you." Changes of both within a day count as one, or cancel out.
    """
    mine = _shifts(my_zone, now, within)
    notices: list[ShiftNotice] = []
    for zone in dict.fromkeys(other_zones):
        if zone == my_zone:
            continue
        moves = sorted([(s.at, s.moved) for s in mine] + [(s.at, -s.moved) for s in _shifts(zone, now, within)])
        while moves:
            at = moves[0][0]
            together = [moved for when, moved in moves if when - at < _DAY]
            moves = moves[len(together) :]
            moved = sum(together, _NOTHING)
            if moved:
                notices.append(ShiftNotice(zone, at, moved))
    return tuple(sorted(notices, key=lambda notice: notice.at))


def _shifts(zone: str, after: datetime, within: timedelta) -> list[zones.Shift]:
    found: list[zones.Shift] = []
    end = after + within
    while after < end and (shift := zones.next_shift(zone, after, end - after)):
        found.append(shift)
        after = shift.at
    return found


# Urgency


_DUE_SOON: Final = timedelta(hours=24)
_NO_ESTIMATE: Final = timedelta(hours=1)
_PROMISE_NEAR: Final = timedelta(hours=4)


@record
class Reason:
    """Why a card is urgent; `vatui.wording` makes the sentence.

    Attributes:
        kind: what makes it urgent.
        until: time until it is due, or until the promise runs out; negative once that has passed.
        remaining: what is left to do, as estimated; None without an estimate.
        working: my working hours before it is due.
    """

    kind: Literal["pinned", "overdue", "due_soon", "hours_left", "promise"]
    until: timedelta | None = None
    remaining: timedelta | None = None
    working: timedelta | None = None


def _back(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """As `subtract_working_time`, but at most three years back."""
    try:
        return subtract_working_time(calendar, end, amount)
    except NoWorkingHours:
        return end - _LIMIT


def _short_from(due: datetime, remaining: timedelta | None, mine: Calendar) -> datetime:
    """From when my hours before it is due are no more than twice what is left to do."""
    if not mine.hours:  # nothing is known about my hours, so nothing is said
        return due
    return _back(mine, due, 2 * max(remaining if remaining is not None else _NO_ESTIMATE, _NOTHING))


def _near_from(promise_due: datetime, calendar: Calendar) -> datetime:
    """From when a promise runs out within four business hours; round the clock if no hours are known."""
    if not calendar.hours:
        return promise_due - _PROMISE_NEAR
    return _back(calendar, promise_due, _PROMISE_NEAR)


def urgent_from(
    due: datetime | None,
    remaining: timedelta | None,
    mine: Calendar,
    promise_due: datetime | None = None,
    promise_calendar: Calendar | None = None,
) -> datetime | None:
    """The instant from which a card that is not pinned is urgent (domain.md W4); None if it never is.

    The earliest of: 24 hours before it is due; when my working hours before it is due come down to twice what
    is left to do (no estimate: one hour); four business hours before the promise runs out.

    Args:
        due: when it is due; for a day, its end.
        remaining: the estimate less the time spent; None without an estimate.
        mine: my calendar.
        promise_due: when the promise of a reply runs out.
        promise_calendar: in whose hours the promise is counted; mine if not given.
    """
    candidates: list[datetime] = []
    if due is not None:
        candidates += [due - _DUE_SOON, _short_from(due, remaining, mine)]
    if promise_due is not None:
        candidates.append(_near_from(promise_due, promise_calendar or mine))
    return min(candidates, default=None)


def why_urgent(
    now: datetime,
    due: datetime | None,
    remaining: timedelta | None,
    mine: Calendar,
    promise_due: datetime | None = None,
    promise_calendar: Calendar | None = None,
    pinned: Urgency = Urgency.AUTO,
) -> Reason | None:
    """Why a card is urgent now; None if it is not. Without a pin it agrees with `urgent_from`.

    Of several reasons the one that helps most is given: a pin, then overdue, then the sooner of promise and
    due date; for a due date, too few hours if there is an estimate to compare them with, else the time left.
    """
    if pinned is not Urgency.AUTO:
        return Reason("pinned", remaining=remaining) if pinned is Urgency.YES else None
    if due is not None and now >= due:
        return Reason("overdue", due - now, remaining)
    promise: Reason | None = None
    if promise_due is not None and now >= _near_from(promise_due, promise_calendar or mine):
        promise = Reason("promise", promise_due - now, remaining)
        if due is None or promise_due <= due:
            return promise
    if due is not None:
        soon = now >= due - _DUE_SOON
        short = now >= _short_from(due, remaining, mine)
        if short and (remaining is not None or not soon):
            return Reason("hours_left", due - now, remaining, working_time(mine, now, due))
        if soon:
            return Reason("due_soon", due - now, remaining)
    return promise
