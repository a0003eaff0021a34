from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui import i18n, zones
from vatui.domain.calendar import (
    Calendar,
    Reason,
    ShiftNotice,
    WeekHours,
    add_working_time,
    day_off,
    hour_state,
    knows_holidays,
    parse_days_off,
    ribbon,
    shift_notices,
    subtract_working_time,
    urgent_from,
    why_urgent,
    windows,
    working_time,
)
from vatui.errors import InvalidField, NoWorkingHours
from vatui.values import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OFFICE = WeekHours.parse("Mon-Fri 09:00-17:00")
ALWAYS = WeekHours.parse("24/7")
ZONES = (
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Beirut",
    "Pacific/Apia",
    "America/New_York",
    "Asia/Jakarta",
)


@pytest.fixture
def indonesian() -> Iterator[None]:
    """Indonesian for the time of a test."""
    i18n.use("id")
    yield
    i18n.use("en")


def at(text: str, zone: str = "UTC") -> datetime:
    """The instant of a wall time written as ``2026-03-08T07:00``."""
    return zones.instant(datetime.fromisoformat(text), zone)


@st.composite
def weeks(draw: st.DrawFn, least: int = 0) -> WeekHours:
    """Any hours a week can have, with at least so many windows."""
    days: list[list[tuple[int, int]]] = [[] for _number in range(7)]
    for _number in range(draw(st.integers(least, 12))):
        start = draw(st.integers(0, 1439))
        days[draw(st.integers(0, 6))].append((start, draw(st.integers(start + 1, 1440))))
    apart = []
    for of_day in days:
        kept: list[tuple[int, int]] = []
        for start, end in sorted(of_day):
            if not kept or start > kept[-1][1]:
                kept.append((start, end))
        apart.append(tuple(kept))
    return WeekHours(tuple(apart))


instants = st.datetimes(min_value=datetime(2009, 1, 1), max_value=datetime(2044, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
amounts = st.timedeltas(timedelta(0), timedelta(days=10)).map(lambda amount: timedelta(seconds=amount // timedelta(seconds=1)))
calendars = st.builds(Calendar, st.sampled_from(ZONES), weeks(1), st.just(""), st.just("2026-04-23\n2026-04-24 Eid"))


# Weekly hours


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Mon-Fri 09:00-17:00; Sat 10-14", "Mon-Fri 09:00-17:00; Sat 10:00-14:00"),
        ("mon-fri 9-17, sat 10-14", "Mon-Fri 09:00-17:00; Sat 10:00-14:00"),
        ("Sen-Jum 09.00-12.00 13.00-17.00", "Mon-Fri 09:00-12:00 13:00-17:00"),
        ("Senin sampai Jumat jam 09.00 s.d. 17.00, Sabtu 9-12", "Mon-Fri 09:00-17:00; Sat 09:00-12:00"),
        ("Minggu libur; Sel & Kam 8.30-12", "Tue 08:30-12:00; Thu 08:30-12:00"),
        ("Sun-Thu 9am-5pm", "Mon-Thu 09:00-17:00; Sun 09:00-17:00"),
        ("Mon to Fri 9 to 5pm", "Mon-Fri 09:00-17:00"),
        ("Mon 1-5pm", "Mon 13:00-17:00"),
        ("Mon 9-12pm", "Mon 09:00-12:00"),
        ("Mon 12am-12pm", "Mon 00:00-12:00"),
        ("Mon 9-12am", "Mon 21:00-24:00"),
        ("Mon, Wed–Fri 10:00–14:30", "Mon 10:00-14:30; Wed-Fri 10:00-14:30"),
        ("Fri-Mon 10-12", "Mon 10:00-12:00; Fri-Sun 10:00-12:00"),
        ("Sun 22:00-02:00", "Mon 00:00-02:00; Sun 22:00-24:00"),
        ("Mon-Fri 22:00-06:00", "Mon 22:00-24:00; Tue-Fri 00:00-06:00 22:00-24:00; Sat 00:00-06:00"),
        ("Mon 22-00:00", "Mon 22:00-24:00"),
        ("Mon 00:00-24:00", "Mon 00:00-24:00"),
        ("Mon 9-12 11-13 13:00-14:00", "Mon 09:00-14:00"),
        ("weekdays 9-17", "Mon-Fri 09:00-17:00"),
        ("setiap hari 8-12", "Mon-Sun 08:00-12:00"),
        ("24/7", "24/7"),
        ("daily 0-24", "24/7"),
        ("", ""),
        ("  ", ""),
        ("Sun closed", ""),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, stored: str) -> None:
    """Hours in English or Indonesian, with any usual sign between, have one stored form."""
    hours = WeekHours.parse(written)
    assert hours.text() == stored
    assert WeekHours.parse(stored) == hours
    assert bool(hours) == bool(stored)


@pytest.mark.parametrize(
    "written",
    [
        "9-17", "Mon", "Mon-", "Mon-Fri", "Mon 9", "Mon 9-", "Mon 9-5", "Mon 09:00-5", "Mon 10-2",
        "Mon 9-9", "Mon 25-26",
        "Mon 9:60-10", "Mon 24:30-25", "Mon 24:00-02:00", "Mon 13pm-14pm", "Mon 0am-5am",
        "Foo 9-17", "Mon 9-17 later",
        "Mon 9-17 x", "Mon-9 17", "Mon closed 9-17", "Mon 900-1700", "09:00:00", "Mon 9.5-17", "[red]",
    ],
)  # fmt: skip
def test_nonsense_is_no_hours(written: str) -> None:
    """What is not plainly hours is refused with a sentence about the field."""
    with pytest.raises(InvalidField) as refusal:
        WeekHours.parse(written)
    assert refusal.value.field == "hours"
    assert str(refusal.value).endswith(".")


@given(weeks())
def test_stored_hours_read_back(hours: WeekHours) -> None:
    """Hours survive being written down, with windows that touch as one."""
    again = WeekHours.parse(hours.text())
    assert again == hours
    assert again.text() == hours.text()
    assert again.total == hours.total


@given(st.text(alphabet="MonFriSenJum 0123456789:.-–,;/apm'[]", max_size=40) | st.text(max_size=40))
def test_any_text_is_hours_or_refused(written: str) -> None:
    """Whatever is typed is refused, or read so that its stored form reads back the same."""
    try:
        hours = WeekHours.parse(written)
    except InvalidField:
        return
    assert WeekHours.parse(hours.text()) == hours


@pytest.mark.parametrize("days", [((),) * 6, (((540, 540),), *((),) * 6), (((0, 1441),), *((),) * 6),
                                  (((540, 600), (600, 700)), *((),) * 6)])  # fmt: skip
def test_impossible_weeks_are_defects(days: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    """Windows that are empty, touch, or leave the day cannot be made."""
    with pytest.raises(ValueError, match=r"week|windows"):
        WeekHours(days)


# Holidays and days off


def test_days_off_are_read_line_by_line() -> None:
    """A day or a run of days off has a line, with or without words."""
    text = "2026-12-28..2026-12-30 Office closed\n\n2026-12-24\n"
    assert parse_days_off(text) == (
        (date(2026, 12, 24), ""),
        (date(2026, 12, 28), "Office closed"),
        (date(2026, 12, 29), "Office closed"),
        (date(2026, 12, 30), "Office closed"),
    )
    assert parse_days_off("") == ()


@pytest.mark.parametrize("text", ["Christmas", "2026-02-30", "2026-12-24..2026-12-20 x", "2026-01-01..2030-01-01 x"])
def test_lines_without_a_day_are_refused(text: str) -> None:
    """A line that does not begin with a day, or with a run that is backward or endless, is refused."""
    with pytest.raises(InvalidField) as refusal:
        parse_days_off(text)
    assert refusal.value.field == "days_off"


def test_holidays_of_a_country_and_a_region(indonesian: None) -> None:
    """Public holidays are those of the country or region, in the language of the moment if it is known."""
    jakarta = Calendar("Asia/Jakarta", OFFICE, "ID", "2026-08-18 Libur tim")
    assert day_off(jakarta, date(2026, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"
    assert day_off(jakarta, date(2026, 8, 18)) == "Libur tim"
    assert day_off(jakarta, date(2026, 8, 19)) is None
    i18n.use("en")
    assert day_off(jakarta, date(2026, 8, 17)) == "Independence Day"
    assert day_off(Calendar("Europe/London", OFFICE, "GB-ENG"), date(2026, 8, 31)) == "Late Summer Bank Holiday"
    assert day_off(Calendar("Europe/London", OFFICE, "GB-SCT"), date(2026, 8, 31)) is None
    assert day_off(Calendar("Europe/London", OFFICE), date(2026, 12, 25)) is None


def test_calendars_are_read_from_their_texts() -> None:
    """A calendar is made of stored texts, or the field that is wrong is named."""
    calendar = Calendar.read("Europe/London", "mon-fri 9-17", " gb-eng ", "2026-12-24 Closed")
    assert calendar == Calendar("Europe/London", OFFICE, "GB-ENG", "2026-12-24 Closed")
    for texts, field in (
        (("Europe/Atlantis", ""), "zone"),
        (("UTC", "sometimes"), "hours"),
        (("UTC", "", "XX"), "country"),
        (("UTC", "", "GB-ZZZ"), "country"),
        (("UTC", "", "", "Easter"), "days_off"),
    ):
        with pytest.raises(InvalidField) as refusal:
            Calendar.read(*texts)
        assert refusal.value.field == field
    assert knows_holidays("")
    assert knows_holidays("US-CA")
    assert not knows_holidays("XX")


# Working time


@pytest.mark.parametrize(
    ("hours", "country", "start", "amount", "due"),
    [
        ("Mon-Fri 9-17", "", "2026-11-27T16:30", 60, "2026-11-30T09:30"),
        ("Mon-Fri 9-17", "", "2026-11-26T16:00", 240, "2026-11-27T12:00"),
        ("Mon-Fri 9-17", "", "2026-11-27T16:30", 30, "2026-11-27T17:00"),
        ("Mon-Fri 9-17", "", "2026-11-28T11:00", 1, "2026-11-30T09:01"),
        ("Mon-Fri 9-17", "", "2026-11-27T17:00", 60, "2026-11-30T10:00"),
        ("Mon-Fri 9-17", "", "2026-11-28T11:00", 0, "2026-11-28T11:00"),
        ("Mon-Fri 9-12 13-17", "", "2026-11-27T11:30", 60, "2026-11-27T13:30"),
        ("Mon-Fri 0-24", "", "2026-11-26T23:59", 2, "2026-11-27T00:01"),
        ("Mon 22:00-24:00; Tue 0-2", "", "2026-11-23T22:00", 240, "2026-11-24T02:00"),
        ("Sun-Thu 9-17", "", "2026-11-26T16:00", 120, "2026-11-29T10:00"),
        ("Mon-Fri 9-17", "US", "2026-11-25T16:00", 120, "2026-11-27T10:00"),
        ("Mon-Fri 9-17", "GB-ENG", "2026-12-24T16:00", 120, "2026-12-29T10:00"),
    ],
)
def test_response_time_vectors(hours: str, country: str, start: str, amount: int, due: str) -> None:
    """A promise falls due when its working minutes have passed (domain.md T12)."""
    zone = "America/New_York"
    calendar = Calendar(zone, WeekHours.parse(hours), country)
    assert add_working_time(calendar, at(start, zone), amount * MINUTE) == at(due, zone)
    assert working_time(calendar, at(start, zone), at(due, zone)) == amount * MINUTE


@pytest.mark.parametrize(("day", "worked"), [("2026-03-07", 6.75), ("2026-03-14", 7.75), ("2026-10-31", 8.75)])
def test_a_night_shift_over_a_change_of_clocks(day: str, worked: float) -> None:
    """From 22:30 to 06:15 are 6 h 45 in a night that skips an hour, 8 h 45 in one that repeats it."""
    calendar = Calendar("America/New_York", WeekHours.parse("Sat 22:30-06:15"))
    start = at(f"{day}T22:00", "America/New_York")
    assert working_time(calendar, start, start + 12 * HOUR) == worked * HOUR
    assert windows(calendar, start, start + 12 * HOUR) == [(start + HOUR / 2, start + HOUR / 2 + worked * HOUR)]


@pytest.mark.parametrize(
    ("day", "zone", "length"),
    [
        ("2026-04-24", "Africa/Cairo", 23),
        ("2026-09-06", "America/Santiago", 23),
        ("2026-03-29", "Asia/Beirut", 23),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2026-10-04", "Australia/Lord_Howe", 23.5),
        ("2026-11-01", "America/New_York", 25),
        ("2026-06-01", "Asia/Kathmandu", 24),
        ("2011-12-30", "Pacific/Apia", 0),
    ],
)
def test_round_the_clock_is_as_long_as_the_day(day: str, zone: str, length: float) -> None:
    """Working round the clock is exactly the length of the day, whatever the clocks do."""
    start, end = zones.day_bounds(date.fromisoformat(day), zone)
    assert working_time(Calendar(zone, ALWAYS), start, end) == length * HOUR


def test_hours_inside_a_skipped_hour_do_not_exist() -> None:
    """Work from 02:00 to 03:00 does not happen in a night that skips it; the rest is cut at the change."""
    zone = "America/New_York"
    start, end = zones.day_bounds(date(2026, 3, 8), zone)
    assert windows(Calendar(zone, WeekHours.parse("Sun 2-3")), start, end) == []
    cut = Calendar(zone, WeekHours.parse("Sun 1:30-2:30 2:45-4"))
    assert windows(cut, start, end) == [(at("2026-03-08T01:30", zone), at("2026-03-08T04:00", zone))]


def test_a_time_that_only_touches_the_hours_holds_no_work() -> None:
    """Before opening and after closing there is no window, not even an empty one."""
    calendar = Calendar("UTC", OFFICE)
    assert windows(calendar, at("2026-11-24T00:00"), at("2026-11-24T09:00")) == []
    assert windows(calendar, at("2026-11-24T17:00"), at("2026-11-25T09:00")) == []


@given(calendars, instants, amounts)
def test_adding_is_the_earliest_instant_with_so_much_work(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    """The result is reached after exactly the amount, and one second earlier it was not."""
    try:
        due = add_working_time(calendar, start, amount)
    except NoWorkingHours:
        assert working_time(calendar, start, start + timedelta(days=3 * 365)) < amount
        return
    assert working_time(calendar, start, due) == amount
    if amount:
        assert working_time(calendar, start, due - timedelta(seconds=1)) < amount
    assert subtract_working_time(calendar, due, amount) >= start


@given(calendars, instants, amounts)
def test_subtracting_is_the_latest_instant_with_so_much_work_left(calendar: Calendar, end: datetime, amount: timedelta) -> None:
    """From the result exactly the amount is left, and one second later less."""
    try:
        start = subtract_working_time(calendar, end, amount)
    except NoWorkingHours:
        assert working_time(calendar, end - timedelta(days=3 * 365), end) < amount
        return
    assert working_time(calendar, start, end) == amount
    if amount:
        assert working_time(calendar, start + timedelta(seconds=1), end) < amount
    assert add_working_time(calendar, start, amount) <= end


@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar: Calendar, points: list[datetime]) -> None:
    """The work of two adjoining times is the work of both, over years too."""
    first, middle, last = points
    middle, last = min(middle, first + timedelta(days=90)), min(last, first + timedelta(days=180))
    parts = working_time(calendar, first, middle) + working_time(calendar, middle, last)
    assert working_time(calendar, first, last) == parts
    assert working_time(calendar, last, first) == timedelta(0)
    found = windows(calendar, first, last)
    assert sum((end - start for start, end in found), timedelta(0)) == parts
    edges = [edge for window in found for edge in window]
    assert edges == sorted(set(edges))


@given(st.sampled_from(["Asia/Jakarta", "Asia/Kathmandu", "UTC"]), weeks(1), instants, st.integers(0, 600))
def test_working_time_is_what_the_clock_on_the_wall_says(zone: str, hours: WeekHours, start: datetime, minutes: int) -> None:
    """Minute by minute, it is work when the wall clock is in a window of its day."""
    start = start.replace(second=0)
    counted = 0
    for minute in range(minutes):
        shown = zones.local(start + minute * MINUTE, zone)
        now = shown.hour * 60 + shown.minute
        counted += any(first <= now < last for first, last in hours.days[shown.weekday()])
    assert working_time(Calendar(zone, hours), start, start + minutes * MINUTE) == counted * MINUTE


@given(st.sampled_from(ZONES), instants, st.integers(1, 400))
def test_no_time_is_lost_or_made_at_a_change_of_clocks(zone: str, start: datetime, days: int) -> None:
    """Hours and their opposite, together, are all the time there is, in every zone and over every change."""
    day_shift = Calendar(zone, WeekHours.parse("Mon-Sun 01:30-13:15"))
    night_shift = Calendar(zone, WeekHours.parse("Mon-Sun 13:15-01:30"))
    end = start + timedelta(days=days)
    assert working_time(day_shift, start, end) + working_time(night_shift, start, end) == end - start


def test_without_hours_nothing_can_be_counted() -> None:
    """A calendar without hours, or with none that are not days off, is refused with a sentence."""
    now = at("2026-11-23T12:00")
    empty = Calendar("UTC", WeekHours())
    seldom = Calendar("UTC", WeekHours.parse("Mon 9-10"))
    for calendar, amount in ((empty, HOUR), (seldom, 200 * HOUR)):
        with pytest.raises(NoWorkingHours):
            add_working_time(calendar, now, amount)
        with pytest.raises(NoWorkingHours):
            subtract_working_time(calendar, now, amount)
    assert windows(empty, now, now + 100 * HOUR) == []
    with pytest.raises(ValueError, match="negative"):
        add_working_time(seldom, now, -HOUR)
    with pytest.raises(ValueError, match="negative"):
        subtract_working_time(seldom, now, -HOUR)


# The zone bar and the zones ribbon


@pytest.mark.parametrize(
    ("hours", "now", "kind", "minutes", "change"),
    [
        ("Mon-Fri 9-17", "2026-11-24T13:42", "in", None, "2026-11-24T17:00"),
        ("Mon-Fri 9-17", "2026-11-24T08:42", "opening", 18, "2026-11-24T09:00"),
        ("Mon-Fri 9-17", "2026-11-24T08:00", "opening", 60, "2026-11-24T09:00"),
        ("Mon-Fri 9-17", "2026-11-24T07:59", "out", None, "2026-11-24T09:00"),
        ("Mon-Fri 9-17", "2026-11-24T16:20:30", "closing", 40, "2026-11-24T17:00"),
        ("Mon-Fri 9-17", "2026-11-24T17:00", "out", None, "2026-11-25T09:00"),
        ("Mon-Fri 9-17", "2026-11-27T18:00", "out", None, "2026-11-30T09:00"),
        ("Mon-Fri 9-12 13-17", "2026-11-24T11:30", "closing", 30, "2026-11-24T12:00"),
        ("Mon-Fri 22:00-02:00", "2026-11-24T23:30", "in", None, "2026-11-25T02:00"),
        ("Mon-Fri 9-17", "2026-12-25T10:00", "holiday", None, "2026-12-28T09:00"),
        ("Sun-Thu 9-17", "2026-12-25T10:00", "out", None, "2026-12-27T09:00"),
        ("24/7", "2026-11-30T10:00", "in", None, "2026-12-25T00:00"),
        ("", "2026-11-24T10:00", "out", None, None),
    ],
)
def test_the_state_of_somebodys_hours(hours: str, now: str, kind: str, minutes: int | None, change: str | None) -> None:
    """In hours, about to open or close, out of hours or on holiday, and when that changes."""
    zone = "Europe/Oslo"
    state = hour_state(Calendar(zone, WeekHours.parse(hours), "NO"), at(now, zone))
    assert (state.kind, state.minutes) == (kind, minutes)
    if kind == "in" and hours == "24/7":
        assert state.next_change is None
    else:
        assert state.next_change == (at(change, zone) if change else None)
    assert (state.holiday is not None) == (kind == "holiday")


def test_the_ribbon_of_two_zones() -> None:
    """Half hours are told apart by who works: both, only the client, only me, nobody."""
    mine = Calendar("Asia/Jakarta", WeekHours.parse("Mon-Fri 13:00-22:00"))
    theirs = Calendar("Europe/London", OFFICE)
    found = ribbon(mine, theirs, at("2026-11-24T12:00", "Asia/Jakarta"))
    assert len(found) == 32
    assert found == ("off",) * 2 + ("mine",) * 6 + ("both",) * 12 + ("theirs",) * 4 + ("off",) * 8
    assert len(ribbon(mine, theirs, at("2026-11-24T12:00"), hours=3, steps_per_hour=4)) == 12


def test_notice_of_changes_of_clocks() -> None:
    """A client's change, or mine, is told three weeks ahead with what it means for me; a common one not."""
    jakarta = shift_notices("Asia/Jakarta", ["Europe/London", "Asia/Tokyo"], at("2026-10-10T00:00"))
    assert jakarta == (ShiftNotice("Europe/London", at("2026-10-25T01:00"), HOUR),)
    spring = shift_notices("Asia/Manila", ["Australia/Sydney"], at("2026-03-20T00:00"))
    assert spring == (ShiftNotice("Australia/Sydney", at("2026-04-04T16:00"), HOUR),)
    mine = shift_notices("Europe/Oslo", ["Asia/Jakarta", "Europe/London", "Europe/Oslo"], at("2026-10-10T00:00"))
    assert mine == (ShiftNotice("Asia/Jakarta", at("2026-10-25T01:00"), -HOUR),)
    skew = shift_notices("Europe/Oslo", ["America/New_York"], at("2026-03-07T00:00"), timedelta(weeks=4))
    assert skew == (
        ShiftNotice("America/New_York", at("2026-03-08T07:00"), -HOUR),
        ShiftNotice("America/New_York", at("2026-03-29T01:00"), HOUR),
    )
    assert shift_notices("America/Los_Angeles", ["America/New_York"], at("2026-03-07T00:00")) == ()
    assert shift_notices("Asia/Jakarta", ["Europe/London"], at("2026-11-10T00:00")) == ()


# Urgency

MINE = Calendar("Asia/Jakarta", WeekHours.parse("Mon-Fri 09:00-17:00"))
LONDON = Calendar("Europe/London", OFFICE)


def mine_at(text: str) -> datetime:
    """The instant of a wall time of mine."""
    return at(text, "Asia/Jakarta")


@pytest.mark.parametrize(
    ("due", "remaining", "promise", "urgent"),
    [
        (None, None, None, None),
        (None, 2 * HOUR, None, None),
        # 24 hours before, or on Friday if only Monday morning is left
        ("2026-11-26T15:00", None, None, "2026-11-25T15:00"),
        ("2026-11-30T10:00", None, None, "2026-11-27T16:00"),
        # 12 hours of work before Thursday 15:00
        ("2026-11-26T15:00", 6 * HOUR, None, "2026-11-25T11:00"),
        ("2026-11-26T15:00", 10 * HOUR, None, "2026-11-24T11:00"),
        ("2026-11-26T15:00", timedelta(0), None, "2026-11-25T15:00"),
        ("2026-11-26T15:00", -HOUR, None, "2026-11-25T15:00"),
        # four hours of London before 10:00 in London
        (None, None, "2026-11-24T17:00", "2026-11-23T21:00"),
        ("2026-11-26T15:00", None, "2026-11-24T17:00", "2026-11-23T21:00"),
    ],
)
def test_from_when_a_card_is_urgent(due: str | None, remaining: timedelta | None, promise: str | None, urgent: str | None) -> None:
    """The earliest of a day before, twice the work left, four business hours before the promise."""
    instant = urgent_from(mine_at(due) if due else None, remaining, MINE, mine_at(promise) if promise else None, LONDON)
    assert instant == (mine_at(urgent) if urgent else None)


def test_urgency_without_hours() -> None:
    """Where no hours are known, the day before and four hours before the promise count, and nothing fails."""
    nobody = Calendar("UTC", WeekHours())
    due = at("2026-11-26T15:00")
    assert urgent_from(due, 9 * HOUR, nobody) == due - 24 * HOUR
    assert urgent_from(None, None, nobody, due) == due - 4 * HOUR
    lately = urgent_from(due, 9000 * HOUR, Calendar("UTC", WeekHours.parse("Mon 9-10")))
    assert lately == due - timedelta(days=3 * 366)


def test_why_a_card_is_urgent() -> None:
    """The reason is the one that helps most, with its figures."""
    due = mine_at("2026-11-24T16:18")
    now = mine_at("2026-11-24T15:00")
    assert why_urgent(now, due, 2 * HOUR, MINE) == Reason("hours_left", 78 * MINUTE, 2 * HOUR, 78 * MINUTE)
    assert why_urgent(now, due, None, MINE) == Reason("due_soon", 78 * MINUTE)
    assert why_urgent(now, due, 10 * MINUTE, MINE) == Reason("due_soon", 78 * MINUTE, 10 * MINUTE)
    assert why_urgent(due + HOUR, due, HOUR, MINE) == Reason("overdue", -HOUR, HOUR)
    assert why_urgent(now, None, None, MINE, now + HOUR) == Reason("promise", HOUR)
    assert why_urgent(now, None, None, MINE, now - HOUR) == Reason("promise", -HOUR)
    assert why_urgent(now, due, None, MINE, now + HOUR) == Reason("promise", HOUR)
    assert why_urgent(now, due, None, MINE, due + HOUR) == Reason("due_soon", 78 * MINUTE)
    assert why_urgent(now, now + 48 * HOUR, None, MINE, now + 49 * HOUR) is None
    assert why_urgent(now, mine_at("2026-11-30T10:00"), 10 * HOUR, MINE) is None
    assert why_urgent(now, None, HOUR, MINE, pinned=Urgency.YES) == Reason("pinned", remaining=HOUR)
    assert why_urgent(due + HOUR, due, HOUR, MINE, pinned=Urgency.NO) is None


@given(
    st.none() | instants,
    st.none() | amounts,
    st.none() | instants,
    calendars,
    calendars,
    st.timedeltas(timedelta(days=-30), timedelta(days=3)),
)
def test_the_reason_and_the_instant_agree(
    due: datetime | None,
    remaining: timedelta | None,
    promise: datetime | None,
    mine: Calendar,
    theirs: Calendar,
    later: timedelta,
) -> None:
    """A card has a reason to be urgent exactly from the instant on that was computed for it."""
    start = urgent_from(due, remaining, mine, promise, theirs)
    now = (due or promise or at("2026-11-23T12:00")) + later
    for moment in (now, start, start - timedelta(seconds=1)) if start else (now,):
        reason = why_urgent(moment, due, remaining, mine, promise, theirs)
        assert (reason is not None) == (start is not None and moment >= start)
