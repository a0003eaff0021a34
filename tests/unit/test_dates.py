from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui import dates, zones

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""A Tuesday: 08:42 in New York, 13:42 in London, 20:42 in Jakarta."""

NEW_YORK, LONDON, JAKARTA = "America/New_York", "Europe/London", "Asia/Jakarta"


def read(text: str, zone: str = NEW_YORK, now: datetime = NOW, **more: Any) -> str | None:
    """What is understood as ``text zone-if-another note-if-any``."""
    found = dates.understand(text, now=now, zone=zone, **more)
    if found is None:
        return None
    where = "" if found.said.zone == zone else f" {found.said.zone}"
    return found.said.text + where + (f" {found.note}" if found.note else "")


TABLE = [
    # days, in both languages
    ("today", "2026-11-24"), ("hari ini", "2026-11-24"), ("tomorrow", "2026-11-25"), ("besok", "2026-11-25"),
    ("lusa", "2026-11-26"), ("day after tomorrow", "2026-11-26"), ("yesterday", "2026-11-23"),
    ("kemarin", "2026-11-23"),
    ("tonight", "2026-11-24T20:00"), ("nanti malam", "2026-11-24T20:00"), ("malam ini", "2026-11-24T20:00"),
    ("TOMORROW", "2026-11-25"), ("  besok ", "2026-11-25"), ("besok.", "2026-11-25"),
    # weekdays: the next one to come, today's a week ahead unless a later time today
    ("fri", "2026-11-27"), ("Friday", "2026-11-27"), ("jumat", "2026-11-27"), ("jum", "2026-11-27"),
    ("Jum’at", "2026-11-27"),
    ("on friday", "2026-11-27"), ("by fri", "2026-11-27"), ("hari jumat", "2026-11-27"),
    ("sat", "2026-11-28"),
    ("sen", "2026-11-30"), ("minggu", "2026-11-29"), ("hari minggu", "2026-11-29"), ("tue", "2026-12-01"),
    ("selasa", "2026-12-01"), ("tue 3pm", "2026-11-24T15:00"), ("tue 8am", "2026-12-01T08:00"),
    ("selasa jam 4 sore", "2026-11-24T16:00"), ("next fri", "2026-12-04"), ("jumat depan", "2026-12-04"),
    ("senin depan", "2026-11-30"), ("next week fri", "2026-12-04"), ("jumat minggu depan", "2026-12-04"),
    ("this fri", "2026-11-27"), ("jumat ini", "2026-11-27"), ("this mon", None),
    # spans
    ("in 3 days", "2026-11-27"), ("3 hari lagi", "2026-11-27"), ("tiga hari lagi", "2026-11-27"),
    ("+3d", "2026-11-27"),
    ("+3hari", "2026-11-27"), ("+2w", "2026-12-08"), ("in a week", "2026-12-01"),
    ("seminggu lagi", "2026-12-01"),
    ("in 2 hours", "2026-11-24T10:42"), ("2 jam lagi", "2026-11-24T10:42"), ("+30m", "2026-11-24T09:12"),
    ("30 menit lagi", "2026-11-24T09:12"), ("setengah jam lagi", "2026-11-24T09:12"),
    ("+1bulan", "2026-12-24"),
    ("in 3 days at 3pm", "2026-11-27T15:00"), ("3 hari lagi jam 9 pagi", "2026-11-27T09:00"),
    ("next week", "2026-11-30"), ("minggu depan", "2026-11-30"), ("next month", "2026-12-01"),
    ("bulan depan", "2026-12-01"),
    ("end of month", "2026-11-30"), ("akhir bulan", "2026-11-30"), ("eom", "2026-11-30"),
    ("end of next month", "2026-12-31"),
    ("akhir bulan depan", "2026-12-31"), ("end of week", "2026-11-27"), ("akhir minggu", "2026-11-27"),
    # named and numbered days
    ("5 Dec", "2026-12-05"), ("5 Des", "2026-12-05"), ("Dec 5", "2026-12-05"),
    ("5th of december", "2026-12-05"),
    ("December 5th, 2027", "2027-12-05"), ("17 Agustus", "2027-08-17"), ("24 Nov", "2026-11-24"),
    ("29 feb", "2028-02-29"),
    ("fri 27 nov", "2026-11-27"), ("jumat, 27 november 2026", "2026-11-27"), ("fri 28 nov", None),
    ("tgl 1", "2026-12-01"),
    ("tanggal 5 bulan depan", "2026-12-05"), ("by the 15th", "2026-12-15"), ("2026-12-01", "2026-12-01"),
    ("2026-12-01T15:00", "2026-12-01T15:00"), ("2026-12-01 15:00", "2026-12-01T15:00"),
    ("2026-12-01T15:00Z", "2026-12-01T15:00 UTC"),
    ("27/11", "2026-11-27"), ("27/11/2026", "2026-11-27"), ("27/11/26", "2026-11-27"),
    ("27.11.2026", "2026-11-27"),
    ("27-11-2026", "2026-11-27"), ("3/4", "2027-04-03"), ("27/11 3pm", "2026-11-27T15:00"),
    # times: alone the next that comes
    ("3pm", "2026-11-24T15:00"), ("3 pm", "2026-11-24T15:00"), ("3:30pm", "2026-11-24T15:30"),
    ("15:00", "2026-11-24T15:00"),
    ("15.00", "2026-11-24T15:00"), ("8am", "2026-11-25T08:00"), ("08:42", "2026-11-25T08:42"),
    ("12am", "2026-11-25T00:00"),
    ("12pm", "2026-11-24T12:00"), ("noon", "2026-11-24T12:00"), ("tengah hari", "2026-11-24T12:00"),
    ("midnight", "2026-11-25T00:00"), ("tengah malam", "2026-11-25T00:00"),
    ("fri midnight", "2026-11-28T00:00"),
    ("jam 3 sore", "2026-11-24T15:00"), ("pukul 15.00", "2026-11-24T15:00"),
    ("jam 12 malam", "2026-11-25T00:00"),
    ("jam setengah 4 sore", "2026-11-24T15:30"), ("jam setengah empat sore", "2026-11-24T15:30"),
    ("nanti sore", "2026-11-24T16:00"),
    ("nanti malam jam 8", "2026-11-24T20:00"), ("tonight at 8", "2026-11-24T20:00"),
    ("morning", "2026-11-24T09:00"),
    ("this afternoon", "2026-11-24T15:00"), ("pagi ini", "2026-11-24T09:00"),
    # day and time together
    ("fri 3pm", "2026-11-27T15:00"), ("3pm fri", "2026-11-27T15:00"), ("fri at 3pm", "2026-11-27T15:00"),
    ("besok 15.00", "2026-11-25T15:00"), ("besok jam 3 sore", "2026-11-25T15:00"),
    ("besok sore jam 3", "2026-11-25T15:00"),
    ("besok pukul 15.00", "2026-11-25T15:00"), ("besok jam 15.00", "2026-11-25T15:00"),
    ("besok pagi jam 9", "2026-11-25T09:00"),
    ("jumat jam 9 pagi", "2026-11-27T09:00"), ("lusa siang", "2026-11-26T13:00"),
    ("besok 9 pagi", "2026-11-25T09:00"),
    ("tomorrow morning", "2026-11-25T09:00"), ("tomorrow evening", "2026-11-25T19:00"),
    ("jumat malam", "2026-11-27T20:00"),
    ("tomorrow 2:30am", "2026-11-25T02:30"), ("next week fri 3pm", "2026-12-04T15:00"),
    ("5 mei 2027 jam 10.30", "2027-05-05T10:30"),
    ("November 27, 2026 at 3:00 PM", "2026-11-27T15:00"),
    # zones
    ("3pm wib", "2026-11-25T15:00 Asia/Jakarta"), ("fri 15:00 ny", "2026-11-27T15:00"),
    ("besok 10.00 saya", "2026-11-25T10:00 Asia/Jakarta"), ("fri 9am mine", "2026-11-27T09:00 Asia/Jakarta"),
    ("3pm Asia/Tokyo", "2026-11-25T15:00 Asia/Tokyo"), ("5 dec 15:00 utc", "2026-12-05T15:00 UTC"),
    ("fri 3pm london", "2026-11-27T15:00 Europe/London"),
    ("fri 3pm San Francisco", "2026-11-27T15:00 America/Los_Angeles"),
    # forms only the library knows
    ("27 Nov. 2026 15:00:00", "2026-11-27T15:00"), ("27-Nov-2026", "2026-11-27"),
    ("2026 Nov 27", "2026-11-27"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE)
@pytest.mark.parametrize("language", ["en", "id"])
def test_table(text: str, expected: str | None, language: str) -> None:
    """Dates are read the same whatever the language."""
    assert read(text, language=language, mine=JAKARTA) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("today", JAKARTA, "2026-11-24"),
        ("tonight", JAKARTA, "2026-11-24"),  # 20:00 is past: before the night is over
        ("this afternoon", JAKARTA, None),
        ("sore", JAKARTA, "2026-11-25T16:00"),
        ("nanti malam jam 9", JAKARTA, "2026-11-24T21:00"),
        ("tue 9pm", JAKARTA, "2026-11-24T21:00"),
        ("tue 8pm", JAKARTA, "2026-12-01T20:00"),
        ("8:42 pm", JAKARTA, "2026-11-25T20:42"),
        ("8:43 pm", JAKARTA, "2026-11-24T20:43"),
        ("jam 3 sore", LONDON, "2026-11-24T15:00"),
        ("1pm", LONDON, "2026-11-25T13:00"),
        ("2 jam lagi", LONDON, "2026-11-24T15:42"),
    ],
)
def test_zone_of_the_date(text: str, zone: str, expected: str | None) -> None:
    """Today and now are those of the zone in which the date is said."""
    assert read(text, zone) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "10", "may", "mar", "in sat", "50% off", "5th wave", "monthly report", "the 15th",
        "paprika", "jam", "jam 3",
        "besok jam 3", "at 9", "tomorrow at 9", "3pm IST", "fri 3pm EST", "3pm CST", "besok at", "by", "on",
        "0", "25:00",
        "24:30", "13pm", "0pm", "12:60", "31/11", "0/0", "30 feb", "2026-13-01", "2026-02-29", "fri sat",
        "fri 3pm 4pm",
        "today tomorrow", "malam jumat", "malam jumat jam 8", "15.00 pagi", "jam 2 pagi sore", "2 minggu",
        "3 hari", "+3", "3d",
        "next", "depan", "minggu lalu", "minggu ini", "this week", "5 dec 5 dec", "in 2 hours 3pm",
        "fri wib", "9999999999", "+9999y",
        "november", "2026", "5 foo", "foo 5", "1/2/3/4", "99/99/9999", "in half an hour",
        "fri 3pm besok lusa", "\ud800", "٣pm",
        "3pm mine",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "id"])
def test_no_date(text: str, language: str) -> None:
    """What is no date, or could be two, is not read: not one of these is silently wrong."""
    assert read(text, language=language) is None


def test_language_decides_little() -> None:
    """Only min and hr depend on the language; the order of 3/4 is a setting of its own."""
    assert read("min", language="id") == "2026-11-29"
    assert read("min", language="en") is None
    assert read("2 hr lagi", language="id") is None
    assert read("2 hr from now", language="en") == "2026-11-24T10:42"
    assert read("3/4", order="mdy") == "2027-03-04"
    assert read("27/11", order="mdy") == "2026-11-27"
    assert read("12/11/2026", order="dmy") == "2026-11-12"
    assert read("12/11/2026", order="mdy") == "2026-12-11"
    assert read("12.11.2026", order="mdy") == "2026-11-12"


MARCH = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
"""The day before clocks in New York skip from 02:00 to 03:00."""

OCTOBER = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
"""The day before clocks in London go back from 02:00 to 01:00."""


SECOND_HOUR = datetime(2026, 10, 25, 0, 30, 15, tzinfo=UTC)
"""In London the first 01:30 of that night; an hour later it is 01:30 again."""

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "now", "zone", "expected", "instant"),
    [
        ("tomorrow 9am", MARCH, NEW_YORK, "2026-03-08T09:00", datetime(2026, 3, 8, 13, 0)),
        ("tomorrow 2:30am", MARCH, NEW_YORK, "2026-03-08T03:30 gap", datetime(2026, 3, 8, 7, 30)),
        ("besok 02.30", MARCH, NEW_YORK, "2026-03-08T03:30 gap", datetime(2026, 3, 8, 7, 30)),
        ("tomorrow", MARCH, NEW_YORK, "2026-03-08", datetime(2026, 3, 9, 4, 0)),
        ("today", MARCH, NEW_YORK, "2026-03-07", datetime(2026, 3, 8, 5, 0)),
        ("tomorrow 01:30", OCTOBER, LONDON, "2026-10-25T01:30 first", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 01:30", OCTOBER, LONDON, "2026-10-25T01:30 first", datetime(2026, 10, 25, 0, 30)),
        ("tomorrow", OCTOBER, LONDON, "2026-10-25", datetime(2026, 10, 26, 0, 0)),
        ("tomorrow 9am", OCTOBER, LONDON, "2026-10-25T09:00", datetime(2026, 10, 25, 9, 0)),
        # the second 01:30 cannot be said in London's time
        ("in 1 hour", SECOND_HOUR, LONDON, "2026-10-25T01:30 UTC", datetime(2026, 10, 25, 1, 30)),
        ("in 1 hour", SECOND_HOUR - HOUR, LONDON, "2026-10-25T01:30", datetime(2026, 10, 25, 0, 30)),
        ("in 24 hours", MARCH, NEW_YORK, "2026-03-08T13:00", datetime(2026, 3, 8, 17, 0)),
        # midnight does not exist
        ("24 apr 2026", MARCH, "Africa/Cairo", "2026-04-24", datetime(2026, 4, 24, 21, 0)),
        ("23 apr 2026", MARCH, "Africa/Cairo", "2026-04-23", datetime(2026, 4, 23, 22, 0)),
    ],
)  # fmt: skip
def test_clock_changes(text: str, now: datetime, zone: str, expected: str, instant: datetime) -> None:
    """A time that clocks skip is moved, of two the first is taken, both are noted, and hours are real hours."""
    found = dates.understand(text, now=now, zone=zone)
    assert found is not None
    assert read(text, zone, now) == expected
    assert found.instant == instant.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-23"), ("kemarin", "2026-11-23"), ("today", "2026-11-24"),
        ("2 hours ago", "2026-11-24T06:42"),
        ("2 jam yang lalu", "2026-11-24T06:42"), ("30 menit yang lalu", "2026-11-24T08:12"),
        ("sejam yang lalu", "2026-11-24T07:42"),
        ("3 hari yg lalu", "2026-11-21"), ("fri", "2026-11-20"), ("jumat lalu", "2026-11-20"),
        ("last fri", "2026-11-20"),
        ("yesterday 9am", "2026-11-23T09:00"), ("kemarin sore", "2026-11-23T16:00"),
        ("8am", "2026-11-24T08:00"),
        ("9:00", "2026-11-23T09:00"), ("tue", None), ("5 dec", "2025-12-05"), ("24 nov", "2026-11-24"),
        ("tomorrow", None),
        ("besok", None), ("next week", None), ("in 2 hours", None), ("tadi pagi", None), ("2026-11-25", None),
    ],
)  # fmt: skip
def test_times_that_were(text: str, expected: str | None) -> None:
    """For work that is done, the latest such time that was is meant, and never one to come."""
    assert read(text, past=True) == expected


PLAIN = [
    "monthly report", "5th wave", "The 9/11 report", "paprika", "march of dimes", "50% off", "call 10",
    "you may", "re: shovel",
    "C# course", "a@b.com", "see http://x/#y", "meet at the mall", "under the sun", "kerja 2 minggu",
    "dua minggu", "per minggu",
    "good morning", "selamat pagi", "makan malam", "malam jumat", "mon - fri", "before fri",
    "sebelum jumat", "Black Friday",
    "call 3pm IST", "besok jam 3", "mon, wed, fri", "update to 3.10", "malam jumat jam 8",
    "workshop 9-10 dec", "9 - 10 dec",
    "Notes from yesterday", "laporan kemarin", "call 30 min", "part 1/2", "halaman 1/2", "support 24/7",
    "Plan 2026",
    "Windows 11", "today and tomorrow", "move call to friday", "rapat sampai jumat", "Notes from last fri",
    "awal bulan depan",
    "harga Rp 15.000", "3 kali sehari", "every tomorrow", "sat mat", "May", "size 42", "kerja 2 jam",
    "video 30 detik",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("language", ["en", "id"])
def test_plain_endings(text: str, language: str) -> None:
    """A title that only sounds like a date keeps all its words."""
    assert dates.trailing(text, now=NOW, zone=NEW_YORK, language=language) is None


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("Draft newsletter fri 3pm", "fri 3pm", "2026-11-27T15:00"),
        ("Draft newsletter by fri 3pm", "by fri 3pm", "2026-11-27T15:00"),
        ("Rapat besok jam 3 sore", "besok jam 3 sore", "2026-11-25T15:00"),
        ("Balas DM jum 15.00", "jum 15.00", "2026-11-27T15:00"),
        ("call dana sat", "sat", "2026-11-28"),
        ("Laporan minggu", "minggu", "2026-11-29"),
        ("makan siang besok", "besok", "2026-11-25"),
        ("Bayar listrik besok.", "besok.", "2026-11-25"),
        ("Kirim laporan akhir bulan", "akhir bulan", "2026-11-30"),
        ("Call Dana tomorrow morning at 9", "tomorrow morning at 9", "2026-11-25T09:00"),
        ("selesai 2 jam lagi", "2 jam lagi", "2026-11-24T10:42"),
        ("call 3pm london", "3pm london", "2026-11-24T15:00"),
        ("Room 5 fri", None, None),
        ("Buy 3 eggs tomorrow", "tomorrow", "2026-11-25"),
        ("Send 27 Nov. 2026 15:00:00", "27 Nov. 2026 15:00:00", "2026-11-27T15:00"),
        ("fri", "fri", "2026-11-27"),
        ("the day after tomorrow", "the day after tomorrow", "2026-11-26"),
        ("x " * 300 + "besok", "besok", "2026-11-25"),
    ],
)
def test_date_at_the_end(text: str, phrase: str | None, said: str | None) -> None:
    """The longest date at the end of a line is found, with where it begins."""
    found = dates.trailing(text, now=NOW, zone=NEW_YORK)
    if phrase is None:
        assert found is None
    else:
        assert found is not None
        assert (text[found[0] :], found[1].said.text) == (phrase, said)


def test_dotted_time_alone() -> None:
    """A lone 15.00 at the end is a time to an Indonesian and more likely a price to others."""
    assert dates.trailing("Rapat 15.00", now=NOW, zone=JAKARTA, language="id") is not None
    assert dates.trailing("Pay 15.00", now=NOW, zone=JAKARTA, language="en") is None
    assert dates.trailing("Meeting fri 15.00", now=NOW, zone=JAKARTA, language="en") is not None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120), ("2j", 120), ("1h30", 90), ("1h30m", 90), ("1j30", 90), ("90m", 90), ("45mnt", 45),
        ("1.5h", 90),
        ("1,5j", 90), ("2h 30m", 150), ("1:30", 90), ("45 menit", 45), ("2 jam", 120),
        ("2 jam 30 menit", 150), ("45 min", 45),
        ("0.25h", 15), ("sejam", 60), ("setengah jam", 30), ("an hour", 60), ("2H", 120), ("90", None),
        ("1h90", None), ("0m", None),
        ("", None), ("m", None), ("1:75", None), ("-2h", None), ("10d", None), ("2h 2h", None),
        ("9999h", None), ("٢h", None),
    ],
)  # fmt: skip
def test_duration(text: str, minutes: int | None) -> None:
    """Lengths of time are read in both languages, and m is always minutes."""
    assert dates.duration(text) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-10:37", (time(9), time(10, 37))), ("9:00-10:30", (time(9), time(10, 30))),
        ("9.00–10.30", (time(9), time(10, 30))),
        ("9am-11am", (time(9), time(11))), ("9-11pm", (time(21), time(23))), ("11-1pm", (time(11), time(13))),
        ("22:00-1:00", (time(22), time(1))), ("13 - 14", (time(13), time(14))), ("9-24", (time(9), time(0))),
        ("9-9", None), ("25-26", None), ("9:61-10", None), ("13pm-14pm", None), ("9", None), ("1-2-3", None),
    ],
)  # fmt: skip
def test_clock_range(text: str, expected: tuple[time, time] | None) -> None:
    """Ranges of times are on the 24-hour clock unless am or pm is said."""
    assert dates.clock_range(text) == expected


RECURRENCES = [
    ("every friday 3pm", "FREQ=WEEKLY;BYDAY=FR", "2026-11-27T15:00"),
    ("every fri at 3pm london", "FREQ=WEEKLY;BYDAY=FR", "2026-11-27T15:00"),
    ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-11-24"),
    ("setiap 2 minggu", "FREQ=WEEKLY;INTERVAL=2", "2026-11-24"),
    ("every 2 weeks on fri", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-27"),
    ("setiap 2 minggu hari jumat", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-27"),
    ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-27"),
    ("every last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
    ("every last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
    ("tiap akhir bulan", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
    ("every day", "FREQ=DAILY", "2026-11-24"),
    ("tiap hari jam 9 pagi", "FREQ=DAILY", "2026-11-24T09:00"),
    ("every day 8am", "FREQ=DAILY", "2026-11-25T08:00"),
    ("every morning", "FREQ=DAILY", "2026-11-24T09:00"),
    ("tiap pagi", "FREQ=DAILY", "2026-11-24T09:00"),
    ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-24"),
    ("setiap hari kerja", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-24"),
    ("every weekend", "FREQ=WEEKLY;BYDAY=SA,SU", "2026-11-28"),
    ("every week", "FREQ=WEEKLY", "2026-11-24"),
    ("tiap minggu", "FREQ=WEEKLY", "2026-11-24"),
    ("tiap hari minggu", "FREQ=WEEKLY;BYDAY=SU", "2026-11-29"),
    ("every month", "FREQ=MONTHLY", "2026-11-24"),
    ("every quarter", "FREQ=MONTHLY;INTERVAL=3", "2026-11-24"),
    ("setiap tahun", "FREQ=YEARLY", "2026-11-24"),
    ("every 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
    ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
    ("tiap tanggal 25", "FREQ=MONTHLY;BYMONTHDAY=25", "2026-11-25"),
    ("setiap bulan tanggal 5", "FREQ=MONTHLY;BYMONTHDAY=5", "2026-12-05"),
    ("every 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-12-01"),
    ("every 31st", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2026-11-30"),
    ("every mon and thu", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-26"),
    ("every mon, wed, fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-25"),
    ("tiap senin dan kamis 15.00", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-26T15:00"),
    ("tiap senin", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30"),
    ("every tue", "FREQ=WEEKLY;BYDAY=TU", "2026-11-24"),
    ("every tue 8am", "FREQ=WEEKLY;BYDAY=TU", "2026-12-01T08:00"),
    ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27"),
    ("every first monday of the month", "FREQ=MONTHLY;BYDAY=1MO", "2026-12-07"),
    ("setiap jumat pertama", "FREQ=MONTHLY;BYDAY=1FR", "2026-12-04"),
    ("every last weekday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30"),
    ("every 5 dec", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5", "2026-12-05"),
    ("tiap 17 agustus", "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=17", "2027-08-17"),
    ("every 29 feb", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2027-02-28"),
    ("every fri starting 4 dec", "FREQ=WEEKLY;BYDAY=FR", "2026-12-04"),
    ("tiap 2 minggu mulai senin depan", "FREQ=WEEKLY;INTERVAL=2", "2026-11-30"),
    ("every 3 days 9am wib", "FREQ=DAILY;INTERVAL=3", "2026-11-25T09:00"),
]


@pytest.mark.parametrize(("text", "rrule", "first"), RECURRENCES)
def test_recurrence(text: str, rrule: str, first: str) -> None:
    """What comes again is read as a rule of RFC 5545 and its first day or minute."""
    found = dates.recurrence(text, now=NOW, zone=NEW_YORK)
    assert found is not None
    assert (found.rrule, found.first.said.text, found.from_completion) == (rrule, first, False)


@pytest.mark.parametrize(("text", "rrule", "_first"), RECURRENCES)
def test_recurrence_is_a_rule(text: str, rrule: str, _first: str) -> None:
    """The rule, started at its first day, has that day as its first occurrence."""
    from dateutil.rrule import rrulestr

    found = dates.recurrence(text, now=NOW, zone=NEW_YORK)
    assert found is not None
    start = datetime.fromisoformat(found.first.said.text)
    assert rrulestr(found.rrule, dtstart=start)[0] == start


def test_month_end_returns_to_its_day() -> None:
    """The 31st falls on the last day of a shorter month and returns to the 31st."""
    from dateutil.rrule import rrulestr

    found = dates.recurrence("every 31st", now=NOW, zone=NEW_YORK)
    assert found is not None
    days = rrulestr(found.rrule, dtstart=datetime(2027, 1, 31)).xafter(datetime(2027, 1, 1), count=4)
    assert [(day.month, day.day) for day in days] == [(1, 31), (2, 28), (3, 31), (4, 30)]


def test_recurrence_from_completion() -> None:
    """An exclamation mark counts from the day the work was done."""
    for text in ("every! 3 days", "tiap! 3 hari"):
        found = dates.recurrence(text, now=NOW, zone=NEW_YORK)
        assert found is not None
        assert (found.rrule, found.from_completion) == ("FREQ=DAILY;INTERVAL=3", True)


@pytest.mark.parametrize(
    "text",
    [
        "every", "every day count", "every body", "everyday", "every 3 minutes", "every 0 days",
        "every 32nd", "every 30th and 31st",
        "every friday 3pm IST", "every fri jam 3", "every fri starting 3pm", "every min", "friday",
        "every tomorrow", "tiap",
        "every 15", "every fri fri 3pm 4pm", "every 2 weeks 3 days", "",
    ],
)  # fmt: skip
def test_no_recurrence(text: str) -> None:
    """What says no rule, or an unclear one, is not read."""
    assert dates.recurrence(text, now=NOW, zone=NEW_YORK) is None


def test_recurrence_at_the_end() -> None:
    """“every …” is found at the end of a line, and only if all of it is a rule."""
    found = dates.trailing_recurrence("Every post: check stats every mon 9am", now=NOW, zone=NEW_YORK)
    assert found is not None
    assert (found[0], found[1].rrule) == (24, "FREQ=WEEKLY;BYDAY=MO")
    assert dates.trailing_recurrence("Make every day count", now=NOW, zone=NEW_YORK) is None


# Any text at all

_WORDS = """
today hari ini besok lusa fri jumat min sat next depan in 3 days lagi +3d week minggu month bulan end of akhir 5 Dec Des
17 Agustus 2026-12-01 27/11 27/11/2026 3pm 15:00 15.00 02:30 jam pukul setengah sore pagi siang malam nanti noon
tengah midnight morning tomorrow tonight at by on wib utc ny mine saya asia/tokyo london ist a an 10 may every tiap yang
lalu ago, hours 24:00 12 99 last this the 15th starting mulai and dan 31st 0 tanggal 1901 01/01/1905 2199-12-31
"""
WORDS = st.sampled_from(_WORDS.split())
PHRASES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
ZONES = st.sampled_from(
    [
        NEW_YORK,
        LONDON,
        JAKARTA,
        "UTC",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Africa/Cairo",
        "Pacific/Apia",
        "Europe/Dublin",
    ]
)
INSTANTS = st.datetimes(datetime(1975, 1, 2), datetime(2036, 12, 30), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
LANGUAGES = st.sampled_from(["en", "id"])


def check(found: dates.Understood, zone: str) -> None:
    """What was understood is what its stored form means, now and when it is read again."""
    said = found.said
    assert zones.exists(said.zone)
    assert found.instant.tzinfo is UTC
    assert found.instant == zones.end_of_said(said.text, said.zone)
    if not said.is_day:
        assert zones.resolve(datetime.fromisoformat(said.text), said.zone).wall.isoformat(timespec="minutes") == said.text
    again = dates.understand(said.text, now=NOW, zone=said.zone)
    assert again is not None
    assert (again.said, again.instant) == (said, found.instant)


@given(text=st.text(), zone=ZONES, now=INSTANTS, language=LANGUAGES, past=st.booleans())
def test_any_text(text: str, zone: str, now: datetime, language: str, past: bool) -> None:
    """No text makes it fail."""
    dates.understand(text, now=now, zone=zone, language=language, past=past)
    dates.trailing(text, now=now, zone=zone, language=language, past=past)
    dates.recurrence(text, now=now, zone=zone, language=language)
    dates.recurrence("every " + text, now=now, zone=zone, language=language)
    dates.trailing_recurrence(text, now=now, zone=zone, language=language)
    dates.duration(text)
    dates.clock_range(text)


@given(text=PHRASES, zone=ZONES, now=INSTANTS, language=LANGUAGES, past=st.booleans())
def test_any_phrase(text: str, zone: str, now: datetime, language: str, past: bool) -> None:
    """Whatever is understood, its instant is that of its stored form, and reading it again changes nothing."""
    found = dates.understand(text, now=now, zone=zone, language=language, mine=JAKARTA, past=past)
    if found is not None:
        check(found, zone)
        if past and not found.said.is_day:
            assert found.instant <= now
    ending = dates.trailing("word " + text, now=now, zone=zone, language=language, mine=JAKARTA)
    if ending is not None:
        check(ending[1], zone)
        assert ending[0] == 0 or ("word " + text)[ending[0] - 1] == " "
    rule = dates.recurrence("every " + text, now=now, zone=zone, language=language, mine=JAKARTA)
    if rule is not None:
        check(rule.first, zone)
        assert rule.first.instant > now


@given(text=PHRASES, now=INSTANTS, zone=ZONES)
def test_time_alone_is_next(text: str, now: datetime, zone: str) -> None:
    """A time alone is within the day to come, on the next day at most."""
    found = dates.understand("15:00", now=now, zone=zone)
    assert found is not None
    assert timedelta(0) < found.instant - now <= timedelta(hours=25)
    weekday = dates.understand("fri", now=now, zone=zone)
    assert weekday is not None
    ahead = (date.fromisoformat(weekday.said.text) - zones.today(now, zone)).days
    assert 1 <= ahead <= 7


@given(minutes=st.integers(1, 59_999))
def test_durations_round_trip(minutes: int) -> None:
    """Every length of time that is written in hours and minutes is read as it was."""
    hours, rest = divmod(minutes, 60)
    texts = [f"{hours}h{rest:02}", f"{hours}j {rest}m", f"{hours}:{rest:02}", f"{hours} jam {rest} menit"]
    assert {dates.duration(text) for text in texts} == {timedelta(minutes=minutes)}


@given(text=st.text("qxzµßé", min_size=1, max_size=20), day=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_iso_days(text: str, day: date) -> None:
    """An ISO day is that day, in every order and language, and words beside it are not overlooked."""
    for order in ("dmy", "mdy"):
        assert read(day.isoformat(), order=order) == day.isoformat()
    assert read(f"{day.isoformat()} {text}") is None


def test_long_text_is_quick() -> None:
    """A very long text is refused at once, and its end is still looked at."""
    text = "tomorrow " * 10_000
    assert dates.understand(text, now=NOW, zone=NEW_YORK) is None
    assert dates.trailing(text, now=NOW, zone=NEW_YORK) is None
    assert dates.trailing("x" * 40_000, now=NOW, zone=NEW_YORK) is None


def test_library_stays_unloaded() -> None:
    """Ordinary dates and titles never load the library for dates."""
    code = """
import sys
from datetime import UTC, datetime
from vatui import dates
now = datetime(2026, 11, 24, tzinfo=UTC)
for text in ("fri 3pm", "besok jam 3 sore", "Annual report 2026", "The 9/11 report", "may 5", "27/11", "march 2026"):
    dates.understand(text, now=now, zone="UTC")
    dates.trailing("Write " + text, now=now, zone="UTC")
assert "dateparser" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
