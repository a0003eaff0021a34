from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from vatui import i18n, zones
from vatui.errors import InvalidField

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)
AWKWARD = (
    "Asia/Jakarta", "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo", "America/Santiago", "Asia/Beirut", "Pacific/Apia", "Africa/Casablanca", "Africa/Windhoek",
    "America/Havana", "Asia/Manila", "Pacific/Kiritimati", "America/Scoresbysund", "UTC",
)  # fmt: skip


@pytest.fixture
def indonesian() -> Iterator[None]:
    """Indonesian for the time of a test."""
    i18n.use("id")
    yield
    i18n.use("en")


def utc(text: str) -> datetime:
    """The instant written as ``2026-03-08T07:00``."""
    return datetime.fromisoformat(f"{text}+00:00")


def wall(text: str) -> datetime:
    """The wall time written as ``2026-03-08T02:30``."""
    return datetime.fromisoformat(text)


def same_source(zone: str) -> ZoneInfo:
    """The standard library's reading of the same data file."""
    with pytz.open_resource(zone) as file:  # type: ignore[attr-defined]  # public, but without a type
        return ZoneInfo.from_file(file, key=zone)


# The resolver


def test_resolver_agrees_with_the_standard_library_around_changes_of_all_zones() -> None:
    """A wall time near any change of clocks has the instant the standard library gives it with fold=0."""
    compared = 0
    for number, zone in enumerate(pytz.common_timezones):
        changes = getattr(pytz.timezone(zone), "_utc_transition_times", ())
        changes = [change for change in changes if 1975 <= change.year <= 2036]
        reference = same_source(zone)
        for change in changes[number % 7 :: 7]:
            around = zones.local(change.replace(tzinfo=UTC), zone).replace(tzinfo=None, fold=0)
            for minutes in range(-120, 121, 24):
                asked = around + timedelta(minutes=minutes)
                found = zones.resolve(asked, zone)
                assert found.instant == asked.replace(tzinfo=reference).astimezone(UTC), (zone, asked)
                assert found.wall == found.instant.astimezone(reference).replace(tzinfo=None, fold=0)
                assert (found.kind == "gap") == (found.wall != asked)
                compared += 1
    assert compared > 20_000


@pytest.mark.parametrize(
    ("asked", "zone", "instant", "shown", "kind"),
    [
        ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30", "2026-03-08T03:30", "gap"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30", "2026-11-01T01:30", "first"),
        ("2026-03-09T09:00", "America/New_York", "2026-03-09T13:00", "2026-03-09T09:00", "exact"),
        ("2026-10-25T01:30", "Europe/Dublin", "2026-10-25T00:30", "2026-10-25T01:30", "first"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "2026-04-05T01:45", "first"),
        ("2026-04-24T00:00", "Africa/Cairo", "2026-04-23T22:00", "2026-04-24T01:00", "gap"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00", "2011-12-31T12:00", "gap"),
        ("2026-06-01T09:00", "Asia/Jakarta", "2026-06-01T02:00", "2026-06-01T09:00", "exact"),
        ("2026-06-01T09:00", "Asia/Manila", "2026-06-01T01:00", "2026-06-01T09:00", "exact"),
        ("2026-06-01T09:00", "Asia/Kathmandu", "2026-06-01T03:15", "2026-06-01T09:00", "exact"),
    ],
)
def test_wall_times_that_are_known_traps(asked: str, zone: str, instant: str, shown: str, kind: str) -> None:
    """Skipped, doubled and oddly offset wall times have the right instant and say what they are."""
    found = zones.resolve(wall(asked), zone)
    assert (found.instant, found.wall, found.kind) == (utc(instant), wall(shown), kind)
    assert found.instant.tzinfo is UTC
    assert zones.instant(wall(asked), zone) == found.instant


@pytest.mark.parametrize("year", [2036, 2037, 2038, 2040, 2099])
def test_years_beyond_the_tables_keep_the_last_rule(year: int) -> None:
    """Summer in New York is four hours behind UTC in every year, also after the tables end in 2037."""
    assert zones.utc_offset(utc(f"{year}-07-01T12:00"), "America/New_York") == -4 * HOUR
    assert zones.utc_offset(utc(f"{year}-01-10T12:00"), "America/New_York") == -5 * HOUR
    assert zones.instant(wall(f"{year}-07-01T09:00"), "America/New_York") == utc(f"{year}-07-01T13:00")
    assert zones.abbreviation(utc(f"{year}-07-01T12:00"), "Europe/London") == "BST"


@given(
    st.datetimes(min_value=datetime(1975, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(AWKWARD),
)
def test_an_instant_comes_back_from_its_wall_time(instant: datetime, zone: str) -> None:
    """The wall time of an instant resolves to that instant, or to the first of two with that wall time."""
    shown = zones.local(instant, zone)
    assert shown == instant
    found = zones.resolve(shown.replace(tzinfo=None, fold=0), zone)
    assert found.kind != "gap"
    assert found.instant == instant or (found.kind == "first" and found.instant < instant)


def test_naive_and_aware_are_not_mixed_up() -> None:
    """A naive instant and an aware wall time are refused as defects."""
    with pytest.raises(ValueError, match="aware"):
        zones.local(wall("2026-01-01T00:00"), "UTC")
    with pytest.raises(ValueError, match="naive"):
        zones.resolve(utc("2026-01-01T00:00"), "UTC")


@pytest.mark.parametrize("zone", ["", "Mars/Base", "asia/jakarta", "../etc/passwd", "Asia/Jakarta\n"])
def test_unknown_zone_is_a_plain_refusal(zone: str) -> None:
    """A name that is no zone is refused with a sentence, in every function that takes one."""
    assert not zones.exists(zone)
    with pytest.raises(InvalidField) as refusal:
        zones.resolve(wall("2026-01-01T00:00"), zone)
    assert refusal.value.field == "zone"
    with pytest.raises(InvalidField):
        zones.local(utc("2040-01-01T00:00"), zone)


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_years_without_rules_are_refused(year: int) -> None:
    """A year before the rules begin or at the end of time is refused with a sentence."""
    with pytest.raises(InvalidField):
        zones.resolve(datetime(year, 6, 1), "Europe/London")
    with pytest.raises(InvalidField):
        zones.day_bounds(date(year, 12, 31), "Europe/London")


# Days


@pytest.mark.parametrize(
    ("day", "zone", "start", "hours"),
    [
        ("2026-03-08", "America/New_York", "2026-03-08T05:00", 23),
        ("2026-11-01", "America/New_York", "2026-11-01T04:00", 25),
        ("2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00", 24.5),
        ("2026-10-04", "Australia/Lord_Howe", "2026-10-03T13:30", 23.5),
        ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00", 23),
        ("2026-09-06", "America/Santiago", "2026-09-06T04:00", 23),
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00", 23),
        ("2024-11-03", "America/Havana", "2024-11-03T04:00", 25),
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00", 0),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00", 24),
        ("2024-03-31", "America/Scoresbysund", "2024-03-31T01:00", 24),
        ("1919-03-31", "America/Toronto", "1919-03-31T04:30", 23.5),
        ("2040-03-11", "America/New_York", "2040-03-11T05:00", 23),
    ],
)
def test_days_with_a_change_of_clocks(day: str, zone: str, start: str, hours: float) -> None:
    """A day begins at its first instant and is as long as it really is."""
    begin, end = zones.day_bounds(date.fromisoformat(day), zone)
    assert begin == utc(start)
    assert end - begin == hours * HOUR


@given(st.dates(date(1975, 1, 1), date(2060, 1, 1)), st.sampled_from(AWKWARD), st.integers(0, 10**6))
def test_days_divide_time_without_a_gap(day: date, zone: str, second: int) -> None:
    """Every instant belongs to exactly one day, and each day ends where the next begins."""
    start, end = zones.day_bounds(day, zone)
    assert zones.day_bounds(day + timedelta(days=1), zone)[0] == end
    assert zones.day_bounds(day - timedelta(days=1), zone)[1] == start
    if start < end:
        inside = start + timedelta(seconds=second) % (end - start)
        assert zones.today(inside, zone) == day
        assert zones.today(start - timedelta(seconds=1), zone) < day
    else:
        assert zone == "Pacific/Apia"


@pytest.mark.parametrize(
    ("said", "zone", "over"),
    [
        ("2026-11-27", "Asia/Jakarta", "2026-11-27T17:00"),
        ("2026-11-27", "America/New_York", "2026-11-28T05:00"),
        ("2026-11-27T15:00", "America/New_York", "2026-11-27T20:00"),
        ("2026-04-23", "Africa/Cairo", "2026-04-23T22:00"),
        ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30"),
    ],
)
def test_a_date_of_work_is_over_at_midnight_of_its_zone(said: str, zone: str, over: str) -> None:
    """A day is over at the next midnight of the zone, a wall time at its instant."""
    assert zones.end_of_said(said, zone) == utc(over)


@pytest.mark.parametrize("said", ["", "soon", "2026-13-01", "2026-11-27T25:00", "2026-11-27T15:00+07:00"])
def test_what_is_not_a_date_of_work_is_refused(said: str) -> None:
    """A text that is neither a day nor a wall minute is refused, one with an offset too."""
    with pytest.raises(InvalidField):
        zones.end_of_said(said, "Asia/Jakarta")


# Changes of clocks


@pytest.mark.parametrize(
    ("zone", "after", "days", "at", "moved"),
    [
        ("Europe/London", "2026-03-15T00:00", 21, "2026-03-29T01:00", 1.0),
        ("Europe/London", "2026-10-20T00:00", 21, "2026-10-25T01:00", -1.0),
        ("Europe/London", "2026-03-29T00:59", 21, "2026-03-29T01:00", 1.0),
        ("Australia/Lord_Howe", "2026-03-20T00:00", 21, "2026-04-04T15:00", -0.5),
        ("America/New_York", "2040-03-01T00:00", 21, "2040-03-11T07:00", 1.0),
        ("Europe/London", "2026-03-29T01:00", 21, None, 0),
        ("Europe/London", "2026-03-01T00:00", 21, None, 0),
        ("Asia/Jakarta", "2026-01-01T00:00", 366, None, 0),
    ],
)
def test_the_next_change_of_clocks(zone: str, after: str, days: int, at: str | None, moved: float) -> None:
    """The next change of the offset is found to the second, if it lies within the time asked about."""
    shift = zones.next_shift(zone, utc(after) + timedelta(microseconds=7), timedelta(days=days))
    if at is None:
        assert shift is None
    else:
        assert shift is not None
        assert (shift.at, shift.moved) == (utc(at), moved * HOUR)


def test_nine_in_one_place_wanders_in_another() -> None:
    """Nine in New York is 15:00 in Berlin, but 14:00 between the two changes of clocks."""
    shown = [
        zones.local(zones.instant(wall(f"{day}T09:00"), "America/New_York"), "Europe/Berlin").hour
        for day in ("2026-03-06", "2026-03-09", "2026-03-27", "2026-03-30")
    ]
    assert shown == [15, 14, 14, 15]


# Names


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"),
        ("America/New_York", "EDT"),
        ("Europe/Istanbul", "UTC+3"), ("Asia/Kathmandu", "UTC+5:45"), ("America/Sao_Paulo", "UTC-3"),
        ("UTC", "UTC"),
        ("Australia/Lord_Howe", "UTC+10:30"),
    ],
)  # fmt: skip
def test_short_names_of_zones(zone: str, name: str) -> None:
    """A zone without a name of its own is called by its distance from UTC."""
    assert zones.abbreviation(utc("2026-07-01T12:00"), zone) == name


def test_cities_of_zones() -> None:
    """A zone's city is written for people, and short in three letters."""
    assert zones.city("America/New_York") == "New York"
    assert zones.city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert zones.city("UTC") == "UTC"
    short = {zone: zones.short_city(zone) for zone in zones.names()}
    assert [short[zone] for zone in ("America/New_York", "Europe/London", "Europe/Oslo", "Asia/Jakarta")] == [
        "NYC", "LDN", "OSL", "JKT",
    ]  # fmt: skip
    assert zones.short_city("Australia/Sydney") == "SYD"
    assert zones.short_city("America/Los_Angeles") == "LAX"
    assert [zone for zone, letters in short.items() if not re.fullmatch(r"[A-Z]{3}", letters)] == []


@pytest.mark.parametrize(
    ("typed", "zone", "city"),
    [
        ("jakarta", "Asia/Jakarta", "Jakarta"), ("Asia/Jakarta", "Asia/Jakarta", "Jakarta"),
        ("ASIA/JAKARTA", "Asia/Jakarta", "Jakarta"), ("new york", "America/New_York", "New York"),
        ("New_York", "America/New_York", "New York"), ("nyc", "America/New_York", "New York"),
        ("san franc", "America/Los_Angeles", "San Francisco"), ("bandung", "Asia/Jakarta", "Bandung"),
        ("bali", "Asia/Makassar", "Denpasar"), ("Medan", "Asia/Jakarta", "Medan"),
        ("austin", "America/Chicago", "Austin"),
        ("MÜNCHEN", "Europe/Berlin", "Munich"), ("munchen", "Europe/Berlin", "Munich"),
        ("sao paulo", "America/Sao_Paulo", "São Paulo"), ("bogota", "America/Bogota", "Bogotá"),
        ("tromso", "Europe/Oslo", "Tromsø"), ("bombay", "Asia/Kolkata", "Mumbai"),
        ("osaka", "Asia/Tokyo", "Osaka"),
        ("tel aviv", "Asia/Jerusalem", "Tel Aviv"), ("abu dhabi", "Asia/Dubai", "Abu Dhabi"),
        ("geneva", "Europe/Zurich", "Geneva"), ("cape town", "Africa/Johannesburg", "Cape Town"),
        ("rio", "America/Sao_Paulo", "Rio de Janeiro"), ("melbourne", "Australia/Melbourne", "Melbourne"),
        ("canberra", "Australia/Sydney", "Canberra"), ("perth", "Australia/Perth", "Perth"),
        ("london", "Europe/London", "London"), ("london canada", "America/Toronto", "London"),
        ("Portland, US", "America/Los_Angeles", "Portland"), ("germany", "Europe/Berlin", "Berlin"),
        ("jerman", "Europe/Berlin", "Berlin"), ("amerika serikat", "America/New_York", "New York"),
        ("inggris", "Europe/London", "London"), ("uk", "Europe/London", "London"),
        ("id", "Asia/Jakarta", "Jakarta"),
        ("australia", "Australia/Sydney", "Sydney"), ("wib", "Asia/Jakarta", "Jakarta"),
        ("WITA", "Asia/Makassar", "Makassar"),
        ("wit", "Asia/Jayapura", "Jayapura"), ("est", "America/New_York", "New York"),
        ("pst", "America/Los_Angeles", "Los Angeles"),
        ("utc", "UTC", "UTC"), ("us/eastern", "US/Eastern", "Eastern"),
        ("st johns", "America/St_Johns", "St. John's"),
        ("kiritimati", "Pacific/Kiritimati", "Kiritimati"),
        ("argentina", "America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)  # fmt: skip
def test_finding_a_zone(typed: str, zone: str, city: str) -> None:
    """The first place found is the one people mean."""
    best = zones.find(typed)[0]
    assert (best.zone, best.city) == (zone, city)


def test_a_country_answers_with_each_of_its_zones() -> None:
    """A country is answered with its zones, the big ones first, and not with all its cities."""
    assert [match.zone for match in zones.find("indonesia")] == [
        "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak",
    ]  # fmt: skip
    american = [match.zone for match in zones.find("us", limit=4)]
    assert american == ["America/New_York", "America/Chicago", "America/Los_Angeles", "America/Denver"]


def test_countries_are_named_in_both_languages(indonesian: None) -> None:
    """The country of a place is named in the language of the moment."""
    assert zones.find("munich")[0] == zones.ZoneMatch("Europe/Berlin", "Munich", "DE", "Jerman")
    i18n.use("en")
    assert zones.find("munich")[0].country == "Germany"


@pytest.mark.parametrize("typed", ["", "   ", "qqqq", "[red]", "\x1b[31m"])
def test_finding_nothing(typed: str) -> None:
    """Nothing typed and nonsense find nothing."""
    assert zones.find(typed) == ()


@given(st.text(max_size=30), st.integers(0, 5))
def test_finding_takes_any_text(typed: str, limit: int) -> None:
    """Whatever is typed, what is found are real zones, at most so many."""
    found = zones.find(typed, limit)
    assert len(found) <= limit
    assert all(zones.exists(match.zone) for match in found)


def test_every_zone_can_be_found_by_its_name() -> None:
    """Every zone is the first answer to its own name."""
    assert [zone for zone in pytz.country_timezones["ID"] + pytz.country_timezones["US"] if zones.find(zone)[0].zone != zone] == []
    listed = {match.zone for name in "aeiou" for match in zones.find(name, limit=10_000)}
    assert len(listed) > 300


def test_the_list_of_cities_is_sound() -> None:
    """Each city names a real zone of its own country, once, and there are more than 500 of them."""
    places = zones._places()
    named = [place for place in places if place.city != zones.city(place.zone)]
    assert len(named) > 300
    assert len(places) > 700
    assert len({(place.city, place.code) for place in places}) == len(places)
    by_country = {zone: code for code, of_country in pytz.country_timezones.items() for zone in of_country}
    for place in places:
        assert zones.exists(place.zone)
        if place.zone != "UTC":
            assert place.zone in pytz.country_timezones[place.code], place
            assert place.code in zones._countries()
    assert set(by_country) <= {place.zone for place in places}


def test_short_names_are_those_of_the_zones() -> None:
    """Each short name that the database knows is really used in the zones it leads to."""
    spoken = {"et", "ct", "mt", "pt", "sgt", "gst", "ict", "pht", "myt", "npt", "brt", "art", "clt", "cot"}
    for name, claimed in zones._ABBREVIATIONS.items():
        for zone in claimed:
            used = {zones.abbreviation(utc(f"2026-{month}-01T12:00"), zone) for month in ("01", "07")}
            assert name in spoken or name.upper() in used, (name, zone, used)


# The computer


def test_the_zone_of_the_computer(tmp_path: Path) -> None:
    """The variable comes before the file, the file before the link, and nothing at all is UTC."""
    assert zones.system_zone({}, tmp_path) == "UTC"
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Asia/Makassar")
    assert zones.system_zone({}, tmp_path) == "Asia/Makassar"
    (tmp_path / "etc/timezone").write_text("Asia/Jakarta\n", encoding="ascii")
    assert zones.system_zone({}, tmp_path) == "Asia/Jakarta"
    assert zones.system_zone({"TZ": ":Europe/Oslo"}, tmp_path) == "Europe/Oslo"
    assert zones.system_zone({"TZ": "/usr/share/zoneinfo/Europe/Rome"}, tmp_path) == "Europe/Rome"
    assert zones.system_zone({"TZ": "EST5EDT4,M3"}, tmp_path) == "Asia/Jakarta"
    (tmp_path / "etc/timezone").write_bytes(b"\xff\xfe")
    assert zones.system_zone({"TZ": ""}, tmp_path) == "Asia/Makassar"


def test_the_release_of_the_rules() -> None:
    """The release of the time zone database is told, as in 2026f."""
    assert re.fullmatch(r"20\d\d[a-z]+", zones.tz_version())
