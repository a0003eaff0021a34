"""What people write about time: “besok 15.00”, “fri 3pm”, “1h30”, “tiap 2 minggu” (domain.md W2, W3, W7).

A small grammar reads English and Indonesian together; the language only decides the meaning of ``min`` and
``hr`` and whether a dotted time may stand alone at the end of a text. The library for dates is asked only
when the grammar finds nothing, and only believed when every word and number of the text is found again in its
answer (reliability.md 5.11). What can be read in two ways is not read: a date is never silently wrong, it is
missing, and the text stays as it was typed.

Choices that the text does not make are made here, the same for everybody:

* A time without am, pm or a part of the day is on the 24-hour clock. “jam 3” alone could be either and is not
  read.
* Midnight, 24:00 and “12 malam” end the day they are said with; they do not begin it.
* A part of the day alone means an hour of :data:`PARTS_OF_DAY`.
* “end of week” is Friday, from Saturday on Sunday; weeks begin on Monday.
* “malam jumat” is Thursday night to some and Friday night to others: not read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Final, Literal

from vatui import zones
from vatui.records import record
from vatui.text import searchable
from vatui.values import Said

LIMIT: Final = 200
"""No date is longer than this, in characters."""

PARTS_OF_DAY: Final = {"morning": 9, "midday": 13, "afternoon": 15, "sore": 16, "evening": 19, "night": 20}
"""The hour a part of the day means when no hour is said with it; ``midday`` is *siang*, ``sore`` late
afternoon."""

Order = Literal["dmy", "mdy"]
"""Whether 3/4 is the third of April or the fourth of March."""


@record
class Understood:
    """A date that was understood.

    Attributes:
        said: the day or wall minute, with its zone, to be stored as it is.
        instant: aware UTC; for a day its end, the next midnight of the zone.
        note: ``first`` when clocks go back and the first of two hours was taken, ``gap`` when clocks skip the
            time said and the next valid one was taken.
    """

    said: Said
    instant: datetime
    note: Literal["first", "gap"] | None = None


@record
class Recurrence:
    """Work that comes again (domain.md W7).

    Attributes:
        rrule: a rule of RFC 5545, without a start; its zone is that of ``first``.
        from_completion: counted from the day it was done, not from the day it was due.
        first: when it is due for the first time.
    """

    rrule: str
    from_completion: bool
    first: Understood


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words. All keys are lower case; every table holds both languages.

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari", "feb february februari pebruari", "mar march maret", "apr april",
            "may mei",
            "jun june juni", "jul july juli", "aug august agu agt ags agust agustus", "sep sept september",
            "oct october okt oktober", "nov november nop nopember", "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "mon monday sen senin", "tue tues tuesday sel selasa", "wed weds wednesday rab rabu",
            "thu thur thurs thursday kam kamis", "fri friday jum jumat jum'at", "sat saturday sab sabtu",
            "sun sunday min ming minggu ahad",
        )
    )
    for name in names.split()
}  # fmt: skip

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6,
    "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11, "dua belas": 12,
}  # fmt: skip

_UNITS: Final = {
    name: unit
    for unit, names in {
        "day": "d day days hari", "week": "w week weeks minggu mgg pekan",
        "month": "mo month months bulan bln",
        "year": "y year years tahun thn", "hour": "h hr hrs hour hours j jam",
        "minute": "m min mins minute minutes mnt menit",
    }.items()
    for name in names.split()
}  # fmt: skip

_PARTS: Final = {
    "morning": "morning", "pagi": "morning", "siang": "midday", "afternoon": "afternoon", "sore": "sore",
    "petang": "sore", "evening": "evening", "night": "night", "malam": "night",
}  # fmt: skip

_PART_HOURS: Final = {
    "morning": {hour: hour for hour in range(12)},
    "midday": {**{hour: hour for hour in range(10, 17)}, **{hour: hour + 12 for hour in range(1, 5)}},
    "afternoon": {**{hour: hour for hour in range(12, 19)}, **{hour: hour + 12 for hour in range(1, 7)}},
    "sore": {**{hour: hour for hour in range(14, 20)}, **{hour: hour + 12 for hour in range(2, 7)}},
    "evening": {**{hour: hour for hour in range(16, 24)}, **{hour: hour + 12 for hour in range(4, 12)}},
    "night": {**{hour: hour for hour in range(18, 24)}, **{hour: hour + 12 for hour in range(6, 13)}},
    "dawn": {hour: hour for hour in range(6)},
}
"""Which hour is meant by one said with a part of the day; an hour that does not belong to it is not read."""

_ZONES: Final = {
    "wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura", "utc": "UTC", "gmt": "UTC",
    "ny": "America/New_York", "nyc": "America/New_York", "la": "America/Los_Angeles",
    "sf": "America/Los_Angeles", "ldn": "Europe/London", "jkt": "Asia/Jakarta", "sgt": "Asia/Singapore",
    "jst": "Asia/Tokyo", "hkt": "Asia/Hong_Kong",
    "et": "America/New_York", "pt": "America/Los_Angeles",
}  # fmt: skip
"""Short names that mean one zone. IST, CST, BST, EST, PST and their like have several meanings and are not
guessed."""

_MINE: Final = frozenset({"mine", "my time", "saya", "waktu saya"})


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# A match ends at the end of the text, at white space or at a comma.
_END: Final = r"(?=$|[\s,])"
_SPACES: Final = re.compile(r"[\s,]*", re.ASCII)
_WORD: Final = re.compile(r"[a-z'’-]+", re.ASCII | re.IGNORECASE)
_MONTH: Final = rf"(?P<month>{_any(_MONTHS)})\.?"
_WEEKDAY: Final = _any(_WEEKDAYS)
_YEAR: Final = r"(?P<year>[0-9]{4})(?![.:/0-9])"
_PART: Final = _any(_PARTS)
_COUNT: Final = rf"(?P<count>[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?|{_any(_NUMBERS)})"
_UNIT: Final = rf"(?P<unit>{_any(_UNITS)})"


@record
class _Context:
    """What a reading depends on."""

    now: datetime
    zone: str
    language: str
    order: Order
    mine: str | None
    past: bool

    def wall(self, zone: str) -> datetime:
        return zones.local(self.now, zone).replace(tzinfo=None)


_DayOf = Callable[[date, bool], "date | None"]
"""Today, and whether the past is meant, to the day that was said."""


@record
class _Bits:
    """What a phrase has said so far; each kind once."""

    day: _DayOf | None = None
    today: bool = False
    weekday: int | None = None
    which: Literal["", "next", "this", "last"] = ""
    week: bool = False
    month_day: int | None = None
    month: int | None = None
    amount: timedelta | None = None
    clock: tuple[int, int] | None = None
    clock_kind: Literal["", "24", "ampm", "spoken", "bare", "dotted"] = ""
    part: str | None = None
    part_alone: bool = False
    zone: str | None = None
    back: bool = False
    hanging: bool = False
    pieces: int = 0

    @property
    def has_day(self) -> bool:
        return (
            self.day is not None or self.weekday is not None or self.week
            or self.month_day is not None or self.month is not None or self.amount is not None
        )  # fmt: skip


_Handler = Callable[[re.Match[str], _Bits, _Context], "_Bits | None"]


class _Pattern:
    """A regular expression that is compiled at its first use: most starts of the program read no date."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, re.ASCII | re.IGNORECASE)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        return self._compiled.match(text, at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(text)

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        return self._compiled.search(text, at)

    def finditer(self, text: str, at: int = 0) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text, at)


def _rule(pattern: str) -> _Pattern:
    """A pattern in which a space is any white space, and which ends where a word does."""
    return _Pattern("(?:" + pattern.replace(" ", r"\s+") + ")" + _END)


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _number(text: str) -> float:
    known = _NUMBERS.get(_key(text))
    return float(text.replace(",", ".")) if known is None else known


# Days


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1910 <= year <= 2199 else None
    except ValueError:
        return None


def _nearest(month: int, day: int) -> _DayOf:
    """A day of the year without its year: the next that comes, or the last that was; today is both."""

    def of(today: date, past: bool) -> date | None:
        years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
        for year in years:
            found = _make_day(year, month, day)
            if found and (found <= today if past else found >= today):
                return found
        return None

    return of


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(months: int) -> _DayOf:
    return lambda today, _past: _add_months(today.replace(day=1), months + 1) - timedelta(1)


def _week_end(weeks: int) -> _DayOf:
    def of(today: date, _past: bool) -> date:
        if not weeks and today.weekday() > 4:
            return today + timedelta(6 - today.weekday())
        return today + timedelta(4 - today.weekday() + 7 * weeks)

    return of


def _with_day(bits: _Bits, day: _DayOf, *, today: bool = False, back: bool = False) -> _Bits | None:
    if bits.day or bits.week or bits.month is not None or bits.month_day is not None or bits.amount or bits.part_alone:
        return None
    return replace(bits, day=day, today=today, back=back or bits.back)


def _on(day: date) -> _DayOf:
    return lambda _today, _past: day


def _iso(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    day = _make_day(int(match["y"]), int(match["m"]), int(match["d"]))
    found = _with_day(bits, _on(day)) if day else None
    if found is None or match["hour"] is None:
        return found
    if found.clock or found.part or found.zone:
        return None
    found = replace(found, clock=(int(match["hour"]), int(match["minute"])), clock_kind="24")
    return replace(found, zone="UTC") if match["utc"] else found


def _numeric(match: re.Match[str], bits: _Bits, context: _Context) -> _Bits | None:
    first, second, year_text = int(match["first"]), int(match["second"]), match["year"]
    day, month = (first, second) if context.order == "dmy" or match["sep"] == "." else (second, first)
    if month > 12 >= day and match["sep"] != ".":
        day, month = month, day  # only one order makes a date of it
    if not year_text:
        return _with_day(bits, _nearest(month, day)) if _make_day(2028, month, day) else None
    whole = _make_day(int(year_text) + (2000 if len(year_text) == 2 else 0), month, day)
    return _with_day(bits, _on(whole)) if whole else None


def _named(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    if match["year"]:
        whole = _make_day(int(match["year"]), month, day)
        return _with_day(bits, _on(whole)) if whole else None
    return _with_day(bits, _nearest(month, day)) if _make_day(2028, month, day) else None


def _offset(days: int) -> _Handler:
    def handler(_match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
        return _with_day(bits, lambda today, _past: today + timedelta(days), today=not days, back=days < 0)

    return handler


def _part_of_today(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    """“tonight”, “nanti sore”, “pagi ini”, “tadi pagi”."""
    word = match.groupdict().get("part")
    if bits.part:
        return None
    back = match[0].lower().startswith("tadi") or match[0].lower().endswith("tadi")
    found = _with_day(bits, lambda today, _past: today, today=True, back=back)
    return replace(found, part=_PARTS[word.lower()] if word else "night") if found else None


def _weekday(match: re.Match[str], bits: _Bits, context: _Context) -> _Bits | None:
    name = match["weekday"].lower()
    if bits.weekday is not None or bits.amount or bits.month is not None or bits.month_day is not None or bits.part:
        return None
    if name == "min" and context.language != "id":
        return None
    said = {_key(word) for word in (match["before"], match["after"]) if word}
    if name == "minggu" and said & {"ini", "lalu", "yang lalu"} and "hari" not in match[0].lower():
        return None  # that is this week, and last week
    which: Literal["", "next", "this", "last"] = ""
    if said & {"next", "depan", "next week", "minggu depan"}:
        which = "next"
    elif said & {"this", "ini", "this week", "minggu ini"}:
        which = "this"
    elif said & {"last", "past", "lalu", "yang lalu", "kemarin", "last week", "minggu lalu"}:
        which = "last"
    if len(said) > 1 or (which and (bits.day or bits.week)):
        return None
    if which == "last" and said & {"last week", "minggu lalu"}:
        return None
    return replace(bits, weekday=_WEEKDAYS[name], which=which, back=bits.back or which == "last")


def _next_week(_match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    if bits.has_day and (bits.weekday is None or bits.which or bits.day):
        return None
    return replace(bits, week=True)


def _next_month(_match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    if bits.has_day and (bits.month_day is None or bits.month is not None):
        return None
    return replace(bits, month=1)


def _month_day(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    if bits.has_day or not 1 <= int(match["day"]) <= 31:
        return None
    months = match.groupdict().get("months")
    return replace(bits, month_day=int(match["day"]), month=None if not months else int("ini" not in months.lower()))


def _end_of(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    words = set(_key(match[0]).split())
    later = int(bool(words & {"next", "depan"}))
    if words & {"month", "bulan", "eom"}:
        return _with_day(bits, _month_end(later))
    if words & {"week", "minggu", "pekan", "eow"}:
        return _with_day(bits, _week_end(later))
    if words & {"year", "tahun", "eoy"}:
        return _with_day(bits, lambda today, _past: date(today.year + later, 12, 31))
    return _with_day(bits, lambda today, _past: today) if not later else None


def _relative(match: re.Match[str], bits: _Bits, context: _Context) -> _Bits | None:
    """“in 3 days”, “2 jam lagi”, “+3hari”, “30 menit yang lalu”."""
    groups = match.groupdict()
    if groups.get("single"):
        word = groups["single"].lower()
        amount, unit = (
            0.5 if word.startswith("setengah") else 1.0,
            _UNITS[word.split()[-1].removeprefix("se")],
        )
    else:
        if match["unit"].lower() in ("hr", "hrs") and context.language == "id":
            return None  # could be short for hari
        amount, unit = _number(match["count"]), _UNITS[match["unit"].lower()]
    back = bool(re.search(r"(?:ago|lalu|tadi)$", match[0], re.IGNORECASE))
    if unit in ("hour", "minute"):
        if bits.has_day or bits.clock or bits.part or (unit == "minute" and amount % 1):
            return None
        length = timedelta(minutes=round(amount * (60 if unit == "hour" else 1)))
        return replace(bits, amount=-length if back else length, back=back)
    if amount % 1:
        return None
    count = int(-amount if back else amount)
    if unit in ("day", "week"):
        days = timedelta(count * (7 if unit == "week" else 1))
        return _with_day(bits, lambda today, _past: today + days, back=back)
    months = count * (12 if unit == "year" else 1)
    return _with_day(bits, lambda today, _past: _add_months(today, months), back=back)


# Times


def _clock(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    """“3pm”, “15:00”, “15.00”, “jam 3”, “pukul 15.00”, “jam setengah 4”."""
    if bits.clock or bits.amount:
        return None
    groups = match.groupdict()
    hour, minute = int(_number(match["hour"])), int(groups.get("minute") or 0)
    half, half_day = groups.get("half"), groups.get("half_day")
    if half:
        hour, minute = hour - 1 or 12, 30
        if groups.get("minute"):
            return None
    if half_day:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half_day[0].lower() == "p" else 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    kind: Literal["24", "ampm", "spoken", "bare", "dotted"] = "24"
    if half_day:
        kind = "ampm"
    elif groups.get("spoken"):
        kind = "24" if groups.get("minute") and not half else "spoken"
    elif "bare" in groups:
        kind = "bare"
    elif groups.get("sep") == ".":
        kind = "dotted"
    if bits.part_alone:
        bits = replace(bits, part_alone=False)
    return replace(bits, clock=(hour, minute), clock_kind=kind)


def _part(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    word = match.groupdict().get("part")
    if bits.part or bits.amount:
        return None
    part = _PARTS[word.lower()] if word else "dawn"
    # People say "besok siang", and "makan siang" is lunch: as the first word, a part of the day stands alone.
    return replace(bits, part=part, part_alone=not bits.has_day and not bits.clock)


def _noon(match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    if bits.clock or bits.amount or (bits.part and not bits.today):
        return None
    noon = _key(match[0]) in ("noon", "tengah hari", "midday")
    return replace(bits, clock=(12 if noon else 24, 0), clock_kind="ampm", part=None, part_alone=False)


def _connector(_match: re.Match[str], bits: _Bits, _context: _Context) -> _Bits | None:
    return replace(bits, hanging=True)


@lru_cache(maxsize=256)
def _place(name: str) -> str | None:
    """The zone of a place by its full name, or of an IANA name in any case.

    Of several places with one name, the one a zone is named after; if there is none, it is not guessed.
    """
    folded = searchable(name)
    found = {match.zone for match in zones.find(name) if folded == searchable(match.city)}
    named = {
        zone
        for zone in found or {match.zone for match in zones.find(name)}
        if folded in (searchable(zones.city(zone)), searchable(zone), searchable(zone).replace("_", " "))
    }
    found = named or found
    return found.pop() if len(found) == 1 else None


_ZONE_WORDS: Final = re.compile(r"[^\s,]+(?:\s+[^\s,]+){0,2}")
_PLACE: Final = re.compile(r"[^\W\d]+(?:[ /_-][^\W\d]+)*")


def _zone_at(text: str, at: int, context: _Context) -> list[tuple[int, str]]:
    """Zones named at a place in the text, the longest name first: where it ends, and the zone."""
    match = _ZONE_WORDS.match(text, at)
    found: list[tuple[int, str]] = []
    words = list(re.finditer(r"\S+", match[0])) if match else []
    for last in reversed(words):
        end = at + last.end()
        name = _key(text[at:end])
        zone = context.mine if name in _MINE else _ZONES.get(name)
        if zone is None and len(name) > 3 and _PLACE.fullmatch(name) and name.split()[0] not in _FIRST:
            zone = _place(name)
        if zone is not None:
            found.append((end, zone))
    return found


_DAY_RULES: Final[tuple[tuple[_Pattern, _Handler], ...]] = (
    (_rule(r"today|hari ini"), _offset(0)),
    (_rule(r"(?:the )?day after tomorrow|(?:besok )?lusa"), _offset(2)),
    (_rule(r"tomorrow|tmrw|tmr|besok|esok"), _offset(1)),
    (_rule(r"(?:the )?day before yesterday|kemarin (?:lusa|dulu)"), _offset(-2)),
    (_rule(r"yesterday|kemarin|kmrn"), _offset(-1)),
    (_rule(r"tonight|(?:this|nanti|tadi) (?P<part>" + _PART + ")"), _part_of_today),
    (_rule(r"(?P<part>" + _PART + ") (?:ini|nanti|tadi)"), _part_of_today),
    (_rule(r"(?:the )?(?:end of (?:the |this |next )?(?:month|week|year|day)|eom|eow|eoy|eod)"), _end_of),
    (_rule(r"akhir (?:bulan|minggu|pekan|tahun)(?: ini| depan)?"), _end_of),
    (_rule(r"next week|(?:minggu|pekan) depan"), _next_week),
    (_rule(r"(?:of )?next month|bulan depan"), _next_month),
    (
        _rule(
            r"(?:(?P<before>next|this|last|past|coming) )?(?:hari )?(?P<weekday>" + _WEEKDAY + r")\.?"
            r"(?: (?P<after>next week|minggu depan|this week|minggu ini|minggu lalu|depan|ini|mendatang"
            r"|(?:yang )?akan datang|(?:yang )?lalu|kemarin))?"
        ),
        _weekday,
    ),
    (_rule(_MONTH + r" (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? " + _YEAR + ")?"), _named),
    (
        _rule(r"(?:tanggal|tgl\.?) (?P<day>[0-9]{1,2}) " + _MONTH + "(?:,? " + _YEAR + ")?"),
        _named,
    ),
    (_rule(r"(?:tanggal|tgl\.?) (?P<day>[0-9]{1,2})(?: (?P<months>bulan (?:depan|ini)))?"), _month_day),
    (
        _rule(r"(?:on |by )?the (?P<day>[0-9]{1,2})(?:st|nd|rd|th) (?:of )?" + _MONTH + "(?:,? " + _YEAR + ")?"),
        _named,
    ),
    (_rule(r"(?:on|by) the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?: (?P<months>of next month))?"), _month_day),
    (_rule(r"(?:in|dalam) " + _COUNT + r"\s*" + _UNIT + "(?: time)?"), _relative),
    (_rule(_COUNT + r" " + _UNIT + r" (?:lagi|from now|ke depan|ago|(?:yang |yg )?lalu)"), _relative),
    (
        _rule(
            r"(?P<single>se(?:jam|hari|minggu|pekan|bulan|tahun|menit)|setengah jam)"
            r" (?:lagi|(?:yang |yg )?lalu)"
        ),
        _relative,
    ),
)

_NUMBER_RULES: Final[tuple[tuple[_Pattern, _Handler], ...]] = (
    (
        _rule(
            r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
            r"(?:t(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?P<utc>z)?)?"
        ),
        _iso,
    ),
    (
        _rule(r"(?P<first>[0-9]{1,2})(?P<sep>/)(?P<second>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9]{2}))?"),
        _numeric,
    ),
    (_rule(r"(?P<first>[0-9]{1,2})(?P<sep>[.-])(?P<second>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})"), _numeric),
    (_rule(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of| )?\s*" + _MONTH + "(?:,? " + _YEAR + ")?"), _named),
    (_rule(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th) (?P<months>of next month|next month)"), _month_day),
    (_rule(_COUNT + r"\s*" + _UNIT + r" (?:lagi|from now|ke depan|ago|(?:yang |yg )?lalu)"), _relative),
    (_rule(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s*(?P<half_day>[ap]\.?m\.?)"), _clock),
    (_rule(r"(?P<hour>[0-9]{1,2})(?P<sep>[:.])(?P<minute>[0-9]{2})"), _clock),
    (_rule(r"(?P<hour>[0-9]{1,2})(?P<bare>)(?= (?:" + _PART + "))"), _clock),  # 9 pagi
)

_TIME_RULES: Final[tuple[tuple[_Pattern, _Handler], ...]] = (
    (
        _rule(
            r"(?P<spoken>jam|pukul|pkl\.?) (?:(?P<half>setengah) )?"
            r"(?P<hour>[0-9]{1,2}|" + _any(_NUMBERS) + ")(?:[.:](?P<minute>[0-9]{2}))?"
        ),
        _clock,
    ),
    (_rule(r"(?P<half>setengah) (?P<hour>[0-9]{1,2}|" + _any(_NUMBERS) + ")(?= (?:" + _PART + "))"), _clock),
    (_rule(r"at (?P<hour>[0-9]{1,2})(?P<bare>)"), _clock),
    (_rule(r"noon|midnight|tengah (?:hari|malam)"), _noon),
    (_rule(r"(?:in the )?(?P<part>" + _PART + ")(?: hari)?|dini hari"), _part),
    (_rule(r"by|on|at|due|pada|hari|tanggal|tgl\.?|deadline|paling lambat"), _connector),
)

_PLUS: Final = _rule(r"\+\s*" + _COUNT + r"\s*" + _UNIT)

_FIRST: Final = frozenset(
    {*_MONTHS, *_WEEKDAYS, *_PARTS, *_NUMBERS}
    | _words(
        "today hari the day besok lusa tomorrow tmrw tmr esok yesterday kemarin kmrn tonight this nanti "
        "tadi next last past coming end eom eow eoy eod akhir pekan bulan of tanggal tgl on by in dalam at "
        "due pada deadline paling jam pukul pkl setengah noon midnight tengah dini before sejam sehari "
        "seminggu sepekan sebulan setahun semenit"
    )
)
"""Words a date can begin with; a text that has none of them is not looked at any further."""

_LAST: Final = frozenset(
    {*_MONTHS, *_WEEKDAYS, *_PARTS, *_ZONES, *_NUMBERS}
    | _words(
        "today ini besok lusa tomorrow tmrw tmr esok yesterday kemarin kmrn dulu tonight nanti tadi month "
        "week year day eom eow eoy eod bulan pekan tahun depan mendatang datang lalu lagi now ago am pm a.m "
        "p.m noon midnight hari mine saya time days hours minutes weeks months years jam menit hour minute "
        "mins hrs hr h d w"
    )
)
"""Words a date can end with."""


def _pieces(text: str, at: int, bits: _Bits, context: _Context) -> list[_Bits]:
    """Every way to read the rest of a text as parts of one date, the longest words first."""
    at = _SPACES.match(text, at).end()  # type: ignore[union-attr]  # the pattern also matches nothing
    if at == len(text):
        return [] if bits.hanging or not bits.pieces else [bits]
    if bits.pieces > 6:
        return []
    letter = text[at]
    rules: tuple[tuple[_Pattern, _Handler], ...]
    if letter.isdigit():
        rules = _NUMBER_RULES
    elif letter == "+":
        rules = ((_PLUS, _relative),)
    else:
        word = _WORD.match(text, at)
        rules = _DAY_RULES + _TIME_RULES if word and word[0].lower() in _FIRST else ()
    readings: list[_Bits] = []
    for pattern, handler in rules:
        match = pattern.match(text, at)
        if match is None:
            continue
        found = handler(match, bits, context)
        if found is not None:
            hanging = handler is _connector
            readings += _pieces(
                text,
                match.end(),
                replace(found, hanging=hanging, pieces=found.pieces + (not hanging)),
                context,
            )
            if readings:
                return readings
    if bits.clock and bits.zone is None and not bits.hanging and not bits.amount:
        for end, zone in _zone_at(text, at, context):
            readings += _pieces(text, end, replace(bits, zone=zone, pieces=bits.pieces + 1), context)
            if readings:
                return readings
    return readings


def _time_of(bits: _Bits) -> tuple[int, int] | Literal[False] | None:
    """The hour and minute that were said; None if none was, False if what was said makes no sense."""
    if bits.clock is None:
        if bits.part is None:
            return None
        return (PARTS_OF_DAY[bits.part], 0) if bits.part in PARTS_OF_DAY else False
    hour, minute = bits.clock
    if bits.part:
        meant = _PART_HOURS[bits.part].get(hour)
        if meant is None or (meant == 24 and minute):
            return False
        return meant, minute
    if bits.clock_kind == "bare" or (bits.clock_kind == "spoken" and 1 <= hour <= 6):
        return False
    return hour, minute


def _at(day: date, clock: tuple[int, int], zone: str) -> Understood:
    hour, minute = clock
    wall = datetime.combine(day, time(hour % 24, minute)) + timedelta(hour // 24)
    resolution = zones.resolve(wall, zone)
    said = Said(resolution.wall.isoformat(timespec="minutes"), zone)
    return Understood(said, resolution.instant, None if resolution.kind == "exact" else resolution.kind)


def _whole(day: date, zone: str) -> Understood:
    said = Said(day.isoformat(), zone)
    return Understood(said, zones.end_of_said(said.text, zone))


def _from_now(amount: timedelta, context: _Context, zone: str) -> Understood:
    instant = (context.now + amount).replace(second=0, microsecond=0)
    wall = zones.local(instant, zone).replace(tzinfo=None)
    if zones.resolve(wall, zone).instant != instant:
        # The second of two equal hours cannot be said in this zone.
        zone, wall = "UTC", instant.replace(tzinfo=None)
    return Understood(Said(wall.isoformat(timespec="minutes"), zone), instant)


def _finish(bits: _Bits, context: _Context) -> Understood | None:
    """The day or minute that the parts of a date come to; None if they contradict each other."""
    zone = bits.zone or context.zone
    if bits.amount is not None:
        found = _from_now(bits.amount, context, zone)
        return None if context.past and found.instant > context.now else found
    clock = _time_of(bits)
    if clock is False:
        return None
    today = context.wall(zone).date()
    past = context.past or bits.back
    day = _day_of(bits, today, clock, zone, context)
    if day is None or not 1910 <= day.year <= 2199:
        return None
    if clock is None:
        return None if context.past and day > today else _whole(day, zone)
    found = _at(day, clock, zone)
    if bits.today and bits.part == "night" and bits.clock is None and not past and found.instant <= context.now:
        return _whole(day, zone)  # "tonight", said late: before the night is over
    if bits.today and bits.part and bits.clock is None and not past and found.instant <= context.now:
        return None
    return None if context.past and found.instant > context.now else found


def _day_of(bits: _Bits, today: date, clock: tuple[int, int] | None, zone: str, context: _Context) -> date | None:
    one = timedelta(-1 if context.past else 1)

    def behind(day: date) -> bool:
        """Whether a time on this day is on the wrong side of now."""
        if clock is None:
            return day == today
        instant = _at(day, clock, zone).instant
        return instant > context.now if context.past else instant <= context.now

    monday = today - timedelta(today.weekday())
    if bits.week:
        return monday + timedelta(7 + (bits.weekday or 0))
    if bits.day is not None:
        day = bits.day(today, context.past)
        return day if day is None or bits.weekday in (None, day.weekday()) else None
    if bits.month_day is not None:
        return _day_in_month(bits.month_day, bits.month, today, past=context.past)
    if bits.month is not None:
        return _add_months(today.replace(day=1), bits.month)
    if bits.weekday is None:
        return today + one if behind(today) and clock is not None else today
    if bits.which == "next":
        return monday + timedelta(7 + bits.weekday)
    if bits.which == "this":
        day = monday + timedelta(bits.weekday)
        return day if context.past or day >= today else None
    if bits.which == "last":
        return today - timedelta((today.weekday() - bits.weekday - 1) % 7 + 1)
    if context.past:
        if today.weekday() == bits.weekday and clock is None:
            return None  # today, or a week ago?
        ago = (today.weekday() - bits.weekday) % 7
        return today - timedelta(ago or (7 if behind(today) else 0))
    ahead = (bits.weekday - today.weekday()) % 7
    return today + timedelta(ahead or (7 if behind(today) else 0))


def _day_in_month(day: int, month: int | None, today: date, *, past: bool) -> date | None:
    if month is not None:
        start = _add_months(today.replace(day=1), month)
        return _make_day(start.year, start.month, day)
    for step in range(13):
        start = _add_months(today.replace(day=1), -step if past else step)
        found = _make_day(start.year, start.month, day)
        if found and (found <= today if past else found >= today):
            return found
    return None


_OTHER_SPACES: Final = {0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2019: "'"}


def _plain(text: str) -> str:
    """The same text, letter for letter, with plain spaces and apostrophes, without a full stop at its end."""
    text = text.translate(_OTHER_SPACES).rstrip()
    if text.endswith(".") and not re.search(r"\b[ap]\.m\.$", text, re.IGNORECASE):
        text = text[:-1]
    return text


def _read(text: str, at: int, context: _Context) -> tuple[_Bits, Understood | None] | None:
    readings = _pieces(text, at, _Bits(), context)
    if not readings:
        return None
    try:
        return readings[0], _finish(readings[0], context)
    except (OverflowError, ValueError):
        return readings[0], None  # a day before the first or after the last that there is


def understand(
    text: str,
    *,
    now: datetime,
    zone: str,
    language: str = "en",
    order: Order = "dmy",
    mine: str | None = None,
    past: bool = False,
) -> Understood | None:
    """Read a text that is a date and nothing else (domain.md W2, W3).

    Args:
        text: what was typed; longer than :data:`LIMIT` is no date.
        now: the present instant, aware.
        zone: IANA zone of a date that names none.
        language: ``en`` or ``id``; both are always read.
        order: of day and month in 3/4.
        mine: IANA zone meant by “mine” and “saya”; without it these are not read.
        past: the latest such time that was, for work that is done, instead of the next that comes.

    Returns:
        What was said, or None if it is no date, or could be more than one.

    Raises:
        InvalidField: there is no such zone.
    """
    if len(text) > LIMIT:
        return None
    plain = _plain(text)
    context = _Context(now, zone, language, order, mine, past)
    found = _read(plain, 0, context)
    if found is not None:
        return found[1]
    return _ask_library(plain, context)


# A date at the end of a text

_NOT_AFTER: Final = _words(
    "before sebelum after setelah sesudah since sejak until till sampai hingga s/d from dari to ke and or "
    "dan atau vs of & / + - – — every each tiap setiap saban not per last past previous first second "
    "third fourth other one black good cyber casual easter palm ash super giving usa the a an my your his "
    "her our their between antara awal mid pertengahan akhir"
)
"""Words after which a date belongs to what is said, as in “before fri”, “Black Friday”."""

_NUMBERED_THINGS: Final = _words("version v versi part page slide step no nr bagian halaman langkah bab chapter episode season")
"""Words after which a number is that of a thing, as in “page 1/2”."""

_CLOCK_SHAPE: Final = _Pattern(r"[0-9][:.][0-9]{2}|[0-9]\s*[ap]\.?m\b|\b(?:jam|pukul|noon|midnight|tengah)\b")
_DATE_SHAPE: Final = _Pattern(r"[0-9]+(?:[:/][0-9]+.*|[.][0-9]{2}|[ap]m)")
_TOKEN: Final = re.compile(r"\S+")
_WINDOW: Final = 12


def _may_follow(tokens: list[str], bits: _Bits, phrase: list[str], context: _Context) -> bool:
    """Whether the words before a date leave it a date of its own."""
    words = [token.lower().strip(".,;:()") for token in tokens]
    first = phrase[0].lower().strip(".,")
    if len(phrase) == 1 and not _alone(first, bits, context):
        return False
    if not words:
        return True
    before = words[-1]
    if before in _NOT_AFTER or tokens[-1] in ("-", "/", "+"):
        return False
    if before in _NUMBERED_THINGS and first[0].isdigit():
        return False
    if before in _MONTHS or before in _WEEKDAYS or before in _DAY_WORDS or _DATE_SHAPE.fullmatch(before):
        return False
    if before == "malam" and (first in _WEEKDAYS or first == "hari"):
        return False
    if before.isdigit() and (first in _WEEKDAYS or first in ("jam", "setengah")):
        return False
    if before.isdigit() and len(words) > 1 and words[-2] in ("jam", "pukul", "pkl", "at", "tanggal", "tgl", *_MONTHS):
        return False
    counted = before in _NUMBERS or before in ("beberapa", "berapa", "sekali")
    return not (first in ("minggu", "min") and bits.weekday is not None and counted)


_DAY_WORDS: Final = _words("today tonight tomorrow besok lusa yesterday kemarin jam pukul pkl noon midnight nanti tadi")


def _alone(word: str, bits: _Bits, context: _Context) -> bool:
    """Whether one word at the end of a text is enough to be a date."""
    if bits.clock_kind == "dotted":
        return context.language == "id"  # elsewhere more likely a price or a version
    return word != "24/7"


def trailing(
    text: str,
    *,
    now: datetime,
    zone: str,
    language: str = "en",
    order: Order = "dmy",
    mine: str | None = None,
    past: bool = False,
) -> tuple[int, Understood] | None:
    """Find the longest date at the end of a text (domain.md W2: a bare date at the end).

    What belongs to the words before it is left alone: “before fri”, “mon - fri”, “Black Friday”, “good
    morning”, “2 minggu”. If the longest date found does not count, no shorter one inside it does.

    Args:
        text: a line.
        now: as in :func:`understand`, like all that follow.
        zone: IANA zone of a date that names none.
        language: ``en`` or ``id``.
        order: of day and month in 3/4.
        mine: IANA zone meant by “mine” and “saya”.
        past: look for times that were, and only those; otherwise times that were are not read.

    Returns:
        Where the date begins, and what was understood.
    """
    if len(text) > LIMIT:
        # Only whole words, and one more before them to look at.
        cut = text.find(" ", len(text) - LIMIT)
        if cut < 0:
            return None
    else:
        cut = 0
    plain = _plain(text)
    matches = list(_TOKEN.finditer(plain, cut))
    if not matches:
        return None
    context = _Context(now, zone, language, order, mine, past)
    last = matches[-1][0].lower().rstrip(".,")
    if not (any(letter.isdigit() for letter in last) or last in _LAST):
        tail = " ".join(match[0] for match in matches[-4:])
        if "/" not in last and not _CLOCK_SHAPE.search(tail):
            return None
    for index in range(max(0, len(matches) - _WINDOW), len(matches)):
        start = matches[index].start()
        letter = plain[start]
        word = _WORD.match(plain, start)
        if not (letter.isdigit() or letter == "+" or (word and word[0].lower() in _FIRST)):
            continue
        found = _read(plain, start, context)
        if found is None:
            understood = _ask_library(plain[start:], context, strict=True)
            if understood is None:
                continue
            found = (_Bits(pieces=1), understood)
        bits, result = found
        before = [match[0] for match in matches[max(0, index - 2) : index]]
        phrase = [match[0] for match in matches[index:]]
        if result is None or bits.part_alone or (bits.back and not past):
            return None
        return (start, result) if _may_follow(before, bits, phrase, context) else None
    return None


# The library

_LIBRARY_WORDS: Final = frozenset({*_MONTHS, *_WEEKDAYS, *_words("of at st nd rd th am pm pukul")})
_LIBRARY_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")


def _ask_library(text: str, context: _Context, *, strict: bool = False) -> Understood | None:
    """Ask dateparser about a day of a named month that the grammar does not know the form of.

    It guesses, so its answer counts only if every word is one of a date and every number is found in it
    (reliability.md 5.11). It is asked for naive wall time; which instant that is, is decided here.
    """
    tokens = [token.lower() for token in _LIBRARY_TOKEN.findall(text)]
    numbers = [int(token) for token in tokens if token.isdigit() and token.isascii() and len(token) <= 4]
    words = [token for token in tokens if not token.isdigit()]
    months = {_MONTHS[word] for word in words if word in _MONTHS}
    weekdays = {_WEEKDAYS[word] for word in words if word in _WEEKDAYS}
    if len(months) != 1 or not any(0 < number < 32 for number in numbers) or not set(words) <= _LIBRARY_WORDS or len(weekdays) > 1:
        return None
    if (
        tokens[-1] in ("of", "at", "pukul")
        or len(numbers) + len(words) != len(tokens)
        or len(tokens) > 12
        or (strict and len(tokens) < 3)
    ):
        return None
    wall = _library(text, context)
    if wall is None or wall.month not in months or (weekdays and wall.weekday() not in weekdays):
        return None
    expected = [wall.day]
    if wall.year in numbers:
        expected.append(wall.year)
    if ":" in text:
        expected += [wall.hour if wall.hour in numbers else (wall.hour % 12 or 12), wall.minute]
        if len(numbers) > len(expected):
            expected.append(wall.second)
    if sorted(expected) != sorted(numbers) or (":" not in text and (wall.hour or wall.minute)):
        return None
    if wall.year not in numbers and wall.date() != _nearest(wall.month, wall.day)(context.wall(context.zone).date(), context.past):
        return None
    if not 1910 <= wall.year <= 2199:
        return None
    timed = (wall.hour, wall.minute) if ":" in text else None
    found = _at(wall.date(), timed, context.zone) if timed else _whole(wall.date(), context.zone)
    return None if context.past and found.instant > context.now and not found.said.is_day else found


def _library(text: str, context: _Context) -> datetime | None:
    import dateparser  # slow to load, and seldom needed

    wall: datetime | None = dateparser.parse(
        text,
        languages=["en", "id"],
        settings={
            "RELATIVE_BASE": context.wall(context.zone),
            "DATE_ORDER": context.order.upper(),
            "PREFER_DATES_FROM": "past" if context.past else "future",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return None if wall is None or wall.tzinfo is not None else wall


# Lengths of time

_HOURS: Final = r"(?:h|hr|hrs|hour|hours|j|jam)"
_MINUTES: Final = r"(?:m|min|mins|minute|minutes|mnt|menit)"
_DURATIONS: Final = (
    _Pattern(rf"(?P<hours>[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?)\s*{_HOURS}"),
    _Pattern(rf"(?P<hours>[0-9]{{1,3}})\s*{_HOURS}\s*(?P<minutes>[0-9]{{1,2}})\s*{_MINUTES}"),
    _Pattern(r"(?P<hours>[0-9]{1,3})[hj](?P<minutes>[0-9]{1,2})"),
    _Pattern(rf"(?P<minutes>[0-9]{{1,4}})\s*{_MINUTES}"),
    _Pattern(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-9]{2})"),
)
_SPOKEN_DURATIONS: Final = {
    "half an hour": 30, "setengah jam": 30, "an hour": 60, "one hour": 60, "sejam": 60, "satu jam": 60,
}  # fmt: skip


def duration(text: str) -> timedelta | None:
    """Read a length of time: ``2h``, ``2j``, ``1h30``, ``90m``, ``45mnt``, ``1,5j``, ``1:30``, ``2 jam``.

    ``m`` is always minutes (domain.md W2). Whole minutes, more than none and less than a thousand hours;
    anything else is None.
    """
    text = text.strip()
    if len(text) > 40:
        return None
    spoken = _SPOKEN_DURATIONS.get(_key(text))
    if spoken:
        return timedelta(minutes=spoken)
    for pattern in _DURATIONS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        minutes = int(parts.get("minutes") or 0)
        if parts.get("hours") and minutes > 59:
            return None
        total = round(float((parts.get("hours") or "0").replace(",", ".")) * 60) + minutes
        return timedelta(minutes=total) if 0 < total < 60_000 else None
    return None


_RANGE: Final = _Pattern(
    r"(?P<h1>[0-9]{1,2})(?:[:.](?P<m1>[0-9]{2}))?\s*(?P<a1>[ap]m)?\s*[-–—]\s*"
    r"(?P<h2>[0-9]{1,2})(?:[:.](?P<m2>[0-9]{2}))?\s*(?P<a2>[ap]m)?"
)


def clock_range(text: str) -> tuple[time, time] | None:
    """Read a range of times of one day or over one midnight: ``9-10:37``, ``9.00-10.30``, ``22:00-1:00``.

    Without am or pm it is the 24-hour clock; one am or pm at the end holds for both. 24:00 is the midnight at
    the end.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    second = _clock_time(match["h2"], match["m2"], match["a2"])
    first = _clock_time(match["h1"], match["m1"], match["a1"] or match["a2"])
    if first is None or second is None or first == second:
        return None
    if match["a2"] and not match["a1"] and first > second:
        first = _clock_time(match["h1"], match["m1"], "am")  # "11-1pm" begins in the morning
    return None if first is None else (first, second)


def _clock_time(hours: str, minutes: str | None, half_day: str | None) -> time | None:
    hour, minute = int(hours), int(minutes or 0)
    if half_day:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half_day[0].lower() == "p" else 0)
    if hour == 24 and not minute:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


# What comes again

_EVERY: Final = _Pattern(r"(?:every|each|setiap|tiap|saban)(?P<done>!)?\s+")
_EVERY_AT: Final = _Pattern(r"(?:(?<=\s)|^)(?:every|each|setiap|tiap|saban)!?\s")
_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_ORDINALS: Final = {
    "first": 1, "1st": 1, "pertama": 1, "second": 2, "2nd": 2, "kedua": 2, "third": 3, "3rd": 3, "ketiga": 3,
    "fourth": 4, "4th": 4, "keempat": 4, "last": -1, "terakhir": -1,
}  # fmt: skip
_DAY_NAME: Final = rf"(?:hari\s+)?(?:{_WEEKDAY})s?"
_LIST: Final = rf"{_DAY_NAME}(?:(?:\s*[,/&]\s*|\s+(?:and|dan)\s+|\s*,\s*(?:and|dan)\s+|\s+){_DAY_NAME})*"
_MONTH_DAYS: Final = r"[0-9]{1,2}(?:st|nd|rd|th)(?:\s*(?:,|and)\s*(?:the\s+)?[0-9]{1,2}(?:st|nd|rd|th))*"
_NUMBERED: Final = r"(?:tanggal|tgl\.?)\s+[0-9]{1,2}(?:\s*(?:,|dan)\s*[0-9]{1,2})*"

_WORKDAYS: Final = _rule(r"(?:weekday|workday|working day|business day|hari kerja)s?")
_WEEKENDS: Final = _rule(r"weekend|akhir pekan")
_LAST_WORKDAY: Final = _rule(r"last (?:weekday|workday|working day|business day)|hari kerja terakhir")
_LAST_DAY: Final = _rule(r"last day|hari terakhir|akhir bulan|end of (?:the )?month|month end")
_OF_MONTH: Final = _rule(r"(?:of (?:the |each |every )?month|(?:of )?(?:setiap|tiap) bulan|bulan)")
_NTH: Final = _rule(
    r"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last) (?P<weekday>" + _WEEKDAY + ")"
    r"|(?:hari )?(?P<hari>" + _WEEKDAY + ") (?P<ke>pertama|kedua|ketiga|keempat|terakhir)"
)
_OTHER: Final = _rule(r"other (?P<unit>day|week|month|year)")
_OTHER_DAYS: Final = _rule(rf"other (?P<days>{_LIST})")
_QUARTER: Final = _rule(r"quarter|triwulan|kuartal")
_STEP: Final = _rule(
    r"(?:(?P<count>[0-9]{1,2}|" + _any(_NUMBERS) + r")\s*)?(?P<unit>days?|weeks?|months?|years?|hari|minggu|pekan|bulan|tahun)"
)
_DAYS: Final = _rule(rf"(?P<days>{_LIST})")
_DATES: Final = _rule(rf"(?:the )?(?P<dates>{_MONTH_DAYS})|(?P<tanggal>{_NUMBERED})")
_YEARLY: Final = _rule(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)? "
    + _MONTH
    + r"|(?P<m2>"
    + _any(_MONTHS)
    + r")\.? (?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?)"
)
_PART_AHEAD: Final = _Pattern(rf"(?={_PART})")
_ON: Final = _Pattern(r"\s*(?:(?:on|pada|setiap|every|hari)\s+(?!ini\b))?(?:the\s+)?")
_FROM: Final = _Pattern(r"(?:^|\s)(?:starting(?:\s+(?:on|from))?|from|beginning|mulai(?:\s+(?:dari|pada))?|dari)\s+")

_Fits = Callable[[date], bool]


@record
class _Rule:
    """A rule, and which days it can fall on."""

    rrule: str
    fits: _Fits
    end: int


def _weekly(text: str, end: int, context: _Context, interval: int = 1) -> _Rule | None:
    names = [name.lower() for name in re.findall(rf"\b(?:{_WEEKDAY})(?=s?\b)", text, re.IGNORECASE | re.ASCII)]
    if "min" in names and context.language != "id":
        return None
    days = sorted({_WEEKDAYS[name] for name in names})
    step = f"INTERVAL={interval};" if interval > 1 else ""
    codes = ",".join(_CODES[day] for day in days)
    return _Rule(f"FREQ=WEEKLY;{step}BYDAY={codes}", lambda day: day.weekday() in days, end)


def _monthly(text: str, end: int, interval: int = 1) -> _Rule | None:
    days = sorted({int(number) for number in re.findall(r"[0-9]+", text)})
    step = f"INTERVAL={interval};" if interval > 1 else ""
    if not days or days[0] < 1 or days[-1] > 31 or (len(days) > 1 and days[-1] > 28):
        return None
    if days[-1] > 28:
        # The last day of a shorter month, and back to this day after it (domain.md W7).
        which = days[0]
        listed = ",".join(str(day) for day in range(28, which + 1))
        return _Rule(
            f"FREQ=MONTHLY;{step}BYMONTHDAY={listed};BYSETPOS=-1",
            lambda day: day.day == min(which, monthrange(day.year, day.month)[1]),
            end,
        )
    return _Rule(f"FREQ=MONTHLY;{step}BYMONTHDAY={','.join(map(str, days))}", lambda day: day.day in days, end)


def _is_last_day(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _is_last_workday(day: date) -> bool:
    left = monthrange(day.year, day.month)[1] - day.day
    return day.weekday() < 5 and (left == 0 or (day.weekday() == 4 and left <= 2))


def _every_nth(match: re.Match[str]) -> _Rule:
    nth = _ORDINALS[_key(match["nth"] or match["ke"])]
    weekday = _WEEKDAYS[(match["weekday"] or match["hari"]).lower()]

    def fits(day: date) -> bool:
        left = monthrange(day.year, day.month)[1] - day.day
        return day.weekday() == weekday and (left < 7 if nth < 0 else (day.day - 1) // 7 + 1 == nth)

    return _Rule(f"FREQ=MONTHLY;BYDAY={nth}{_CODES[weekday]}", fits, match.end())


def _every_year(match: re.Match[str]) -> _Rule | None:
    month, number = _MONTHS[(match["month"] or match["m2"]).lower()], int(match["day"] or match["d2"])
    if _make_day(2028, month, number) is None:
        return None
    if (month, number) == (2, 29):
        return _Rule(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
            lambda day: day.month == 2 and _is_last_day(day),
            match.end(),
        )
    return _Rule(
        f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={number}",
        lambda day: (day.month, day.day) == (month, number),
        match.end(),
    )


def _every_step(match: re.Match[str], text: str, context: _Context) -> _Rule | None:
    """“2 weeks”, “month”, and on which of their days: “2 weeks on fri”, “bulan tanggal 15”."""
    interval = int(_number(match["count"])) if match["count"] else 1
    unit = _UNITS[match["unit"].lower()]
    if not 1 <= interval <= 99:
        return None
    at = _ON.match(text, match.end())
    rest = at.end() if at else match.end()
    if unit == "week" and (days := _DAYS.match(text, rest)) and rest > match.end():
        return _weekly(days["days"], days.end(), context, interval)
    if unit == "month" and (dates := _DATES.match(text, rest)):
        return _monthly(dates[0], dates.end(), interval)
    if unit == "year" and interval == 1 and (yearly := _YEARLY.match(text, rest)):
        return _every_year(yearly)
    step = f";INTERVAL={interval}" if interval > 1 else ""
    return _Rule(f"FREQ={_FREQUENCIES[unit]}{step}", lambda _day: True, match.end())


def _fixed(rrule: str, fits: _Fits) -> Callable[[re.Match[str], str, _Context], _Rule | None]:
    return lambda match, _text, _context: _Rule(rrule, fits, match.end())


_RULES: Final[tuple[tuple[_Pattern, Callable[[re.Match[str], str, _Context], _Rule | None]], ...]] = (
    (_LAST_WORKDAY, _fixed("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", _is_last_workday)),
    (_LAST_DAY, _fixed("FREQ=MONTHLY;BYMONTHDAY=-1", _is_last_day)),
    (_WORKDAYS, _fixed("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", lambda day: day.weekday() < 5)),
    (_WEEKENDS, _fixed("FREQ=WEEKLY;BYDAY=SA,SU", lambda day: day.weekday() > 4)),
    (_NTH, lambda match, _text, _context: _every_nth(match)),
    (_QUARTER, _fixed("FREQ=MONTHLY;INTERVAL=3", lambda _day: True)),
    (
        _OTHER,
        lambda match, _text, _context: _Rule(
            f"FREQ={_FREQUENCIES[match['unit'].lower()]};INTERVAL=2", lambda _day: True, match.end()
        ),
    ),
    (_OTHER_DAYS, lambda match, _text, context: _weekly(match["days"], match.end(), context, 2)),
    (_YEARLY, lambda match, _text, _context: _every_year(match)),
    (_DATES, lambda match, _text, _context: _monthly(match[0], match.end())),
    (_STEP, _every_step),
    (_DAYS, lambda match, _text, context: _weekly(match["days"], match.end(), context)),
    (_PART_AHEAD, _fixed("FREQ=DAILY", lambda _day: True)),
)


def recurrence(
    text: str,
    *,
    now: datetime,
    zone: str,
    language: str = "en",
    order: Order = "dmy",
    mine: str | None = None,
) -> Recurrence | None:
    """Read a text that says how often something comes again, and nothing else (domain.md W2, W7).

    ``every friday 3pm``, ``every 2 weeks on mon``, ``every last day``, ``every 15th``, ``tiap senin dan
    kamis``, ``setiap 2 minggu``; with ``!`` counted from completion: ``every! 3 days``. It starts today, or
    on the first day that fits, or with ``starting …`` and ``mulai …``. “tiap minggu” is every week, “tiap
    hari minggu” every Sunday. The 29th to 31st fall on the last day of a shorter month.

    Args:
        text: what was typed.
        now: the present instant, aware.
        zone: IANA zone in which it comes again, if none is named.
        language: ``en`` or ``id``.
        order: of day and month in 3/4.
        mine: IANA zone meant by “mine” and “saya”.
    """
    if len(text) > LIMIT:
        return None
    plain = _plain(text).strip()
    head = _EVERY.match(plain)
    if head is None:
        return None
    context = _Context(now, zone, language, order, mine, past=False)
    starts = _FROM.search(plain, head.end())
    body, from_text = (plain[: starts.start()], plain[starts.end() :]) if starts else (plain, "")
    try:
        for pattern, make in _RULES:
            match = pattern.match(body, head.end())
            rule = make(match, body, context) if match else None
            if rule is None:
                continue
            of_month = _OF_MONTH.match(body, _SPACES.match(body, rule.end).end())  # type: ignore[union-attr]  # as above
            if of_month and "MONTHLY" in rule.rrule:
                rule = replace(rule, end=of_month.end())
            first = _first(rule, body[rule.end :], from_text, context)
            if first is not None:
                return Recurrence(rule.rrule, bool(head["done"]), first)
    except (OverflowError, ValueError):
        return None  # it would begin after the last day that there is
    return None


def _first(rule: _Rule, rest: str, from_text: str, context: _Context) -> Understood | None:
    """When a rule falls for the first time; None if the rest of the text is no time of day."""
    clock: tuple[int, int] | None = None
    zone = context.zone
    if rest.strip(" ,"):
        readings = _pieces(rest, 0, _Bits(), context)
        if not readings or readings[0].has_day:
            return None
        read = _time_of(readings[0])
        if not read:
            return None
        clock, zone = read, readings[0].zone or zone
    day = context.wall(zone).date()
    if from_text:
        found = _read(from_text, 0, replace(context, zone=zone))
        if found is None or found[1] is None or not found[1].said.is_day:
            return None
        day = date.fromisoformat(found[1].said.text)
    for _ in range(366 * 9):
        if rule.fits(day):
            first = _whole(day, zone) if clock is None else _at(day, clock, zone)
            if first.instant > context.now:
                return first
        day += timedelta(1)
    return None


def trailing_recurrence(
    text: str,
    *,
    now: datetime,
    zone: str,
    language: str = "en",
    order: Order = "dmy",
    mine: str | None = None,
) -> tuple[int, Recurrence] | None:
    """Find “every …” at the end of a text: where it begins, and what it says.

    “Make every day count” has none. The arguments are those of :func:`recurrence`.
    """
    for match in _EVERY_AT.finditer(text, max(0, len(text) - LIMIT)):
        found = recurrence(text[match.start() :], now=now, zone=zone, language=language, order=order, mine=mine)
        if found is not None:
            return match.start(), found
    return None
