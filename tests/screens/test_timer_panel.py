"""The timer panel, the form of an entry, and the question about a forgotten timer."""

from __future__ import annotations

import gettext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Static

import vatui
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui import i18n
from vatui.app import VatuiApp
from vatui.domain import cards, clients, entries, timers
from vatui.screens.base import RoomScreen
from vatui.screens.entry_form import EntryForm
from vatui.screens.forgotten import ForgottenTimer, Presence, ask_about_timer
from vatui.screens.timer_panel import TimerPanel
from vatui.settings import Settings
from vatui.widgets.dialog import Dialog
from vatui.widgets.field import Field, TextInput
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.pilot import Pilot
    from textual.widget import Widget

    from vatui.clock import FrozenClock
    from vatui.desk import Desk

M = timedelta(minutes=1)
H = timedelta(hours=1)


def at(text: str) -> datetime:
    """An instant of 24 November 2026."""
    return datetime.fromisoformat(f"2026-11-24T{text}").replace(tzinfo=UTC)


class _Room(RoomScreen):
    ROOM = "today"

    def compose_room(self) -> Iterable[Widget]:
        yield Static("room")

    async def reload(self) -> None:
        return


class Console(VatuiApp):
    """The console with one empty room."""

    CSS_PATH = [str(Path(vatui.__file__).parent / "app.tcss")]
    MODES = {"today": _Room}

    def start_shell(self) -> None:
        """Nothing is asked by itself."""


class Made:
    """What the desk of these tests holds."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        clients.set_owner(desk, name="Sari", zone="Asia/Jakarta")
        self.acme = clients.add_client(desk, "Acme Studio", zone="America/New_York", code="ACM").id
        self.bloom = clients.add_client(desk, "Bloom", zone="Europe/London", code="BLM").id
        self.reels = cards.add_card(desk, self.bloom, "Reels captions, batch of 6", estimate=2 * H).id
        self.report = entries.add_entry(desk, self.acme, at("07:05"), at("07:55"), memo="Report numbers").id
        self.inbox = entries.add_entry(desk, self.acme, at("11:30"), at("12:00"), memo="Inbox sweep").id
        clock.set(at("12:00:00"))
        timers.start(desk, card_id=self.reels)
        clock.advance(minutes=30)
        timers.pause(desk)
        clock.advance(minutes=18)
        self.piece = timers.resume(desk).id
        clock.set(at("13:42:07"))


@pytest.fixture
def made(sqlite_desk: Desk, clock: FrozenClock) -> Made:
    """Two clients, a card, three entries of today and a timer that was paused once."""
    return Made(sqlite_desk, clock)


@pytest.fixture
def console(sqlite_desk: Desk, made: Made) -> Console:
    """The console on that desk."""
    return Console(sqlite_desk, Settings())


def text_of(app: Console) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


async def settle(pilot: Pilot[Any]) -> None:
    """Let workers and screens come to rest; a worker that waits for an answer goes on waiting."""
    for _turn in range(4):
        await pilot.pause(0.02)


async def opened(pilot: Pilot[Any]) -> TimerPanel:
    """The panel, open."""
    await pilot.press("T")
    await settle(pilot)
    panel = pilot.app.screen
    assert isinstance(panel, TimerPanel)
    return panel


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


async def fill(pilot: Pilot[Any], name: str, text: str) -> None:
    """Type into a field of the open form, or into the line of a question."""
    form = pilot.app.screen
    fields = [field.input for field in form.query(Field) if field.name == name] or list(form.query(TextInput))
    fields[0].value = text
    await pilot.pause()


def said(app: Console) -> list[str]:
    """The toasts."""
    return [str(note.message) for note in app._notifications]


# ---------------------------------------------------------------------- what it shows


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_panel_shows_the_timer_and_today(console: Console, size: tuple[int, int]) -> None:
    """Digits, whose, since when, pauses, card against estimate, today's entries newest first."""
    async with console.run_test(size=size) as pilot:
        await opened(pilot)
        text = text_of(console)
        for part in (
            "╶┴╴   ╰─╴  ╵   ╰─╯  ╵", "▌BLM Reels captions, batch of 6", "started 19:00 · paused 18m · billable",
            "this card 1h 24m of ~2h", "Today 2h 44m", "19:48–now", "18:30–19:00", "keeps running if you quit",
            "t stop  p pause  - + start ± 5 min  ! interrupted", "esc close",
        ):  # fmt: skip
            assert part in text, part
        assert text.index("19:48–now") < text.index("19:00–19:30") < text.index("18:30–19:00") < text.index("14:05–14:55")
        await press(pilot, "escape")
        assert not isinstance(console.screen, TimerPanel)


async def test_the_digits_tick_and_the_totals_follow(console: Console, clock: FrozenClock) -> None:
    """The app's one instant moves everything."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        face = panel.query_one("#clock")
        assert getattr(face, "text", "") == "1:24:07"
        clock.advance(minutes=1, seconds=3)
        console.now = clock.now()
        await settle(pilot)
        assert getattr(face, "text", "") == "1:25:10"
        assert "this card 1h 25m of ~2h" in text_of(console)
        clock.advance(hours=1)
        console.now = clock.now()
        await settle(pilot)
        assert "this card 2h 25m of ~2h" in text_of(console)


async def test_a_change_from_elsewhere_shows(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The command line stopped the timer."""
    async with console.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await console.call(timers.stop)
        await settle(pilot)
        text = text_of(console)
        assert "No timer is running." in text
        assert "t go on" in text
        assert "╭─╮" in text  # the noughts of 0:00:00


class _Longer(gettext.NullTranslations):
    """A language whose words are a third longer, as Indonesian may be (interface.md section 8)."""

    def gettext(self, message: str) -> str:
        """The text, drawn out."""
        return message + "~" * (len(message) // 3)


async def test_longer_words_still_fit(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns the digits, the way out and the lengths of the entries stay whole."""
    monkeypatch.setattr(i18n, "_current", _Longer())
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        rows = rows_of(console)
        assert all(len(row) == 80 for row in rows)
        text = "\n".join(rows)
        for part in ("t stop~", "- + start ± 5 min~~~~", "esc close~ │", "╶┴╴   ╰─╴  ╵   ╰─╯  ╵", "50m  │", "54m  │"):
            assert part in text, part


async def test_discreet_mode_names_nobody_else(console: Console, made: Made) -> None:
    """Neither the timer's client nor others' entries are on the screen."""
    async with console.run_test(size=(120, 36)) as pilot:
        console.scope, console.discreet = made.acme, True
        await pilot.pause()
        await opened(pilot)
        text = text_of(console)
        assert "Report numbers" in text
        assert "another client" in text
        for hidden in ("BLM", "Reels", "Bloom"):
            assert hidden not in text


async def test_hostile_texts_are_only_shown(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """Memos are never markup and hold nothing that a terminal obeys."""
    for number, text in enumerate(HOSTILE):
        start = at("00:00") + number * 5 * M
        entries.add_entry(sqlite_desk, made.acme, start, start + 5 * M, memo=text)
    timers.start(sqlite_desk, client_id=made.acme, memo=HOSTILE[0] + HOSTILE[2])
    for size in ((120, 36), (60, 18), (20, 8)):
        async with Console(sqlite_desk, Settings()).run_test(size=size) as pilot:
            await opened(pilot)
            assert all(is_safe(row) for row in rows_of(pilot.app))


@pytest.mark.parametrize("width", [1, 2, 5, 11, 30, 250])
async def test_any_width(sqlite_desk: Desk, made: Made, width: int) -> None:
    """Nothing breaks in a window of any width."""
    app = Console(sqlite_desk, Settings())
    async with app.run_test(size=(width, 20)) as pilot:
        app.push_screen(TimerPanel())
        await settle(pilot)
        assert isinstance(app.screen, TimerPanel)


# ---------------------------------------------------------------------- the timer's keys


async def test_stop_pause_and_shift(console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock) -> None:
    """The key p pauses and goes on, - and + move the start, t stops and says so, t on an entry goes on with it."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        await press(pilot, "p")
        assert "p resume" in text_of(console)
        running = timers.running(sqlite_desk)
        assert running is not None
        assert running.paused
        await press(pilot, "p", "minus")
        running = timers.running(sqlite_desk)
        assert running is not None
        assert running.started_at == clock.now() - 5 * M
        assert "The start lies within other recorded time." in said(console)
        await press(pilot, "plus")
        await press(pilot, "t")
        assert timers.running(sqlite_desk) is None
        assert any(note.startswith("Timer stopped: “BLM-1 Reels captions") and "u undo" in note for note in said(console))
        panel.query_one(RowList).put_cursor(made.inbox)
        await press(pilot, "t")
        running = timers.running(sqlite_desk)
        assert running is not None
        assert (running.client_code, running.title) == ("ACM", "Inbox sweep")


async def test_undo_works_inside_the_panel(console: Console, sqlite_desk: Desk) -> None:
    """The key u takes the stop back."""
    async with console.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await press(pilot, "t", "u")
        assert timers.running(sqlite_desk) is not None
        assert "1:24:07" in getattr(console.screen.query_one("#clock"), "text", "")


async def test_an_interruption_from_the_panel(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The key ! asks who it is, ! again returns; what is put aside is told."""
    async with console.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await press(pilot, "exclamation_mark")
        await press(pilot, "a", "c", "m", "enter")
        running = timers.running(sqlite_desk)
        assert running is not None
        assert running.client_id == made.acme
        assert "1 timer put aside" in text_of(console)
        await press(pilot, "exclamation_mark")
        running = timers.running(sqlite_desk)
        assert running is not None
        assert running.card_id == made.reels


async def test_what_runs_too_long_is_asked_about(console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock) -> None:
    """The panel says so; stopped, the entry carries a flag until it is confirmed with o."""
    clock.advance(hours=13)
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        assert "Look at its start: this is very long." in text_of(console)
        await press(pilot, "t")
        assert "right?" in text_of(console)
        panel.query_one(RowList).put_cursor(made.piece)
        await press(pilot, "o")
        assert not entries.entry_line(sqlite_desk, made.piece).needs_review


# ---------------------------------------------------------------------- the entries' keys


async def test_an_entry_is_edited(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The key e opens the form with what is stored; only what was changed is written, the seconds of the rest stay."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        panel.query_one(RowList).put_cursor(made.inbox)
        await press(pilot, "e")
        form = console.screen
        assert isinstance(form, EntryForm)
        assert form.values() == {
            "target": "ACM", "started_at": "18:30", "ended_at": "19:00", "memo": "Inbox sweep", "billable": "yes",
        }  # fmt: skip
        await fill(pilot, "target", "blm-1")
        await fill(pilot, "ended_at", "18.55")
        await fill(pilot, "billable", "tidak")
        await press(pilot, "ctrl+s")
        assert console.screen is panel
        line = entries.entry_line(sqlite_desk, made.inbox)
        assert (line.card_code, line.ended_at, line.billable, line.memo) == ("BLM-1", at("11:55"), False, "Inbox sweep")


async def test_the_form_says_what_is_wrong_under_its_field(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """Nonsense, an end before the start, an unknown client; what was typed stays."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        panel.query_one(RowList).put_cursor(made.inbox)
        await press(pilot, "e")
        for name, typed, sentence in (
            ("ended_at", "soonish", "“soonish” is no time."),
            ("ended_at", "18:00", "The end is before the start."),
            ("billable", "perhaps", "Write yes or no."),
            ("target", "zzz", "No client is called “zzz”"),
        ):
            await fill(pilot, "ended_at", "19:00")
            await fill(pilot, "billable", "yes")
            await fill(pilot, name, typed)
            await press(pilot, "ctrl+s")
            assert sentence in text_of(console)
        assert entries.entry_line(sqlite_desk, made.inbox).ended_at == at("12:00")


async def test_a_form_that_is_out_of_date_is_refused(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """Somebody changed the memo while the form was open."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        panel.query_one(RowList).put_cursor(made.inbox)
        await press(pilot, "e")
        await fill(pilot, "memo", "mine")
        entries.edit_entry(sqlite_desk, made.inbox, memo="theirs")
        await press(pilot, "ctrl+s")
        assert "The memo was changed meanwhile" in text_of(console)
        assert entries.entry_line(sqlite_desk, made.inbox).memo == "theirs"


async def test_time_that_clocks_skip_is_refused_with_the_next(sqlite_desk: Desk, clock: FrozenClock, made: Made) -> None:
    """02:30 in London on 29 March 2026 never was (domain.md T1.3)."""
    clients.set_owner(sqlite_desk, zone="Europe/London")
    app = Console(sqlite_desk, Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(EntryForm())
        await settle(pilot)
        await fill(pilot, "started_at", "2026-03-29 01:30")
        await fill(pilot, "ended_at", "2026-03-29 03:00")
        await press(pilot, "ctrl+s")
        assert "Clocks skip that time. The next one is 02:30." in text_of(app)


async def test_time_is_added(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The key a opens an empty form; the words of the past are understood in both languages."""
    async with console.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await press(pilot, "a")
        await fill(pilot, "target", "Bloom")
        await fill(pilot, "started_at", "kemarin 15.10")
        await fill(pilot, "ended_at", "yesterday 16:05")
        await fill(pilot, "memo", "Story poll set")
        await press(pilot, "ctrl+s")
        newest = max(entries.span(sqlite_desk, at("00:00") - 48 * H, at("13:00")), key=lambda line: line.id)
        assert (newest.client_code, newest.memo, newest.length(at("13:42"))) == ("BLM", "Story poll set", 55 * M)


async def test_memo_split_join_and_delete(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """Each in one step, each said with the way back."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        listed = panel.query_one(RowList)
        listed.put_cursor(made.inbox)
        await press(pilot, "m")
        await fill(pilot, "line", "Inbox zero")
        await press(pilot, "enter")
        assert "Inbox zero" in text_of(console)
        await press(pilot, "s")
        await fill(pilot, "line", "18:40")
        await press(pilot, "enter")
        text = text_of(console)
        assert "18:30–18:40" in text
        assert "18:40–19:00" in text
        newest = max(clip.line.id for clip in timers.sheet(sqlite_desk).day.clips)
        listed.put_cursor(newest)
        await press(pilot, "J")
        assert "18:30–19:00" in text_of(console)
        listed.put_cursor(made.inbox)
        await press(pilot, "X")
        assert "Inbox zero" not in "\n".join(row for row in rows_of(console) if "18:30" in row)
        assert [note.split(":")[0] for note in said(console)] == ["Split", "Joined", "Deleted"]
        await press(pilot, "s")
        await fill(pilot, "line", "3 o'clock somewhere")
        await press(pilot, "enter")
        assert any("is no time" in note for note in said(console))


async def test_joining_over_a_pause_says_what_it_counted(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The pause becomes worked time, and the toast tells how much."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        panel.query_one(RowList).put_cursor(made.piece)
        await press(pilot, "J")
        assert any("18m between counted" in note for note in said(console))
        assert "1:42:07" in getattr(panel.query_one("#clock"), "text", "")
        panel.query_one(RowList).put_cursor(made.report)
        await press(pilot, "J")
        assert "There is no earlier entry of the same work today." in said(console)


async def test_discarding_the_running_piece(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The key X on what runs deletes that piece; undo brings it back."""
    async with console.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await press(pilot, "X")
        assert timers.running(sqlite_desk) is None
        await press(pilot, "u")
        assert timers.running(sqlite_desk) is not None


async def test_clicks(console: Console, sqlite_desk: Desk, made: Made) -> None:
    """The keys can be clicked, a double click on an entry edits it."""
    async with console.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        await pilot.click("#keys", offset=(1, 0))
        await settle(pilot)
        assert timers.running(sqlite_desk) is None
        await pilot.click("#entries", offset=(20, 2), times=2)
        await settle(pilot)
        form: object = console.screen
        assert isinstance(form, EntryForm)
        await press(pilot, "escape")
        assert console.screen is panel


# ---------------------------------------------------------------------- forgotten


async def forgotten(pilot: Pilot[Any], clock: FrozenClock, desk: Desk) -> ForgottenTimer:
    """The question about a timer whose console was touched last at 20:50 in Jakarta, at 00:42."""
    desk.beat(at("13:50"))
    clock.set(at("17:42:07"))
    console = pilot.app
    assert isinstance(console, Console)
    console.run_worker(ask_about_timer(console), group="ask")
    await settle(pilot)
    dialog = console.screen
    assert isinstance(dialog, ForgottenTimer)
    return dialog


async def test_nothing_is_asked_when_there_is_no_reason(console: Console, sqlite_desk: Desk, clock: FrozenClock) -> None:
    """A timer that was just touched."""
    sqlite_desk.beat(clock.now())
    async with console.run_test(size=(120, 36)) as pilot:
        worker = console.run_worker(ask_about_timer(console))
        await settle(pilot)
        assert worker.result is True
        assert not isinstance(console.screen, Dialog)


@pytest.mark.parametrize(
    ("downs", "expected"),
    [
        (0, [(at("12:48"), None)]),
        (1, [(at("12:48"), at("13:50"))]),
        (2, [(at("12:48"), at("13:50")), (at("17:42:07"), None)]),
        (4, []),
    ],
    ids=["keep", "stop", "drop", "discard"],
)
async def test_each_answer_does_what_it_says(
    console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock, downs: int, expected: list[Any]
) -> None:
    """Keep all, stop at the last key, drop the gap, discard; then it is settled."""
    async with console.run_test(size=(120, 36)) as pilot:
        await forgotten(pilot, clock, sqlite_desk)
        text = text_of(console)
        assert "Timer ran 4h 54m. When did you stop?" in text
        assert "I stopped at 2026-11-24 20:50, the last key" in text
        await press(pilot, *["down"] * downs, "enter")
        assert not isinstance(console.screen, Dialog)
        lines = entries.span(sqlite_desk, at("12:40"), at("18:00"))
        assert sorted((line.started_at, line.ended_at) for line in lines) == expected
        assert timers.forgotten(sqlite_desk, 15 * M) is None


async def test_the_gap_is_given_to_another_client(console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock) -> None:
    """One more question, who it was for."""
    async with console.run_test(size=(120, 36)) as pilot:
        await forgotten(pilot, clock, sqlite_desk)
        await press(pilot, "down", "down", "down", "enter")
        await press(pilot, "a", "c", "m", "enter")
        assert not isinstance(console.screen, Dialog)
        given = [line for line in entries.span(sqlite_desk, at("13:45"), at("18:00")) if line.client_id == made.acme]
        assert [(line.started_at, line.ended_at) for line in given] == [(at("13:50"), at("17:42:07"))]


async def test_a_time_may_be_typed(console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock) -> None:
    """Nonsense and a time outside the timer are refused under the field, a right one stops it."""
    async with console.run_test(size=(120, 36)) as pilot:
        dialog = await forgotten(pilot, clock, sqlite_desk)
        field = dialog.query_one(Field)
        field.input.focus()
        for typed, sentence in (("later", "is no time"), ("18:00", "does not lie within")):
            field.value = typed
            await press(pilot, "enter")
            assert sentence in text_of(console)
        field.value = "23:15"
        await press(pilot, "enter")
        assert entries.entry_line(sqlite_desk, made.piece).ended_at == at("16:15")


async def test_left_open_it_is_asked_again_and_no_touch_is_noted(
    console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock
) -> None:
    """Esc changes nothing; the console goes on to beat, but the last touch stays, also for the next start."""
    sqlite_desk.beat(at("13:50"))
    clock.set(at("17:42"))
    async with console.run_test(size=(120, 36)) as pilot:
        presence = Presence(console)
        presence.ask()
        await settle(pilot)
        assert isinstance(console.screen, ForgottenTimer)
        presence.ask()
        await press(pilot, "escape")
        assert not isinstance(console.screen, Dialog)
        presence.touch()
        clock.advance(minutes=10)
        presence.tick(clock.now())
        await settle(pilot)
        assert sqlite_desk.last_beat() == (clock.now(), at("13:50"))
        clock.advance(minutes=6)
        presence.tick(clock.now())
        await settle(pilot)
        assert isinstance(console.screen, ForgottenTimer)
        await press(pilot, "enter")
        presence.touch()
        clock.advance(minutes=2)
        presence.tick(clock.now())
        await settle(pilot)
        assert sqlite_desk.last_beat() == (clock.now(), clock.now() - 2 * M)


async def test_a_long_silence_is_asked_about_at_the_first_key(
    console: Console, sqlite_desk: Desk, made: Made, clock: FrozenClock
) -> None:
    """The console stayed open over night."""
    sqlite_desk.beat(clock.now())
    async with console.run_test(size=(120, 36)) as pilot:
        presence = Presence(console)
        presence.ask()
        await settle(pilot)
        presence.touch()
        presence.tick(clock.now())
        await settle(pilot)
        clock.advance(hours=9)
        presence.tick(clock.now())
        await settle(pilot)
        assert not isinstance(console.screen, Dialog)
        presence.touch()
        await settle(pilot)
        assert isinstance(console.screen, ForgottenTimer)
