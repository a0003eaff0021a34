"""Clients in words: their week, their promise, their money, their country."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from vatui import wording, zones
from vatui.domain.calendar import HourState, WeekHours, hour_state
from vatui.errors import InvalidField
from vatui.i18n import N_, _
from vatui.themes import glyph
from vatui.values import SHAPES
from vatui.wording import Toned

if TYPE_CHECKING:
    from datetime import datetime

    from vatui.domain.clients import ClientLine

_MONDAY = date(2026, 11, 23)
"""Any Monday: only the names of its days are used."""

SIGNS = {"in": ("in", "success"), "opening": ("edge", "warning"), "closing": ("edge", "warning")}
"""Glyph and role of an office that works; all others are out."""

NO_PROMISE = frozenset({"", "0", "-", "none", "no", "tidak", "tidak ada", "tanpa"})
"""What is typed for no promise."""


def week(hours: WeekHours) -> str:
    """The hours of a week as a person reads them: ``Mon–Fri 09–17, Sat 10–14``."""
    if not hours:
        return _("no working hours")
    if all(windows == ((0, 24 * 60),) for windows in hours.days):
        return _("day and night")
    parts: list[str] = []
    first = 0
    for number in range(1, 8):
        if number < 7 and hours.days[number] == hours.days[first]:
            continue
        if hours.days[first]:
            name = _day(first) if number - first == 1 else f"{_day(first)}–{_day(number - 1)}"
            parts.append(f"{name} {' '.join(wording.span(start, end) for start, end in hours.days[first])}")
        first = number
    return ", ".join(parts)


def _day(number: int) -> str:
    return wording.weekday(_MONDAY + timedelta(days=number))


def hours_back(text: str) -> tuple[str, str]:
    """What was typed for hours, read back: the sentence and its role."""
    try:
        hours = WeekHours.parse(text)
    except InvalidField as error:
        return str(error), "warning"
    if not hours:
        return _("no working hours"), "muted"
    amount = wording.duration(hours.total)
    return f"{glyph('done')} {_('{week} · {amount} a week').format(week=week(hours), amount=amount)}", "success"


def promise_seconds(text: str) -> int:
    """A reply time as it is typed: ``4h``, ``90m``, ``2d`` is two times 24 hours; nothing is no promise.

    Raises:
        InvalidField: it is no length of time.
    """
    from vatui.dates import duration

    words = text.strip().lower()
    if words in NO_PROMISE:
        return 0
    number, _space, unit = words.partition(" ")
    if not unit and number[-1:] == "d":
        number, unit = number[:-1], "d"
    if unit in ("d", "day", "days", "hari") and number.isascii() and number.isdigit():
        return int(number) * 86_400
    found = duration(words)
    if found is None:
        raise InvalidField("promise", N_("Type a length of time, like 4h or 90m."))
    return int(found.total_seconds())


def promise_text(seconds: int) -> str:
    """A reply time as it can be typed again."""
    return wording.duration(timedelta(seconds=seconds)) if seconds else ""


def promise(client: ClientLine) -> str:
    """What is promised, and whose hours count."""
    if not client.promise:
        return _("no promise")
    amount = wording.duration(client.promise)
    if client.promise_in_my_hours:
        return _("reply in {amount}, in my hours").format(amount=amount)
    return _("reply in {amount}, in their hours").format(amount=amount)


def currency_of(country: str) -> str:
    """The money of a country, by its ISO code; ``USD`` where there is none. Takes 40 ms the first time: not on the event loop."""
    from babel.numbers import get_territory_currencies

    found = get_territory_currencies(country) if country else []
    return str(found[0]) if found else "USD"


def language_name(code: str) -> str:
    """A language in its own words."""
    from vatui.i18n import LANGUAGES

    return LANGUAGES.get(code, code)


def bar(client: ClientLine) -> str:
    """The bar that stands for a client; empty for the usual one."""
    return SHAPES[client.shape % len(SHAPES)] if client.shape else ""


def their_time(client: ClientLine, now: datetime, zone: str) -> Toned:
    """``● 13:42``, with the day where it is another one; the role says whether they work."""
    theirs = zones.local(now, client.zone)
    days = (theirs.date() - zones.local(now, zone).date()).days
    shift = f"{days:+d}".replace("-", "−") if days else ""
    sign, role = SIGNS.get(hour_state(client.calendar, now).kind, ("out", "muted"))
    return Toned(f"{glyph(sign)} {wording.time_of_day(theirs)}{shift}", role)


def hours_now(client: ClientLine, now: datetime) -> Toned:
    """Whether they work now and what comes next: ``closes 18:00``, ``opens Mon 09:00``, a holiday by its name."""
    state: HourState = hour_state(client.calendar, now)
    role = SIGNS.get(state.kind, ("out", "muted"))[1]
    if state.next_change is None:
        return Toned(wording.hour_state(state.kind), role)
    then, here = zones.local(state.next_change, client.zone), zones.local(now, client.zone)
    when = wording.time_of_day(then)
    if then.date() != here.date():
        when = f"{wording.weekday(then.date())} {when}" if (then.date() - here.date()).days < 7 else wording.long_day(then.date())
    words = _("closes {when}") if state.kind in ("in", "closing") else _("opens {when}")
    said = words.format(when=when)
    return Toned(f"{state.holiday} · {said}" if state.holiday else said, role)


def promise_short(client: ClientLine) -> str:
    """``reply in 4h``, or nothing."""
    return _("reply in {amount}").format(amount=wording.duration(client.promise)) if client.promise else ""
