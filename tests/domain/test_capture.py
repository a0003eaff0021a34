"""Saving what was captured (domain.md W2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vatui.capture_grammar import parse, split_items
from vatui.domain import boards, capture, cards, clients, entries
from vatui.errors import InvalidField
from vatui.models import Card, Change, Client, ClientNote, Entry, Request, Tag
from vatui.text import clean
from vatui.values import Said, StageKind, Urgency

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

H = timedelta(hours=1)
M = timedelta(minutes=1)
NYC = "America/New_York"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client in New York; I work in Jakarta from 13 to 23 and it is Tuesday 20:42 there."""
    clients.set_owner(desk, name="Sari", zone="Asia/Jakarta", hours="Mon-Fri 13:00-23:00", doing_limit=2)
    return int(clients.add_client(desk, "Acme Studio", zone=NYC, code="ACM", promise=4 * 3600).id)


def save(desk: Desk, text: str, scope: int | None = None) -> capture.Saved:
    """Read and save a text."""
    return capture.save(desk, parse(text, capture.known(desk, scope)), text)


def look(desk: Desk, text: str, scope: int | None = None) -> capture.Preview:
    """What saving a text would do."""
    what = capture.known(desk, scope)
    return capture.preview(desk, parse(text, what), what)


def stage(desk: Desk, client_id: int, kind: StageKind) -> int:
    """A client's stage of a kind."""
    return next(number for number, _, found, _ in boards.stages_of(desk, client_id) if found == kind)


def test_the_line_of_the_manual_becomes_a_card(desk: Desk, acme: int) -> None:
    """``acme: Draft newsletter fri 3pm !! ~2h #social`` is a card with all of it, in one step named after it."""
    saved = save(desk, "acme: Draft newsletter fri 3pm !! ~2h #social // ask Dana first\n- topics\n- pictures")
    assert (saved.kind, saved.code, saved.client_code, saved.stage_kind, saved.text) == (
        "card", "ACM-1", "ACM", StageKind.READY, "Draft newsletter",
    )  # fmt: skip
    assert (saved.board, saved.new_tags) == ("Acme Studio", ("social",))
    sheet = cards.card_sheet(desk, saved.id)
    assert (sheet.due, sheet.line.due_at) == (Said("2026-11-27T15:00", NYC), at("2026-11-27T20:00"))
    assert (sheet.line.important, sheet.urgency, sheet.line.estimate) == (True, Urgency.YES, 7200)
    assert (sheet.tags, sheet.memo, [check.text for check in sheet.checks]) == (
        ("social",),
        "ask Dana first",
        ["topics", "pictures"],
    )
    step = desk.undo()
    assert (step.title, step.subject) == ("Add card", "ACM-1 Draft newsletter")
    assert not Card.select().exists()
    assert not Tag.select().exists()


def test_stage_person_repeat_and_other_dates_are_kept(desk: Desk, acme: int) -> None:
    """``^doing``, ``@dita``, ``every …``, ``start:`` and ``wait:`` reach the card."""
    dita = clients.add_helper(desk, "Dita")
    saved = save(desk, "acme: Inbox sweep ^doing @dita start:2026-11-25 wait:2026-11-26 every friday 3pm")
    sheet = cards.card_sheet(desk, saved.id)
    assert (saved.stage_kind, sheet.helper_id) == (StageKind.DOING, dita.id)
    assert sheet.due == Said("2026-11-27T15:00", NYC)
    assert sheet.start == Said("2026-11-25", NYC)
    assert sheet.wait == Said("2026-11-26", NYC)
    assert "FREQ=WEEKLY" in sheet.repeat
    again = save(desk, "acme: Water the plants every! 3 days")
    assert cards.card_sheet(desk, again.id).repeat.startswith("completion:")


def test_a_client_after_an_at_is_the_client_or_whom_it_waits_for(desk: Desk, acme: int) -> None:
    """With no other client it is that one's card; with another it is noted whom it waits for."""
    bloom = clients.add_client(desk, "Bloom Skincare", zone="Europe/London", code="BLM")
    assert save(desk, "Swap photo @bloom").client_id == bloom.id
    saved = save(desk, "acme: Compare logos @bloom")
    assert saved.client_id == acme
    assert cards.card_sheet(desk, saved.id).line.waiting_for == "Bloom Skincare"


def test_a_request_keeps_its_words_and_starts_the_clock(desk: Desk, acme: int) -> None:
    """``acme> … via wa`` is a request in those words."""
    saved = save(desk, "acme> Can we swap the hero photo by fri 3pm? !!\nThe old one is tired. via wa")
    request = Request.get_by_id(saved.id)
    assert (saved.kind, request.words) == ("request", "Can we swap the hero photo by fri 3pm? !!\nThe old one is tired.")
    assert (request.channel, request.client_id) == ("wa", acme)
    assert request.promised_at == at("2026-11-24T18:00")


def test_time_is_kept_with_its_words(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """``acme+ 45m captions`` is time until now; a range lies in my zone."""
    saved = save(desk, "acme+ 45m captions #social")
    entry = Entry.get_by_id(saved.id)
    assert (entry.client_id, entry.started_at, entry.ended_at, entry.memo) == (
        acme,
        clock.now() - 45 * M,
        clock.now(),
        "captions #social",
    )
    saved = save(desk, "acme+ 9-10:37 inbox")
    assert Entry.get_by_id(saved.id).started_at == at("2026-11-24T02:00")
    with pytest.raises(InvalidField):
        save(desk, "acme+ captions")


def test_time_that_no_clock_showed_is_refused(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """An hour that clocks skipped is no working time; the text stays with whoever typed it."""
    clients.set_owner(desk, zone="Europe/London")
    clock.set(at("2026-03-29T12:00"))
    with pytest.raises(InvalidField):
        save(desk, "acme+ 1:15-1:45 inbox")
    assert not Entry.select().exists()


def test_a_note_is_kept_as_it_is(desk: Desk, acme: int) -> None:
    """``acme= …`` keeps dates and marks as words."""
    saved = save(desk, "acme= prefers voice notes before 10 !! fri")
    assert ClientNote.get_by_id(saved.id).text == "prefers voice notes before 10 !! fri"


@pytest.mark.parametrize(
    "text", ["akme: Draft newsletter fri 3pm !! ~2h #social", "Buy milk tomorrow !!", "> hello via wa", "= likes tea"]
)
def test_what_no_client_is_meant_by_goes_to_the_inbox_whole(desk: Desk, acme: int, text: str) -> None:
    """Nothing is made for a client who was not meant, and not a letter is lost."""
    before = Client.select().count()
    assert look(desk, text).kind == "request"
    saved = save(desk, text)
    assert (saved.kind, saved.client_id) == ("request", None)
    request = Request.get_by_id(saved.id)
    assert (request.words, request.client_id, request.promised_at) == (text, None, None)
    assert (Client.select().count(), Card.select().count(), Tag.select().count()) == (before, 0, 0)


def test_the_scope_is_the_client_when_none_is_written(desk: Desk, acme: int) -> None:
    """On a client's board a bare line is that client's."""
    assert save(desk, "Draft newsletter", acme).client_id == acme
    entry = save(desk, "+ 30m tidying up")
    assert Entry.get_by_id(entry.id).client_id is None


def test_a_client_without_a_board_gets_a_request(desk: Desk, acme: int) -> None:
    """What cannot land on a board lands in the inbox, with the client."""
    bare = clients.add_client(desk, "Bare", zone="Etc/UTC", code="BAR", board=False)
    assert look(desk, "bar: Something").kind == "request"
    saved = save(desk, "bar: Something")
    assert (saved.kind, saved.client_id) == ("request", bare.id)
    assert Request.get_by_id(saved.id).words == "bar: Something"


def test_a_text_too_long_for_a_title_stays_whole_in_the_memo(desk: Desk, acme: int) -> None:
    """A pasted page is a card whose memo has all of it."""
    page = "acme: " + "many words of a page " * 60
    saved = save(desk, page)
    card = cards.get_card(desk, saved.id)
    assert len(card.title) <= 500
    assert card.memo == clean(page.removeprefix("acme: "))


@pytest.mark.parametrize("text", ["acme: !!", "acme: ~2h #social"])
def test_marks_alone_are_a_title(desk: Desk, acme: int, text: str) -> None:
    """With nothing left for a title the text itself is it."""
    assert save(desk, text).text == text


def test_several_items_are_one_step(desk: Desk, acme: int) -> None:
    """Lines pasted at once are saved at once and undone at once."""
    text = "- acme: First fri\n  - a step\n- acme= a note\n- acme> a question\n- nobody knows\n- acme+ 30m mail"
    what = capture.known(desk)
    saved = capture.save_all(desk, [(parse(item, what), item) for item in split_items(text)])
    assert [one.kind for one in saved] == ["card", "note", "request", "request", "entry"]
    step = desk.undo()
    assert (step.title, step.subject.endswith(" +4")) == ("Capture", True)
    assert not any(row.select().exists() for row in (Card, ClientNote, Request, Entry))
    desk.redo()
    assert Request.select().count() == 2


def test_one_bad_item_saves_none(desk: Desk, acme: int) -> None:
    """What cannot be saved takes nothing else with it."""
    what = capture.known(desk)
    items = ["acme: First", "acme+ no time said"]
    with pytest.raises(InvalidField):
        capture.save_all(desk, [(parse(item, what), item) for item in items])
    assert not Card.select().exists()
    assert not Change.select().where(Change.title == "Capture").exists()


def test_the_preview_says_when_for_me_and_where(desk: Desk, acme: int) -> None:
    """Friday 15:00 in New York is Saturday 3:00 for me, after my hours, on Acme's board."""
    found = look(desk, "acme: Draft newsletter fri 3pm")
    assert found.client is not None
    assert (found.kind, found.client.code, found.due, found.after_my_hours) == ("card", "ACM", at("2026-11-27T20:00"), True)
    assert found.until_due == timedelta(days=3, hours=6, minutes=18)
    assert (found.board, found.stage, found.stage_kind) == ("Acme Studio", "", StageKind.READY)
    assert not look(desk, "acme: Draft newsletter fri 10am").after_my_hours  # 22:00 in Jakarta
    assert not look(desk, "acme: Draft newsletter fri 11am").after_my_hours  # 23:00, the minute at which they end
    assert look(desk, "acme: Draft newsletter fri 11:01am").after_my_hours
    assert not look(desk, "acme: Draft newsletter fri").after_my_hours
    assert look(desk, "acme: No date").due is None


def test_the_preview_promises_and_warns(desk: Desk, acme: int) -> None:
    """A request shows its promise; a stage and my own day that would be too full are named with their limits."""
    assert look(desk, "acme> Hello?").promise == at("2026-11-24T18:00")
    doing = stage(desk, acme, StageKind.DOING)
    boards.edit_stage(desk, doing, limit=1)
    assert look(desk, "acme: One ^doing").stage_limit is None
    cards.add_card(desk, acme, "One", stage_id=doing)
    found = look(desk, "acme: Two ^doing")
    assert (found.stage_limit, found.doing_limit, found.stage_kind) == (1, None, StageKind.DOING)
    cards.add_card(desk, acme, "Two", stage_id=doing)
    assert look(desk, "acme: Three ^doing").doing_limit == 2
    assert look(desk, "acme: Three").doing_limit is None
    clients.set_owner(desk, doing_limit=0)
    assert look(desk, "acme: Three ^doing").doing_limit is None


def test_what_is_known_takes_three_statements(desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients, people, tags and stages, and my zone, read whenever the dialog opens."""
    clients.add_helper(desk, "Dita")
    cards.add_card(desk, acme, "Card", tags=["social"])
    count = 0
    plain = desk.store.database.execute_sql

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return plain(*args, **kwargs)

    monkeypatch.setattr(desk.store.database, "execute_sql", counted)
    found = capture.known(desk, acme, order="mdy", dates_in="mine", stage_names={StageKind.READY: "Antrean"})
    assert count <= 3
    assert (found.my_zone, found.order, found.dates_in, found.scope_client_id) == ("Asia/Jakarta", "mdy", "mine", acme)
    assert [person.name for person in found.people] == ["Dita"]
    assert found.tags == {"social"}
    assert [(one.name, one.kind) for one in found.stages[acme]][:2] == [("Antrean", "ready"), ("", "doing")]


def test_stages_of_archived_boards_are_not_meant(desk: Desk, acme: int) -> None:
    """Only boards in use can be written."""
    old = boards.add_board(desk, acme, "Old", [("Attic", StageKind.READY, 0)])
    boards.archive_board(desk, old.id)
    assert "Attic" not in [one.name for one in capture.known(desk).stages[acme]]


def test_a_draft_is_kept_until_it_is_saved(desk: Desk) -> None:
    """What was typed and left comes back; an empty text forgets it."""
    assert capture.draft(desk) == ""
    capture.keep_draft(desk, "acme: half a thou\nght\x1b[2J")
    assert capture.draft(desk) == "acme: half a thou\nght"
    capture.keep_draft(desk, "")
    assert capture.draft(desk) == ""


WORDS = [
    "acme:",
    "acme>",
    "acme=",
    "akme:",
    "fri",
    "3pm",
    "!!",
    "~2h",
    "#social",
    "^doing",
    "@dita",
    "every monday",
    "//",
    '"',
    "\\#",
    "via wa",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), min_size=1, max_size=8))
def test_enter_always_saves_something(desk: Desk, acme: int, parts: list[str]) -> None:
    """Whatever is typed, something with a text is saved and one undo takes it back; only time entries may be refused."""
    text = clean(" ".join(parts), lines=True)
    if not text.strip():
        return
    read = parse(text, capture.known(desk))
    if read.kind == "entry":
        return
    before = [row.select().count() for row in (Card, Request, ClientNote)]
    saved = capture.save(desk, read, text)
    assert saved.text
    assert sum(row.select().count() for row in (Card, Request, ClientNote)) == sum(before) + 1
    desk.undo()
    assert [row.select().count() for row in (Card, Request, ClientNote)] == before


def test_time_lands_where_the_day_shows_it(desk: Desk, acme: int) -> None:
    """Captured time is in the list of the day and in its sum."""
    save(desk, "acme+ 45m captions")
    day = entries.day(desk, datetime(2026, 11, 24).date(), "Asia/Jakarta")
    assert (day.total, [clip.line.memo for clip in day.clips]) == (45 * M, ["captions"])
