"""Values as text in the language of the moment: times, dates, amounts, names of states.

Pure, for screens and shell alike. Public:
    duration(amount, hours=False)       "2h 20m"; hours=True "0h 50m"
    clock(seconds)                      "1:24:07"
    age(amount), long_amount(amount)    "2d"; "3d 6h"
    ahead(amount), left(amount)         "in 3d 6h"; "18m left"
    late_by(amount)                     "25m late"
    opens(amount), closes(amount)       "opens 18m"
    days(number), weekday(day), month(number), time_of_day(wall)
    short_day(day, today), long_day(day, today=None), full_day(day)     "1 Dec"; "Tue 24 Nov"
    span(start, end)                    "09–18", from minutes of the day
    due_short(instant, now, zone, is_day=False, due_zone="", brief=False) -> Toned    "◆ 22:00" in warning
    due_both(instant, now, zone, their_zone, is_day=False) -> DueBoth   "due today 22:00" and "15:00 London"
    promise(left_over, whole, opens_at=None, zone="") -> Toned          "◆ 1h 18m", "from 08:00"
    more(count), number(value), percent(fraction), file_size(size)
    money(minor, currency), money_short(minor, currency)
    stage_kind, client_state, request_state, urgency, parked_kind, hour_state, channel, channel_short
    why_urgent(kind, until, remaining, working)

Units are those of interface.md section 12: in Indonesian an hour is ``j`` and days are written out, because
``h`` reads as *hari*.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from vatui import zones
from vatui.i18n import N_, _, language, ngettext
from vatui.themes import glyph
from vatui.values import CURRENCY_DIGITS, ClientState, ParkedKind, RequestState, StageKind, Urgency

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)

_UNITS: Final = {"en": ("h", "m"), "id": ("j", "m")}
_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
}
_LONG_WEEKDAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
}
_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
}
_LONG_MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
}  # fmt: skip
# Tables of our own: Babel's would cost 30 ms at every start for these few words.


class Toned(NamedTuple):
    """A text with the colour role that says how it stands."""

    text: str
    role: str = "muted"


# Amounts of time


def _minutes(amount: timedelta) -> int:
    """Whole minutes, towards zero."""
    return int(amount.total_seconds() / 60)


def duration(amount: timedelta, *, hours: bool = False) -> str:
    """``2h 20m``, ``45m``, ``2h``; days are not used, hours go on. Below a minute ``0m``.

    Args:
        amount: how long; what is less than a minute is left out.
        hours: name both units always, ``0h 50m``, for columns.
    """
    hour, minute = _UNITS[language()]
    minutes = _minutes(amount)
    sign = "-" if minutes < 0 else ""
    whole, rest = divmod(abs(minutes), 60)
    if hours:
        return f"{sign}{whole}{hour} {rest:02}{minute}"
    if whole and rest:
        return f"{sign}{whole}{hour} {rest}{minute}"
    return f"{sign}{whole}{hour}" if whole else f"{sign}{rest}{minute}"


def clock(seconds: int) -> str:
    """A running clock, ``1:24:07``."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def days(number: int, *, brief: bool = False) -> str:
    """``2d`` or ``2 hari``; in full ``2 days``."""
    if brief and language() == "en":
        return f"{number}d"
    return ngettext("{number} day", "{number} days", number).format(number=number)


def age(amount: timedelta) -> str:
    """How long something waits: its largest unit, ``2d``, ``5h``, ``12m``."""
    if amount >= _DAY:
        return days(amount // _DAY, brief=True)
    hour, minute = _UNITS[language()]
    if amount >= _HOUR:
        return f"{amount // _HOUR}{hour}"
    return f"{max(0, _minutes(amount))}{minute}"


def long_amount(amount: timedelta) -> str:
    """Days and hours, ``3d 6h``; below a day hours and minutes."""
    amount = abs(amount)
    if amount < _DAY:
        return duration(amount)
    whole, rest = divmod(amount, _DAY)
    text = days(whole, brief=True)
    return f"{text} {rest // _HOUR}{_UNITS[language()][0]}" if rest >= _HOUR else text


def ahead(amount: timedelta) -> str:
    """``in 3d 6h``; for what is over ``3d 6h ago``."""
    text = long_amount(amount)
    return _("in {amount}").format(amount=text) if amount >= timedelta() else _("{amount} ago").format(amount=text)


def ago(instant: datetime, now: datetime) -> str:
    """How long ago something was: ``5m ago``; below a minute, and for clocks that disagree, ``just now``."""
    passed = now - instant
    return ahead(-passed) if passed >= timedelta(minutes=1) else _("just now")


def left(amount: timedelta) -> str:
    """``18m left``."""
    return _("{amount} left").format(amount=long_amount(amount))


def late_by(amount: timedelta) -> str:
    """``25m late``."""
    return _("{amount} late").format(amount=long_amount(amount))


def opens(amount: timedelta) -> str:
    """``opens 18m``: time until an office opens."""
    return _("opens {amount}").format(amount=duration(amount))


def closes(amount: timedelta) -> str:
    """``closes 40m``: time until an office closes."""
    return _("closes {amount}").format(amount=duration(amount))


# Days and hours


def weekday(day: date, *, long: bool = False) -> str:
    """``Tue``, or ``Tuesday``."""
    return (_LONG_WEEKDAYS if long else _WEEKDAYS)[language()][day.weekday()]


def month(number: int, *, long: bool = False) -> str:
    """``Nov``, or ``November``; from 1."""
    return (_LONG_MONTHS if long else _MONTHS)[language()][number - 1]


def short_day(day: date, today: date) -> str:
    """``1 Dec``; with the year when it is another one."""
    text = f"{day.day} {month(day.month)}"
    return text if day.year == today.year else f"{text} {day.year}"


def long_day(day: date, today: date | None = None) -> str:
    """``Tue 24 Nov``; with the year when ``today`` is in another one."""
    return f"{weekday(day)} {short_day(day, today or day)}"


def full_day(day: date) -> str:
    """``Tuesday 24 November 2026``; in Indonesian with a comma after the weekday."""
    comma = "," if language() == "id" else ""
    return f"{weekday(day, long=True)}{comma} {day.day} {month(day.month, long=True)} {day.year}"


_twelve_hours = False


def use_twelve_hours(on: bool) -> None:
    """Whether times of day are said as ``3:00pm`` instead of ``15:00``."""
    global _twelve_hours
    _twelve_hours = on


def time_of_day(wall: datetime) -> str:
    """``22:00``, or ``10:00pm`` where twelve hours were chosen."""
    if _twelve_hours:
        return f"{(wall.hour - 1) % 12 + 1}:{wall.minute:02}{'am' if wall.hour < 12 else 'pm'}"
    return f"{wall.hour:02}:{wall.minute:02}"


def span(start: int, end: int) -> str:
    """Working hours in minutes of the day: ``09–18``; ``09:30–18:00`` when one is not a full hour."""
    if start % 60 or end % 60:
        return f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"
    return f"{start // 60:02}–{end // 60:02}"


def _named_day(day: date, today: date, *, brief: bool = False) -> str:
    """``today``, ``yesterday``, ``tomorrow``; a weekday within six days ahead; else a date."""
    distance = (day - today).days
    if distance == 0:
        return _("today")
    if distance == -1:
        return _("yday") if brief else _("yesterday")
    if 0 < distance <= 6:
        return weekday(day)
    return short_day(day, today)


def _last_day(instant: datetime, zone: str) -> date:
    """The day that is over at an instant, which is its midnight."""
    return zones.local(instant - timedelta(seconds=1), zone).date()


def _is_midnight(wall: datetime) -> bool:
    return wall.hour == 0 and wall.minute == 0


def due_short(
    instant: datetime | None,
    now: datetime,
    zone: str,
    *,
    is_day: bool = False,
    due_zone: str = "",
    brief: bool = False,
) -> Toned:
    """When something is due, as short as a row needs it.

    ``▲ yesterday``, ``◆ 22:00``, ``Wed 08:00``, ``1 Dec``, ``—``.

    Args:
        instant: when it is due, aware; of a day its end. None for no date.
        now: the present instant.
        zone: mine; times are shown in it (domain.md W3).
        is_day: whether a whole day was said. It is shown as a day where my midnight ends it too, or when it
            is more than six days away; else the time at which it ends for me.
        due_zone: where the day was said, if that is another zone.
        brief: the shortest words, for a quadrant of the matrix.
    """
    if instant is None:
        return Toned(glyph("none"))
    today = zones.today(now, zone)
    wall = zones.local(instant, zone)
    whole = is_day and _is_midnight(wall)
    day = _last_day(instant, zone) if whole else wall.date()
    distance = (day - today).days
    if instant <= now:
        text = time_of_day(wall) if distance == 0 else _named_day(day, today, brief=brief)
        return Toned(f"{glyph('late')} {text}", "error")
    if distance <= 0:
        return Toned(f"{glyph('soon')} {_('today') if whole else time_of_day(wall)}", "warning")
    if distance <= 6:
        return Toned(weekday(day) if whole else f"{weekday(day)} {time_of_day(wall)}")
    if is_day and due_zone:
        day = _last_day(instant, due_zone)
    return Toned(short_day(day, today))


class DueBoth(NamedTuple):
    """When something is due, for me and for them.

    Attributes:
        glyph: how it stands, or empty.
        mine: ``due today 22:00``.
        theirs: ``15:00 London``; empty when it is the same for both.
        role: colour role of ``mine``.
    """

    glyph: str
    mine: str
    theirs: str
    role: str


def due_both(instant: datetime, now: datetime, zone: str, their_zone: str, *, is_day: bool = False) -> DueBoth:
    """When something is due, in both zones: a time across zones is never said once.

    Args:
        instant: when it is due, aware; of a day the end of that day in ``their_zone``.
        now: the present instant.
        zone: mine.
        their_zone: the one it was said in, or the client's.
        is_day: whether a whole day was said.
    """
    today = zones.today(now, zone)
    mine, theirs = zones.local(instant, zone), zones.local(instant, their_zone)
    same = mine.replace(tzinfo=None) == theirs.replace(tzinfo=None)
    city = zones.city(their_zone)
    whole = is_day and _is_midnight(mine)
    day = _last_day(instant, zone) if whole else mine.date()
    when = _when(day, today)
    if not whole:
        when = f"{when} {time_of_day(mine)}"
    if instant <= now:
        sign, role, text = glyph("late"), "error", _("was due {when}").format(when=when)
    else:
        soon = day <= today
        sign, role, text = (
            glyph("soon") if soon else "",
            "warning" if soon else "muted",
            _("due {when}").format(when=when),
        )
    other = ""
    if not same and is_day:
        their_day = _last_day(instant, their_zone)
        other = _("end of {day} {city}").format(day=long_day(their_day, today), city=city)
    elif not same:
        at = time_of_day(theirs) if theirs.date() == mine.date() else f"{weekday(theirs.date())} {time_of_day(theirs)}"
        other = f"{at} {city}"
    return DueBoth(sign, text, other, role)


def _when(day: date, today: date) -> str:
    """A day in a sentence."""
    distance = (day - today).days
    if distance == 0:
        return _("today")
    if distance == 1:
        return _("tomorrow")
    if distance == -1:
        return _("yesterday")
    return long_day(day, today)


def promise(left_over: timedelta, whole: timedelta, *, opens_at: datetime | None = None, zone: str = "") -> Toned:
    """What is left of a promise to reply, counted in the client's hours.

    Args:
        left_over: business time left; negative when it is broken.
        whole: business time promised. The last tenth is late, the last third is soon.
        opens_at: when the client's clock goes on, while it sleeps.
        zone: mine, in which that is shown.
    """
    if left_over <= timedelta():
        return Toned(f"{glyph('late')} {late_by(left_over)}", "error")
    if opens_at is not None:
        return Toned(_("from {time}").format(time=time_of_day(zones.local(opens_at, zone))), "faint")
    if left_over * 10 <= whole:
        return Toned(f"{glyph('late')} {duration(left_over)}", "error")
    if left_over * 3 <= whole:
        return Toned(f"{glyph('soon')} {duration(left_over)}", "warning")
    return Toned(duration(left_over), "success")


# Numbers


def more(count: int) -> str:
    """``+ 3 more``: rows that are not in view."""
    return _("+ {number} more").format(number=number(count))


def number(value: int) -> str:
    """A whole number, in groups of three: ``1 030``, in Indonesian ``1.030``."""
    return f"{value:,}".replace(",", "." if language() == "id" else " ")


def _decimal(text: str) -> str:
    return text.replace(".", ",") if language() == "id" else text


def percent(fraction: float) -> str:
    """``97%``; never rounded up to 100."""
    value = int(fraction * 100 + 0.5)
    return f"{99 if value == 100 and fraction < 1 else value}%"


def file_size(size: int) -> str:
    """``912 B``, ``1.2 MB``: bytes, in thousands."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            break
    return _decimal(f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}")


def money(minor: int, currency: str) -> str:
    """An amount in the signs of the language: ``£385.00``, ``Rp 4.500.000``.

    Args:
        minor: in the smallest unit of the currency, or as `vatui.values.CURRENCY_DIGITS` says.
        currency: its ISO code.
    """
    # Babel takes 30 ms to load: only who shows money waits for it.
    from decimal import Decimal

    from babel.numbers import format_decimal

    digits = CURRENCY_DIGITS.get(currency, 2)
    # Nobody writes the sen of a rupiah unless there are some.
    shown = 0 if currency == "IDR" and minor % 100 == 0 else digits
    value = Decimal(abs(minor)).scaleb(-digits)
    pattern = "#,##0" + ("." + "0" * shown if shown else "")
    return _with_sign(minor, currency, format_decimal(value, pattern, locale=language()))


def money_short(minor: int, currency: str) -> str:
    """An amount in few cells: ``£1.2K``, ``Rp 13,2 jt``."""
    from decimal import Decimal

    from babel.numbers import format_compact_decimal

    value = Decimal(abs(minor)).scaleb(-CURRENCY_DIGITS.get(currency, 2))
    return _with_sign(minor, currency, format_compact_decimal(value, locale=language(), fraction_digits=1))


def _with_sign(minor: int, currency: str, digits: str) -> str:
    """The currency's sign before the digits, with a blank after a sign that is a word."""
    from babel.numbers import get_currency_symbol

    sign = get_currency_symbol(currency, locale=language())
    blank = " " if sign[-1:].isalpha() else ""
    return ("-" if minor < 0 else "") + sign + blank + digits.replace("\xa0", " ").replace("\u202f", " ")


# Names

_STAGES: Final = {
    StageKind.INBOX: N_("Inbox"),
    StageKind.READY: N_("To do"),
    StageKind.DOING: N_("Doing"),
    StageKind.WAITING: N_("Waiting"),
    StageKind.REVIEW: N_("Review"),
    StageKind.APPROVAL: N_("Client ok"),
    StageKind.DONE: N_("Done"),
}
_CLIENT_STATES: Final = {
    ClientState.PROSPECT: N_("prospect"),
    ClientState.ONBOARDING: N_("onboarding"),
    ClientState.ACTIVE: N_("active"),
    ClientState.PAUSED: N_("paused"),
    ClientState.ENDED: N_("ended"),
}
_REQUEST_STATES: Final = {
    RequestState.OPEN: N_("open"),
    RequestState.CARD: N_("became a card"),
    RequestState.ANSWERED: N_("answered"),
    RequestState.DECLINED: N_("declined"),
}
_URGENCIES: Final = {
    Urgency.AUTO: N_("counted"),
    Urgency.YES: N_("pinned as urgent"),
    Urgency.NO: N_("pinned as not urgent"),
}
_PARKED: Final = {ParkedKind.PAUSE: N_("paused"), ParkedKind.INTERRUPT: N_("interrupted")}
_HOUR_STATES: Final = {
    "in": N_("in hours"),
    "opening": N_("opening soon"),
    "closing": N_("closing soon"),
    "out": N_("outside hours"),
    "holiday": N_("holiday"),
}
_CHANNELS: Final = {
    "wa": ("wa", "WhatsApp"),
    "em": ("em", N_("e-mail")),
    "email": ("em", N_("e-mail")),
    "sl": ("sl", "Slack"),
    "slack": ("sl", "Slack"),
    "ph": ("ph", N_("telephone")),
    "phone": ("ph", N_("telephone")),
    "sms": ("sms", "SMS"),
    "tg": ("tg", "Telegram"),
    "te": ("te", "Teams"),
    "teams": ("te", "Teams"),
    "zm": ("zm", "Zoom"),
    "form": ("form", N_("form")),
}


def stage_kind(kind: str) -> str:
    """What a stage means: ``To do``, ``Doing``, ``Client ok``."""
    return _(_STAGES[StageKind(kind)])


def client_state(state: str) -> str:
    """Where a client stands."""
    return _(_CLIENT_STATES[ClientState(state)])


def request_state(state: str) -> str:
    """What became of a request."""
    return _(_REQUEST_STATES[RequestState(state)])


def urgency(value: str) -> str:
    """Whether urgency is counted or pinned."""
    return _(_URGENCIES[Urgency(value)])


def parked_kind(kind: str) -> str:
    """Why a timer was put aside."""
    return _(_PARKED[ParkedKind(kind)])


def hour_state(kind: str) -> str:
    """An office's hours now: in, opening, closing, out, holiday."""
    return _(_HOUR_STATES[kind])


def channel(code: str) -> str:
    """The way a request came, in full; one that is not known stays as it was written."""
    known = _CHANNELS.get(code.lower())
    return _(known[1]) if known else code


def channel_short(code: str) -> str:
    """The way a request came, in at most four letters."""
    known = _CHANNELS.get(code.lower())
    return known[0] if known else code[:4]


def why_urgent(
    kind: str,
    until: timedelta | None = None,
    remaining: timedelta | None = None,
    working: timedelta | None = None,
) -> str:
    """Why a card is urgent, as a sentence (domain.md W4).

    Args:
        kind: pinned, overdue, due_soon, hours_left or promise.
        until: time until it is due, or until the promise runs out.
        remaining: what is left to do, as estimated.
        working: my working hours before it is due.
    """
    if kind == "pinned":
        return _("urgent: pinned by hand")
    if until is None:
        return _("urgent")
    if kind == "overdue":
        return _("urgent: {amount} overdue").format(amount=long_amount(until))
    if kind == "promise":
        return _("urgent: reply promised in {amount}").format(amount=long_amount(until))
    if kind == "hours_left" and working is not None and remaining is None:
        return _("urgent: {working} of working time until due").format(working=duration(working))
    if remaining is not None and kind == "hours_left" and working is not None:
        return _("urgent: {remaining} left to do, {working} of working time until due").format(
            remaining=duration(remaining), working=duration(working)
        )
    if remaining is not None:
        return _("urgent: {remaining} left to do, {amount} until due").format(
            remaining=duration(remaining), amount=long_amount(until)
        )
    return _("urgent: {amount} until due").format(amount=long_amount(until))
