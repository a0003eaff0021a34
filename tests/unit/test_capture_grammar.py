from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui.capture_grammar import (
    Capture,
    Known,
    KnownClient,
    KnownPerson,
    KnownStage,
    literal,
    parse,
    split_items,
)

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""A Tuesday: 20:42 in Jakarta, where the person sits, 08:42 in New York."""

KNOWN = Known(
    now=NOW,
    my_zone="Asia/Jakarta",
    clients=(
        KnownClient(1, "ACM", "Acme Studio", "America/New_York"),
        KnownClient(2, "KOP", "Kopi Nusantara", "Asia/Jakarta"),
        KnownClient(3, "BLM", "Bloom & Co", "Europe/London"),
        KnownClient(4, "BLU", "Blue Harbour", "Europe/London"),
        KnownClient(5, "REB", "Rebecca Née", "Europe/Paris"),
    ),
    people=(KnownPerson(7, "Dita Sari"), KnownPerson(8, "Budi"), KnownPerson(9, "Budiman")),
    tags=frozenset({"social", "Inbox"}),
    stages={1: (KnownStage(11, "To do", "ready"), KnownStage(12, "Client review", "review"), KnownStage(13, "Done", "done"))},
    templates=frozenset({"social month", "onboarding"}),
)


def due(capture: Capture) -> str | None:
    """The due date as it was said, and where."""
    return f"{capture.due.said.text} {capture.due.said.zone}" if capture.due else None


def chips(capture: Capture) -> list[str]:
    """The parts as ``kind:text``."""
    return [f"{part.kind}:{part.text}" for part in capture.parts]


def test_card() -> None:
    """The line of the manual is read whole, with its places."""
    text = "acme: Draft newsletter fri 3pm !! ~2h #social"
    capture = parse(text, KNOWN)
    assert (capture.kind, capture.client_id, capture.title) == ("card", 1, "Draft newsletter")
    assert due(capture) == "2026-11-27T15:00 America/New_York"
    assert capture.due is not None
    assert capture.due.instant == datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    assert (capture.important, capture.urgency) == (True, "yes")
    assert (capture.estimate, capture.tags, capture.new_tags) == (timedelta(hours=2), ("social",), ())
    assert chips(capture) == ["client:acme:", "due:fri 3pm", "mark:!!", "estimate:~2h", "tag:#social"]
    assert all(text[part.start : part.end] == part.text for part in capture.parts)


def test_card_in_indonesian() -> None:
    """The same in Indonesian."""
    capture = parse("kopi: Balas DM Instagram besok jam 3 sore ! ~1j30 #cs @dita", replace(KNOWN, language="id"))
    assert (capture.client_id, capture.title, capture.important) == (2, "Balas DM Instagram", True)
    assert due(capture) == "2026-11-25T15:00 Asia/Jakarta"
    assert (capture.estimate, capture.new_tags, capture.helper_id) == (timedelta(minutes=90), ("cs",), 7)


def test_request() -> None:
    """A request keeps its words, also those that look like marks, but for its channel at the end."""
    capture = parse("acme> Can we swap   the #hero photo fri !! ? via wa", KNOWN)
    assert (capture.kind, capture.client_id, capture.channel) == ("request", 1, "wa")
    assert capture.title == "Can we swap   the #hero photo fri !! ?"
    assert (capture.due, capture.tags) == (None, ())
    lines = parse('acme> "Two lines"\n  and more lewat WhatsApp', KNOWN)
    assert (lines.title, lines.channel, lines.checklist) == ('"Two lines"\n  and more', "wa", ())


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("via email", "em"), ("lewat em", "em"), ("via Slack", "sl"), ("via phone", "ph"), ("lewat telepon", "ph"),
        ("via sms", "sms"), ("via tg", "tg"), ("via teams", "te"), ("via zm", "zm"), ("via form", "form"), ("via Signal", "Signal"),
    ],
)  # fmt: skip
def test_channels(written: str, channel: str) -> None:
    """Channels are read by all their names; another one stays as it was typed."""
    capture = parse(f"acme> Please call {written}", KNOWN)
    assert (capture.title, capture.channel) == ("Please call", channel)


def test_note() -> None:
    """A note is kept as it is."""
    capture = parse('acme= prefers "voice notes" before 10 !! via wa // ok', KNOWN)
    assert (capture.kind, capture.client_id) == ("note", 1)
    assert capture.title == 'prefers "voice notes" before 10 !! via wa // ok'


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("acme: x", 1), ("ACM: x", 1), ("acme studio: x", 1), ("Acme Studio : x", 1), ("acme:x", 1), ("blo: x", 3), ("blu: x", 4),
        ("rebecca nee: x", 5), ("rebecca née: x", 5), ("bloom & co: x", 3),
    ],
)  # fmt: skip
def test_client_is_found(text: str, client: int) -> None:
    """A client is written by code, name or the unique start of one, without regard to case and accents."""
    capture = parse(text, KNOWN)
    assert (capture.client_id, capture.title, capture.client_guess) == (client, "x", ())


def test_client_is_never_guessed_silently() -> None:
    """A name that is no client's, or several, stays in the title and the nearest are offered."""
    scoped = replace(KNOWN, scope_client_id=2)
    for text, guess in (("akme: x", (1,)), ("kopo: x", (2,)), ("bl: x", (3, 4))):
        capture = parse(text, scoped)
        assert (capture.client_id, capture.title, capture.client_guess) == (None, text, guess)
        assert capture.parts == ()


def test_scope() -> None:
    """With no client written, the scope is meant; a bare sign chooses the kind."""
    scoped = replace(KNOWN, scope_client_id=2)
    for text, kind, title in (
        ("call dana", "card", "call dana"),
        ("> call dana", "request", "call dana"),
        ("+ 45m call", "entry", "call"),
        ("= call", "note", "call"),
    ):
        capture = parse(text, scoped)
        assert (capture.kind, capture.client_id, capture.title) == (kind, 2, title)
    assert parse("> words", KNOWN).client_id is None
    assert parse("acme +3d", scoped).title == "acme"


PLAIN = [
    "re: shovel", "The 9/11 report", "paprika", "monthly report", "5th wave", "C# course", "a@b.com", "50% off",
    "see http://x/#y", "meet at the mall", "note: hi", "Re: Rebecca", "x >= 3", "a => b",
    "1 + 1 = 2", "5 < 6 > 4", "wow!",
    "#1 in the list", "and/or", "/unknown", "^", "@nobody", "@", "#", "~", "~soon", "due: never", "due:", "via wa", "https://x//y",
    "Ratio 16:9", "10:30 start", "due:nope thing", "\\", '"', '""', 'a "quoted" word', 'say "hi', "5\" pipe and 6\" pipe",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("language", ["en", "id"])
def test_plain(text: str, language: str) -> None:
    """What only looks like a mark stays text, in both languages."""
    capture = parse(text, replace(KNOWN, language=language))
    assert (capture.title, capture.parts, capture.client_id) == (text, (), None)
    assert capture == Capture("card", None, text)


@pytest.mark.parametrize(
    ("mark", "important", "urgency"),
    [("!", True, "auto"), ("!!", True, "yes"), ("!u", False, "yes"), ("! !u", True, "yes"), ("!u !", True, "yes")],
)
def test_marks(mark: str, important: bool, urgency: str) -> None:
    """Marks count only as words of their own, in any order."""
    capture = parse(f"Call {mark} Dana!", KNOWN)
    assert (capture.title, capture.important, capture.urgency) == ("Call Dana!", important, urgency)


@pytest.mark.parametrize(
    ("written", "minutes", "title"),
    [
        ("~2h", 120, "x"), ("~2j", 120, "x"), ("~1h30", 90, "x"), ("~90m", 90, "x"), ("~45mnt", 45, "x"), ("~2h 30m", 150, "x"),
        ("~2 jam 30 menit", 150, "x"), ("~1,5j", 90, "x"), ("~2h 30 pages", 120, "x 30 pages"), ("~2h ~3h", 120, "x ~3h"),
    ],
)  # fmt: skip
def test_estimate(written: str, minutes: int, title: str) -> None:
    """An estimate is read in both languages; m is minutes, and only one counts."""
    capture = parse(f"x {written}", KNOWN)
    assert (capture.estimate, capture.title) == (timedelta(minutes=minutes), title)


def test_people_tags_stages_templates() -> None:
    """Names are completed to what is known; what is unknown or could be two stays text."""
    capture = parse("acme: Post @dita_sari #SOCIAL #neu ^client /social", KNOWN)
    assert (capture.helper_id, capture.stage_id, capture.template) == (7, 12, "social month")
    assert (capture.tags, capture.new_tags, capture.title) == (("social", "neu"), ("neu",), "Post")
    assert parse("acme: Post ^to-do", KNOWN).stage_id == 11
    assert parse("acme: Post ^review", KNOWN).stage_id == 12
    assert parse("kopi: Post ^review", KNOWN).title == "Post ^review"
    assert parse("Post @budi", KNOWN).helper_id == 8
    assert parse("Post @bud", KNOWN).title == "Post @bud"
    client = parse("Post @bloom", KNOWN)
    assert (client.person_client_id, client.client_id, client.title) == (3, None, "Post")


def test_dates_anywhere() -> None:
    """Keyed dates are read anywhere, with quotes or without, and a bare one only if none is keyed."""
    capture = parse('acme: due:"next friday" Draft start:mon wait: 5 dec the rest', KNOWN)
    assert due(capture) == "2026-12-04 America/New_York"
    assert capture.start is not None
    assert capture.wait is not None
    assert (capture.start.said.text, capture.wait.said.text) == ("2026-11-30", "2026-12-05")
    assert capture.title == "Draft the rest"
    assert parse("x due:fri tomorrow", KNOWN).title == "x tomorrow"
    assert due(parse("x tenggat:besok", KNOWN)) == "2026-11-25 Asia/Jakarta"
    assert due(parse("x due:fri 3pm", KNOWN)) == "2026-11-27T15:00 Asia/Jakarta"


def test_zone_of_a_date() -> None:
    """A date is in the client's zone, or mine if that is set, or the one that is named."""
    assert due(parse("acme: x 3pm", KNOWN)) == "2026-11-24T15:00 America/New_York"
    assert due(parse("acme: x 3pm", replace(KNOWN, dates_in="mine"))) == "2026-11-25T15:00 Asia/Jakarta"
    assert due(parse("acme: x 3pm mine", KNOWN)) == "2026-11-25T15:00 Asia/Jakarta"
    assert due(parse("acme: x 3pm wita", KNOWN)) == "2026-11-25T15:00 Asia/Makassar"
    assert due(parse("x 3pm", KNOWN)) == "2026-11-25T15:00 Asia/Jakarta"
    assert due(parse("x 3pm", replace(KNOWN, scope_client_id=1))) == "2026-11-24T15:00 America/New_York"


def test_order_is_free() -> None:
    """The same marks in another order say the same."""
    one = parse("acme: Draft newsletter fri 3pm !! ~2h #social @budi", KNOWN)
    for text in (
        "acme: !! Draft @budi newsletter #social ~2h fri 3pm",
        "acme: ~2h #social Draft newsletter fri !! 3pm @budi",
        "acme: @budi #social !! ~2h Draft newsletter fri 3pm",
    ):
        assert replace(parse(text, KNOWN), parts=()) == replace(one, parts=())


def test_title_is_never_emptied() -> None:
    """A date that is all there is stays the title; a comma before a date goes with it."""
    assert parse("acme: fri", KNOWN).title == "fri"
    assert parse("every monday", KNOWN).title == "every monday"
    capture = parse("Draft, fri 3pm", KNOWN)
    assert (capture.title, chips(capture)) == ("Draft", ["due:, fri 3pm"])


@pytest.mark.parametrize(
    ("text", "rrule", "first"),
    [
        ("acme: Report every friday 3pm", "FREQ=WEEKLY;BYDAY=FR", "2026-11-27T15:00 America/New_York"),
        ("kopi: Laporan tiap senin", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30 Asia/Jakarta"),
        ("Report setiap 2 minggu #x", "FREQ=WEEKLY;INTERVAL=2", "2026-11-24 Asia/Jakarta"),
        ("Report every month due:31/12", "FREQ=MONTHLY", "2026-12-31 Asia/Jakarta"),
    ],
)
def test_repeat(text: str, rrule: str, first: str) -> None:
    """What comes again is due for the first time when its rule begins, or when it is said."""
    capture = parse(text, KNOWN)
    assert capture.repeat is not None
    assert (capture.repeat.rrule, due(capture)) == (rrule, first)
    assert capture.title in ("Report", "Laporan")


def test_memo() -> None:
    """What follows // is the memo, as it is; an address is none."""
    capture = parse('acme: Draft http://a//b fri // see #x "y" http://c !!', KNOWN)
    assert (capture.title, capture.memo) == ("Draft http://a//b", 'see #x "y" http://c !!')
    assert (due(capture), capture.important, capture.tags) == ("2026-11-27 America/New_York", False, ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (r"Issue \#social", "Issue #social"), (r"Wow \!", "Wow !"), (r"Ask \@dita", "Ask @dita"), (r"a \// b", "a // b"),
        ('Watch "fri"', "Watch fri"), ('Watch "Fri" show', 'Watch "Fri" show'), ('Use "#social" now', "Use #social now"),
        ('"acme:" x', "acme: x"), ('"fri 3pm"', '"fri 3pm"'), (r'Say "\"hi\" #social"', 'Say "hi" #social'),
        (r"acme\: x", "acme: x"),
    ],
)  # fmt: skip
def test_literal(text: str, title: str) -> None:
    """Quoted and escaped text is not read; marks of a quotation that hides nothing belong to the title."""
    capture = parse(text, KNOWN)
    assert capture.title == title
    assert {part.kind for part in capture.parts} <= {"literal"}
    assert (capture.due, capture.tags, capture.client_id, capture.memo) == (None, (), None, "")


@pytest.mark.parametrize(
    "text",
    [
        "acme: Draft newsletter fri 3pm !! ~2h #social", "kopi: Laporan tiap senin 15.00 // memo", "acme> Please call via wa",
        'x due:"next friday" start:mon', "Draft, fri", "acme+ 45m captions yesterday", "acme: Draft @dita ^review /social",
    ],
)  # fmt: skip
def test_backspace_on_a_chip(text: str) -> None:
    """A part that is made literal is no longer read, its words are in the title, and the other parts stay."""
    capture = parse(text, KNOWN)
    for part in capture.parts:
        if part.kind == "kind":
            continue
        again = parse(literal(text, part), KNOWN)
        words = part.text.lstrip(", ")
        if part.kind == "channel":
            assert (again.channel, again.title) == (None, f"{capture.title} {words}")
        elif part.kind != "client":
            assert words in again.title or words in again.memo
        assert not [other for other in again.parts if other.kind == part.kind and other.text == part.text]


ENTRIES = [
    # text, title, start and end as wall time in Jakarta, 20:42 on the 24th
    ("acme+ 45m captions yesterday", "captions", "23T09:00", "23T09:45"),
    ("acme+ 2j caption kemarin", "caption", "23T09:00", "23T11:00"),
    ("acme+ captions 45m yesterday", "captions", "23T09:00", "23T09:45"),
    ("acme+ captions yesterday 45m", "captions", "23T09:00", "23T09:45"),
    ("acme+ 45m captions", "captions", "24T19:57", "24T20:42"),
    ("acme+ 45m captions today", "captions", "24T19:57", "24T20:42"),
    ("acme+ captions 1h30", "captions", "24T19:12", "24T20:42"),
    ("acme+ 9-10:37 inbox", "inbox", "24T09:00", "24T10:37"),
    ("acme+ inbox 9-10:37", "inbox", "24T09:00", "24T10:37"),
    ("acme+ 9:00-10:30 yesterday inbox", "inbox", "23T09:00", "23T10:30"),
    ("acme+ yesterday 9-10 inbox", "inbox", "23T09:00", "23T10:00"),
    ("acme+ 9.00-10.30 inbox kemarin", "inbox", "23T09:00", "23T10:30"),
    ("acme+ 9am - 11am inbox", "inbox", "24T09:00", "24T11:00"),
    ("acme+ 20-21 inbox", "inbox", "24T20:00", "24T21:00"),
    ("acme+ 22:00-1:00 inbox", "inbox", "23T22:00", "24T01:00"),
    ("acme+ 45m captions 2 hours ago", "captions", "24T18:42", "24T19:27"),
    ("acme+ 45m captions 2 jam yang lalu", "captions", "24T18:42", "24T19:27"),
    ("acme+ 45m captions yesterday 3pm", "captions", "23T15:00", "23T15:45"),
    ("acme+ 45m captions fri", "captions", "20T09:00", "20T09:45"),
    ("acme+ 45m sun shots", "sun shots", "24T19:57", "24T20:42"),
    ("acme+ 2 jam 30 menit rapat", "rapat", "24T18:12", "24T20:42"),
]


@pytest.mark.parametrize(("text", "title", "start", "end"), ENTRIES)
def test_entry(text: str, title: str, start: str, end: str) -> None:
    """Times of an entry are in my zone and past; a length alone ends now, on another day it starts at nine."""
    capture = parse(text, KNOWN)
    assert (capture.kind, capture.client_id, capture.title) == ("entry", 1, title)
    assert capture.entry is not None
    jakarta = timedelta(hours=7)
    moments = [f"{moment + jakarta:%dT%H:%M}" for moment in (capture.entry.start, capture.entry.end)]
    assert moments == [start, end]
    length_only = "-" not in text and not any(word in text for word in ("ago", "lalu", "3pm"))
    assert capture.entry.assumed == (length_only and start.endswith("09:00"))


def test_entry_without_a_time() -> None:
    """An entry without a length is still an entry, and asks for one."""
    for text in ("acme+ captions", "acme+ captions yesterday", "acme+ 2 hours ago captions"):
        capture = parse(text, KNOWN)
        assert (capture.kind, capture.entry, capture.title) == ("entry", None, text[6:])


def test_entry_keeps_tags_and_memo() -> None:
    """An entry has tags and a memo; other marks stay text."""
    capture = parse("acme+ 45m captions #inbox !! // for Dana", KNOWN)
    assert (capture.title, capture.tags, capture.memo) == ("captions !!", ("Inbox",), "for Dana")


def test_entry_over_a_clock_change() -> None:
    """An entry lasts as long as it really did, and says which clock change it met."""
    london = replace(KNOWN, my_zone="Europe/London", now=datetime(2026, 10, 26, 12, 0, tzinfo=UTC))
    long = parse("acme+ 0:30-2:30 yesterday x", london).entry
    assert long is not None
    assert (long.duration, long.note) == (timedelta(hours=3), None)
    twice = parse("acme+ 1:30-2:30 yesterday x", london).entry
    assert twice is not None
    assert (twice.duration, twice.note) == (timedelta(hours=2), "first")
    york = replace(KNOWN, my_zone="America/New_York", now=datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    gap = parse("acme+ 2:30-4:00 yesterday x", york).entry
    assert gap is not None
    assert gap.note == "gap"


def test_checklist() -> None:
    """Lines below a card are its checklist, without bullets and boxes."""
    capture = parse("acme: Launch fri\n  - [ ] One\n  two #x\n\n  3. three", KNOWN)
    assert (capture.title, capture.checklist) == ("Launch", ("One", "two #x", "three"))


def test_split_items() -> None:
    """Each line is an item, indented lines belong to the one above, and bullets go."""
    text = "- a\n  - b\n\n* [ ] c\n1. d\n\t[x] e\n+ 45m f\n> g\n#tag h\n---\n- "
    assert split_items(text) == ["a\n  b", "c", "d\n  e", "+ 45m f", "> g", "#tag h", "---"]
    assert split_items("    a\n      b\n    c") == ["a\n  b", "c"]
    assert split_items(" \n\n") == []


def test_quick() -> None:
    """A line is read in well under two thousandths of a second."""
    lines = [
        "acme: Draft newsletter fri 3pm !! ~2h #social",
        "Rapat dengan tim pemasaran besok jam 3 sore !! ~1j30 #rapat @budi",
        "A plain title of some length for the board of a client",
        'acme: Fix the "About us" page and the "Team" page',
        "acme+ 9:00-10:30 yesterday inbox",
    ]
    for line in lines:
        parse(line, KNOWN)
    best = min(_seconds(line) for line in lines for _ in range(20))
    slowest = max(min(_seconds(line) for _ in range(20)) for line in lines)
    assert best <= slowest < 0.002


def _seconds(line: str) -> float:
    start = perf_counter()
    parse(line, KNOWN)
    return perf_counter() - start


_PIECES = """
acme: acme> acme+ acme= kopi: akme: : > + = fri 3pm tomorrow besok jam 3 sore every monday tiap 2 minggu due:fri due:"next
friday" start: wait:mon !! ! !u ~2h ~45m #social #new @dita @x ^review /social // via wa lewat "fri" "a \\#x \\" word Draft
laporan , . 45m 9-10:37 kemarin yesterday http://x//y é ☕ 27/11 15.00 wib mine \\\\ " '
"""
LINES = st.lists(st.sampled_from(_PIECES.split()), max_size=9).map(" ".join) | st.text(max_size=60)
TEXTS = LINES | st.tuples(LINES, LINES).map("\n  ".join)
KNOWNS = st.builds(
    replace,
    st.just(KNOWN),
    language=st.sampled_from(["en", "id"]),
    scope_client_id=st.sampled_from([None, 1, 2]),
    dates_in=st.sampled_from(["client", "mine"]),
)


@given(text=TEXTS, known=KNOWNS)
def test_nothing_is_lost(text: str, known: Known) -> None:
    """Every character is in the title, the memo or the checklist, or a part shows it."""
    capture = parse(text, known)
    ends = 0
    for part in capture.parts:
        assert ends <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == part.text
        assert not part.text[0].isspace()
        assert not part.text[-1].isspace()
        ends = part.end
    line, below = text, ""
    if capture.kind in ("card", "entry"):
        blank = len(text) - len(text.lstrip())
        first, _, below = text[blank:].partition("\n")
        line = text[:blank] + first
    left = list(line)
    for part in capture.parts:
        left[part.start : part.end] = " " * (part.end - part.start)
    kept = "".join(capture.title.split())
    remaining = "".join("".join(left).split())
    position = 0
    for letter in remaining:  # in the same order; a literal part may stand between
        position = kept.index(letter, position) + 1
    words = [item for row in below.split("\n") for item in row.split()]
    shown = " ".join(capture.checklist).split()
    assert all(word in shown or not word.strip("-*•–[]xX.)0123456789") for word in words)


@given(text=TEXTS, known=KNOWNS)
def test_literal_is_final(text: str, known: Known) -> None:
    """Whatever part is made literal, nothing is read in its place any more."""
    for part in parse(text, known).parts:
        if part.kind in ("literal", "kind"):
            continue
        quoted = literal(text, part)
        end = len(quoted) - len(text[part.end :])
        again = parse(quoted, known).parts
        inside = [other for other in again if other.start < end and other.end > part.start + 2]
        assert {other.kind for other in inside} <= {"literal", "memo"}


@given(text=st.text(max_size=400))
def test_splitting_loses_no_line(text: str) -> None:
    """Every line that is more than a bullet is in an item, and splitting what was split changes nothing."""
    items = split_items(text)
    assert all(item.strip() for item in items)
    for item in items:
        parse(item, KNOWN)


def test_many_quotes_are_quick() -> None:
    """A line full of quotations takes no longer than a moment."""
    start = perf_counter()
    parse('"fri" ' * 2_000, KNOWN)
    parse("due:" * 2_000, KNOWN)
    parse("~1 " * 2_000, KNOWN)
    assert perf_counter() - start < 5
