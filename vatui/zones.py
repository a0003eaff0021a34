"""Time zones: wall time and instant, the bounds of a day, names of zones and how a person finds one.

The only module that knows the time zone library, so the program has one source of rules (reliability.md
section 5). The library's own tables end in 2037 and it would go on with the last offset, silently wrong. Its
data files hold the rule for the years after, so from 2037 on these files are read in full: still one source.

An instant is an aware UTC datetime. A wall time is naive and means nothing without its zone. Add and subtract
instants only.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import pytz

from vatui.errors import InvalidField
from vatui.i18n import N_, language
from vatui.paths import asset
from vatui.records import record
from vatui.text import searchable

if TYPE_CHECKING:
    from datetime import tzinfo

_LAST_YEAR: Final = 2037
"""From this year on, the full data file is read; both ways agree in the years just before."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH: Final = datetime(1970, 1, 1)
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)


@record
class Resolution:
    """What a wall time in a zone comes to.

    Attributes:
        instant: aware, UTC.
        wall: the naive wall time as it really is; differs from the one asked for only in a gap.
        kind: ``exact``; ``first`` of two, when clocks went back; ``gap``, when clocks skipped it.
    """

    instant: datetime
    wall: datetime
    kind: Literal["exact", "first", "gap"]


@record
class Shift:
    """A change of a zone's offset from UTC.

    Attributes:
        at: the first instant of the new offset.
        before: the offset until then.
        after: the offset from then on.
    """

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def moved(self) -> timedelta:
        """By how much the clocks go forward; negative when they go back."""
        return self.after - self.before


@record
class ZoneMatch:
    """A place that fits what was typed.

    Attributes:
        zone: its IANA zone.
        city: its name, for a person; need not be in the zone's name.
        country_code: ISO 3166, two letters; empty for UTC.
        country: name of the country in the language of the moment.
    """

    zone: str
    city: str
    country_code: str
    country: str


@lru_cache(maxsize=1024)
def _table(zone: str) -> tzinfo:
    if not exists(zone):
        raise InvalidField("zone", N_("There is no time zone “{zone}”."), zone=zone)
    return pytz.timezone(zone)


@lru_cache(maxsize=1024)
def _full_table(zone: str) -> tzinfo:
    _table(zone)  # refuses an unknown name before a file is opened
    with pytz.open_resource(zone) as file:  # type: ignore[attr-defined]  # public, but without a type
        return ZoneInfo.from_file(file, key=zone)


def exists(zone: str) -> bool:
    """Whether this is the exact name of an IANA zone."""
    return zone in pytz.all_timezones_set


def names() -> tuple[str, ...]:
    """The names of all zones people should choose from, without old ones, in order."""
    return tuple(pytz.common_timezones)


def tz_version() -> str:
    """The release of the IANA database in use, such as ``2026f``."""
    return str(pytz.OLSON_VERSION)  # type: ignore[attr-defined]  # public, but without a type


def local(instant: datetime, zone: str) -> datetime:
    """An instant as wall time in a zone, aware.

    Only for showing and for asking its parts; add and subtract on the instant.

    Raises:
        ValueError: the instant is naive.
        InvalidField: there is no such zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    utc = instant.astimezone(UTC)
    return utc.astimezone(_table(zone) if utc.year < _LAST_YEAR else _full_table(zone))


def utc_offset(instant: datetime, zone: str) -> timedelta:
    """The zone's offset from UTC at an instant; positive in the east."""
    offset = local(instant, zone).utcoffset()
    if offset is None:
        raise ValueError("a zone without an offset")
    return offset


def abbreviation(instant: datetime, zone: str) -> str:
    """The zone's short name at an instant: ``WIB``, ``EDT``; ``UTC+5:45`` where it has only a number."""
    name = local(instant, zone).tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    sign, hours, minutes = name[0], int(name[1:3]), name[3:5]
    if not hours and minutes in ("", "00"):
        return "UTC"
    return f"UTC{sign}{hours}" + (f":{minutes}" if minutes not in ("", "00") else "")


def _as_utc(wall: datetime) -> datetime:
    return _EPOCH + (wall - _WALL_EPOCH)


def _as_wall(instant: datetime, zone: str) -> datetime:
    return _WALL_EPOCH + (instant - _EPOCH) + utc_offset(instant, zone)


def resolve(wall: datetime, zone: str) -> Resolution:
    """The instant of a wall time in a zone.

    Of two, the first is meant. One that clocks skip is read with the offset before, as in RFC 5545: 02:30 is
    03:30 in a night that skips from 02:00 to 03:00. Guessing by "is it daylight-saving time" is wrong in
    Dublin, Casablanca and Windhoek, so no flag is used.

    Args:
        wall: naive.
        zone: IANA name.

    Raises:
        ValueError: the wall time is aware.
        InvalidField: there is no such zone, or the year is before 1902 or after 9998.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time must be naive")
    if not 1902 <= wall.year <= 9998:  # where the rules begin, and where datetime ends
        raise InvalidField("date", N_("That year is out of range."))
    guess = _as_utc(wall)
    offsets = {utc_offset(guess - _DAY, zone), utc_offset(guess + _DAY, zone)}
    offsets |= {utc_offset(guess - offset, zone) for offset in offsets}
    valid = sorted(guess - offset for offset in offsets if utc_offset(guess - offset, zone) == offset)
    if valid:
        return Resolution(valid[0], _as_wall(valid[0], zone), "exact" if len(valid) == 1 else "first")
    before = utc_offset(guess - max(offsets), zone)
    return Resolution(guess - before, _as_wall(guess - before, zone), "gap")


def instant(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time in a zone, aware UTC; see `resolve` for the doubtful ones."""
    return resolve(wall, zone).instant


def _change(low: datetime, high: datetime, zone: str) -> datetime:
    """The first instant in ``(low, high]`` whose offset is not the one at ``low``, to the second."""
    before = utc_offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // 2 // _SECOND * _SECOND
        low, high = (middle, high) if utc_offset(middle, zone) == before else (low, middle)
    return high


def first_instant(wall: datetime, zone: str) -> datetime:
    """The first instant at which a zone's clock shows a wall time or a later one.

    Differs from `instant` in a gap only, where it is the change itself: the right reading of a bound.
    """
    found = resolve(wall, zone)
    if found.kind != "gap":
        return found.instant
    return _change(found.instant - (found.wall - wall), found.instant, zone)


@lru_cache(maxsize=16384)
def _midnight(day: date, zone: str) -> datetime:
    return first_instant(datetime(day.year, day.month, day.day), zone)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a day in a zone and the first of the next one: ``[start, end)``, UTC.

    A day may have 23, 24:30 or 25 hours, or none (Apia, 30 December 2011). Where clocks skip midnight (Cairo,
    Beirut, Santiago) the day begins after the gap; where they repeat it, at the first of the two.
    """
    if day.year > 9998:  # the next day must exist
        raise InvalidField("date", N_("That year is out of range."))
    return _midnight(day, zone), _midnight(day + _DAY, zone)


def today(instant: datetime, zone: str) -> date:
    """The day it is in a zone at an instant."""
    return local(instant, zone).date()


def end_of_said(said: str, zone: str) -> datetime:
    """The instant at which a date of work is over (domain.md W3).

    Args:
        said: an ISO day, over at the zone's next midnight, or an ISO wall minute.
        zone: where it was said.

    Raises:
        InvalidField: the text is neither.
    """
    try:
        if "T" in said:
            wall = datetime.fromisoformat(said)
            if wall.tzinfo is not None:
                raise ValueError(said)
        else:
            return day_bounds(date.fromisoformat(said), zone)[1]
    except ValueError as problem:
        raise InvalidField("date", N_("This is not a date: {text}."), text=said) from problem
    return resolve(wall, zone).instant


def next_shift(zone: str, after: datetime, within: timedelta) -> Shift | None:
    """The next change of a zone's offset, later than ``after`` and not later than ``after + within``."""
    low = after.astimezone(UTC).replace(microsecond=0)
    end = low + within // _SECOND * _SECOND
    while low < end:
        high = min(low + _DAY, end)
        before = utc_offset(low, zone)
        if utc_offset(high, zone) != before:
            at = _change(low, high, zone)
            return Shift(at, before, utc_offset(at, zone))
        low = high
    return None


# Names


def city(zone: str) -> str:
    """The city a zone is named after: ``America/New_York`` is ``New York``."""
    return zone.rpartition("/")[2].replace("_", " ")


_SHORT: Final = {
    "Africa/Cairo": "CAI", "Africa/Casablanca": "CAS", "Africa/Johannesburg": "JNB", "Africa/Lagos": "LOS",
    "Africa/Nairobi": "NBO", "America/Anchorage": "ANC", "America/Argentina/Buenos_Aires": "BUE",
    "America/Bogota": "BOG", "America/Chicago": "CHI", "America/Denver": "DEN", "America/Edmonton": "YEG",
    "America/Halifax": "YHZ", "America/Lima": "LIM", "America/Los_Angeles": "LAX",
    "America/Mexico_City": "MEX", "America/New_York": "NYC", "America/Phoenix": "PHX",
    "America/Santiago": "SCL", "America/Sao_Paulo": "SAO", "America/St_Johns": "YYT",
    "America/Toronto": "TOR", "America/Vancouver": "VAN", "America/Winnipeg": "YWG", "Asia/Bangkok": "BKK",
    "Asia/Dhaka": "DAC", "Asia/Dubai": "DXB", "Asia/Ho_Chi_Minh": "SGN", "Asia/Hong_Kong": "HKG",
    "Asia/Jakarta": "JKT", "Asia/Jayapura": "DJJ", "Asia/Jerusalem": "JRS", "Asia/Karachi": "KHI",
    "Asia/Kathmandu": "KTM", "Asia/Kolkata": "KOL", "Asia/Kuala_Lumpur": "KUL", "Asia/Makassar": "MKS",
    "Asia/Manila": "MNL", "Asia/Pontianak": "PNK", "Asia/Riyadh": "RUH", "Asia/Seoul": "SEL",
    "Asia/Shanghai": "SHA", "Asia/Singapore": "SIN", "Asia/Taipei": "TPE", "Asia/Tehran": "THR",
    "Asia/Tokyo": "TYO", "Atlantic/Reykjavik": "REK", "Australia/Adelaide": "ADL",
    "Australia/Brisbane": "BNE", "Australia/Darwin": "DRW", "Australia/Hobart": "HBA",
    "Australia/Melbourne": "MEL", "Australia/Perth": "PER", "Australia/Sydney": "SYD",
    "Europe/Amsterdam": "AMS", "Europe/Athens": "ATH", "Europe/Belgrade": "BEG", "Europe/Berlin": "BER",
    "Europe/Brussels": "BRU", "Europe/Bucharest": "BUC", "Europe/Budapest": "BUD",
    "Europe/Copenhagen": "CPH", "Europe/Dublin": "DUB", "Europe/Helsinki": "HEL", "Europe/Istanbul": "IST",
    "Europe/Kyiv": "KYV", "Europe/Lisbon": "LIS", "Europe/London": "LDN", "Europe/Madrid": "MAD",
    "Europe/Moscow": "MOW", "Europe/Oslo": "OSL", "Europe/Paris": "PAR", "Europe/Prague": "PRG",
    "Europe/Rome": "ROM", "Europe/Sofia": "SOF", "Europe/Stockholm": "STO", "Europe/Vienna": "VIE",
    "Europe/Warsaw": "WAW", "Europe/Zurich": "ZRH", "Pacific/Auckland": "AKL", "Pacific/Honolulu": "HNL",
}  # fmt: skip
"""Three letters people know for a place, mostly those of its airports."""


def short_city(zone: str) -> str:
    """Three letters for a zone's city: ``NYC``, ``LDN``, ``JKT``; else the first of its name."""
    known = _SHORT.get(zone)
    if known:
        return known
    words = city(zone).split()
    letters = "".join(word[0] for word in words) if len(words) > 2 else "".join(words)  # Ho Chi Minh
    return letters[:3].upper()


def system_zone(environ: dict[str, str] | None = None, root: Path = Path("/")) -> str:
    """The zone the computer is set to; ``UTC`` where that cannot be told.

    Looks at the variable ``TZ``, then ``/etc/timezone``, then where ``/etc/localtime`` points.
    Windows has none of them.

    Args:
        environ: the environment, the real one if none is given.
        root: the folder that stands for ``/``.
    """
    told = (os.environ if environ is None else environ).get("TZ", "").removeprefix(":")
    candidates = [told]
    with suppress(OSError, UnicodeDecodeError):  # most systems have no such file
        candidates.append((root / "etc/timezone").read_text(encoding="ascii").strip())
    with suppress(OSError):  # not there, or no link
        candidates.append(os.readlink(root / "etc/localtime"))
    for candidate in candidates:
        name = candidate.rpartition("zoneinfo/")[2]
        if exists(name):
            return name
    return "UTC"


# Finding a zone


class _Place(NamedTuple):
    """A city; ``names`` and ``zone_name`` are folded, and only the first city of a zone has the latter."""

    city: str
    zone: str
    code: str
    names: tuple[str, ...]
    zone_name: str


class _Country(NamedTuple):
    """A country; ``names`` are folded and include its code."""

    english: str
    indonesian: str
    names: tuple[str, ...]


_CENTRAL_EUROPE: Final = (
    "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam", "Europe/Oslo",
)  # fmt: skip
_EASTERN_EUROPE: Final = ("Europe/Athens", "Europe/Helsinki", "Africa/Cairo")
_ABBREVIATIONS: Final[dict[str, tuple[str, ...]]] = {
    "wib": ("Asia/Jakarta", "Asia/Pontianak"), "wita": ("Asia/Makassar",), "wit": ("Asia/Jayapura",),
    "et": ("America/New_York",), "edt": ("America/New_York",),
    "est": ("America/New_York", "America/Panama", "America/Jamaica"),
    "ct": ("America/Chicago",), "cdt": ("America/Chicago",),
    "cst": ("America/Chicago", "Asia/Shanghai", "Asia/Taipei"),
    "mt": ("America/Denver",), "mst": ("America/Denver", "America/Phoenix"), "mdt": ("America/Denver",),
    "pt": ("America/Los_Angeles",), "pdt": ("America/Los_Angeles",),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "ast": ("America/Halifax", "America/Puerto_Rico"), "adt": ("America/Halifax",),
    "nst": ("America/St_Johns",), "ndt": ("America/St_Johns",),
    "akst": ("America/Anchorage",), "akdt": ("America/Anchorage",), "hst": ("Pacific/Honolulu",),
    "utc": ("UTC",), "bst": ("Europe/London",),
    "gmt": ("Europe/London", "Africa/Accra", "Atlantic/Reykjavik"),
    "wet": ("Europe/Lisbon",), "west": ("Europe/Lisbon",), "cet": _CENTRAL_EUROPE, "cest": _CENTRAL_EUROPE,
    "eet": _EASTERN_EUROPE, "eest": _EASTERN_EUROPE, "msk": ("Europe/Moscow",),
    "wat": ("Africa/Lagos",), "cat": ("Africa/Maputo", "Africa/Harare"), "eat": ("Africa/Nairobi",),
    "sast": ("Africa/Johannesburg",), "pkt": ("Asia/Karachi",), "idt": ("Asia/Jerusalem",),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "hkt": ("Asia/Hong_Kong",), "jst": ("Asia/Tokyo",), "kst": ("Asia/Seoul",), "awst": ("Australia/Perth",),
    "acst": ("Australia/Adelaide", "Australia/Darwin"), "acdt": ("Australia/Adelaide",),
    "aest": ("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane"),
    "aedt": ("Australia/Sydney", "Australia/Melbourne"),
    "nzst": ("Pacific/Auckland",), "nzdt": ("Pacific/Auckland",),
    # Not in the IANA database, but people write them.
    "sgt": ("Asia/Singapore",), "gst": ("Asia/Dubai",), "ict": ("Asia/Bangkok", "Asia/Ho_Chi_Minh"),
    "pht": ("Asia/Manila",), "myt": ("Asia/Kuala_Lumpur",), "npt": ("Asia/Kathmandu",),
    "brt": ("America/Sao_Paulo",), "art": ("America/Argentina/Buenos_Aires",), "clt": ("America/Santiago",),
    "cot": ("America/Bogota",),
}  # fmt: skip
"""Short names of zones, folded; where several places claim one, the one most often meant comes first."""


def _fold(text: str) -> str:
    text = searchable(text).replace("’", "'").replace(".", "")
    return " ".join(text.replace("_", " ").replace("-", " ").replace("/", " ").split())


def _rows(name: str) -> list[list[str]]:
    lines = asset(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _places() -> tuple[_Place, ...]:
    """The cities, read when somebody first looks for one: those of the data file, then the zones it lacks."""
    listed: set[str] = set()
    places: list[_Place] = []

    def add(names: list[str], zone: str, code: str) -> None:
        folded = tuple(_fold(name) for name in names)
        places.append(_Place(names[0], zone, code, folded, "" if zone in listed else _fold(zone)))
        listed.add(zone)

    for names, zone, code in _rows("cities.tsv"):
        add(names.split("|"), zone, code)
    for code, zones in pytz.country_timezones.items():
        for zone in zones:
            if zone not in listed:
                add([city(zone)], zone, code)
    return tuple(places)


@lru_cache(maxsize=1)
def _countries() -> dict[str, _Country]:
    countries: dict[str, _Country] = {}
    for code, english, indonesian, others in _rows("countries.tsv"):
        names = [english, indonesian, code, *(name for name in others.split("|") if name)]
        countries[code] = _Country(english, indonesian, tuple(_fold(name) for name in names))
    return countries


_WHOLE, _FIRST_WORD, _START, _WORD = range(4)


def _closeness(asked: str, names: tuple[str, ...]) -> int | None:
    """How well the best of the names fits: is one, is the first word, begins one, begins a word."""
    if asked in names:
        return _WHOLE
    if any(name.startswith(f"{asked} ") for name in names):
        return _FIRST_WORD
    if any(name.startswith(asked) for name in names):
        return _START
    if any(f" {asked}" in name for name in names):
        return _WORD
    return None


def _rank(place: _Place, asked: str) -> int | None:
    """How well a place fits, the smaller the better; None if it does not."""
    if asked == place.zone_name:
        return 0
    country = _countries().get(place.code)
    for closeness, surcharge in (
        (_closeness(asked, place.names[:1]), 2),
        (_closeness(asked, place.names[1:]), 4),
        # A country is answered with one place for each of its zones.
        (_closeness(asked, country.names) if country and place.zone_name else None, 6),
    ):
        if closeness is not None:
            return 10 * closeness + surcharge
    if country is not None:
        for name in place.names:  # the city and then its country: "perth australia", "Portland, US"
            rest = asked.removeprefix(name).strip(" ,")
            if asked.startswith((f"{name} ", f"{name},")) and _closeness(rest, country.names) is not None:
                return 1
    return 40 if place.zone_name and _closeness(asked, (place.zone_name,)) is not None else None


def find(text: str, limit: int = 8) -> tuple[ZoneMatch, ...]:
    """The places that fit what was typed, the best first.

    Looks for IANA names, cities (also big ones that no zone is named after), countries in English and
    Indonesian, country codes and short names such as WITA. Accents and case do not matter.

    Args:
        text: what was typed; nothing typed finds nothing.
        limit: how many places at most.
    """
    asked = _fold(text)
    if not asked:
        return ()
    claimed = _ABBREVIATIONS.get(asked, ())
    ranked: list[tuple[int, int, _Place]] = []
    for number, place in enumerate(_places()):
        if place.zone in claimed and place.zone_name:
            ranked.append((0, claimed.index(place.zone), place))
            continue
        rank = _rank(place, asked)
        if rank is not None:
            ranked.append((rank, number, place))
    ranked.sort(key=lambda item: item[:2])
    if not ranked:  # an old name, such as US/Eastern
        ranked = [(0, 0, _Place(city(zone), zone, "", (), "")) for zone in pytz.all_timezones if _fold(zone) == asked]
    return tuple(_match(place) for _value, _number, place in ranked[:limit])


def _match(place: _Place) -> ZoneMatch:
    return ZoneMatch(place.zone, place.city, place.code, country_name(place.code))


def country_name(code: str) -> str:
    """A country in the language of the moment, by its ISO 3166 code; empty where there is no such country."""
    country = _countries().get(code.upper())
    if country is None:
        return ""
    return country.indonesian if language() == "id" else country.english


def country_code(name: str) -> str:
    """The ISO 3166 code of a country by one of its names, whole or the beginning that only one has; empty for none."""
    asked = _fold(name)
    if not asked:
        return ""
    found = {code for code, country in _countries().items() if asked in country.names}
    if not found:
        found = {code for code, country in _countries().items() if any(one.startswith(asked) for one in country.names)}
    return found.pop() if len(found) == 1 else ""
