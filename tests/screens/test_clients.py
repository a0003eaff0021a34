"""The clients' room, the form, contacts and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factory import make_card, make_client, make_owner
from tests.screens.conftest import settle
from tests.widgets.stage import HOSTILE, is_safe
from vatui.domain import clients
from vatui.errors import InvalidField
from vatui.screens.client_form import ClientForm
from vatui.screens.client_people import ContactForm, NoteForm, StateForm
from vatui.screens.client_words import promise_seconds, promise_text, week
from vatui.screens.clients import ClientsScreen
from vatui.screens.today import TodayScreen
from vatui.values import ClientState
from vatui.widgets.choice import Choice
from vatui.widgets.facts import Facts
from vatui.widgets.field import Field
from vatui.widgets.row_list import RowList
from vatui.widgets.zone_field import ZoneField

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot
    from textual.widgets import TextArea

    from vatui.app import VatuiApp
    from vatui.desk import Desk

SIZE = (80, 24)


@pytest.fixture
def acme(sqlite_desk: Desk) -> int:
    """An owner, and two clients: Acme in New York and Bloom in London."""
    make_owner(sqlite_desk, "Sari")
    number = make_client(sqlite_desk, "Acme Studio", code="ACM").id
    make_client(sqlite_desk, "Bloom Skincare", code="BLM", zone="Europe/London")
    return int(number)


async def enter(pilot: Pilot[None], *keys: str) -> ClientsScreen:
    """Go to the clients, press keys."""
    await settle(pilot)
    await pilot.press("6")
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    room = next(screen for screen in pilot.app.screen_stack if isinstance(screen, ClientsScreen))
    assert room.ROOM == "clients"
    return room


def field(app: VatuiApp, name: str) -> Field:
    """A field of the dialog on top."""
    return next(one for one in app.screen.query(Field) if one.name == name)


def choice(app: VatuiApp, name: str) -> Choice:
    """A choice of the dialog on top."""
    return next(one for one in app.screen.query(Choice) if one.name == name)


async def fill(pilot: Pilot[None], app: VatuiApp, **texts: str) -> None:
    """Put texts into fields as if they had been pasted."""
    for name, text in texts.items():
        one = field(app, name)
        one.focus_input()
        await pilot.pause()
        one.input.value = text
        await settle(pilot)


def shown(app: VatuiApp) -> str:
    """All that stands on the screen."""
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


# ---------------------------------------------------------------------- the list


async def test_the_list_shows_whose_hour_it_is_and_what_waits(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]
) -> None:
    """A row says the time there, whether they work, and how much is open."""
    make_card(sqlite_desk, acme, "Logo")
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        room = await enter(pilot)
        rows = room.query_one("#list", RowList)
        assert [line.client_code for line in rows.lines] == ["ACM", "BLM"]
        text = shown(app)
        assert "08:42" in text
        assert "13:42" in text
        assert "1 open" in text


async def test_clients_move_in_the_zone_bar(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The order of the list is the order of the zone bar; one key moves a client, undo moves it back."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "J")
        assert [line.code for line in clients.client_lines(sqlite_desk)] == ["BLM", "ACM"]
        assert app.head is not None
        assert [line.code for line in app.head.clients] == ["BLM", "ACM"]
        await pilot.press("u")
        await settle(pilot)
        assert [line.code for line in clients.client_lines(sqlite_desk)] == ["ACM", "BLM"]


async def test_a_paused_client_rests_below_the_others(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Pausing takes a client out of the zone bar but not out of the list; moving others leaves its place alone."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        room = await enter(pilot, "S")
        assert isinstance(app.screen, StateForm)
        await pilot.press("right", "enter")
        await settle(pilot)
        assert clients.get_client(sqlite_desk, acme).state == ClientState.PAUSED
        assert app.head is not None
        assert [line.code for line in app.head.clients] == ["BLM"]
        assert [(line.client_code, line.group) for line in room.query_one("#list", RowList).lines] == [("BLM", "0"), ("ACM", "1")]


async def test_an_empty_room_says_which_key_fills_it(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Without a client the room names the key that adds one."""
    make_owner(sqlite_desk)
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot)
        assert "+  add your first client" in shown(app)
        await pilot.press("plus")
        await settle(pilot)
        assert isinstance(app.screen, ClientForm)


async def test_discreet_mode_names_one_client_only(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Nobody who looks over a shoulder learns who else there is."""
    clients.add_note(sqlite_desk, acme, "secret of acme")
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        room = await enter(pilot)
        bloom = clients.client_lines(sqlite_desk)[1].id
        app.scope, app.discreet = bloom, True
        await settle(pilot)
        assert [line.client_code for line in room.query_one("#list", RowList).lines] == ["BLM"]
        assert "Acme" not in shown(app)
        await pilot.press("plus")
        await settle(pilot)
        assert app.screen is room


async def test_the_card_of_a_client_out_of_scope_closes(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Turning discreet mode on for another client closes the card that stands open."""
    clients.add_note(sqlite_desk, acme, "secret of acme")
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "enter")
        app.scope, app.discreet = clients.client_lines(sqlite_desk)[1].id, True
        await settle(pilot)
        assert "Acme" not in shown(app)
        assert "secret" not in shown(app)


# ---------------------------------------------------------------------- the card


async def test_enter_opens_the_card_and_escape_the_list(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The card shows work, people, terms and notes; brackets go to the neighbour."""
    make_card(sqlite_desk, acme, "Logo round 2")
    clients.add_contact(sqlite_desk, acme, "Dana", role="founder", email="dana@acme.example")
    clients.add_note(sqlite_desk, acme, "Prefers calls")
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        room = await enter(pilot, "enter")
        assert [line.title for line in room.query_one("#work", RowList).lines] == ["Logo round 2"]
        assert [line.title for line in room.query_one("#people", RowList).lines] == ["Dana, founder"]
        assert [line.title for line in room.query_one("#notes", RowList).lines] == ["Prefers calls"]
        assert room.query_one("#terms", Facts).facts[0].value == "Mon–Fri 09–17"
        assert "since Nov 2026" in shown(app)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "Bloom Skincare" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert room.query_one("#list", RowList).has_focus
        assert room.query_one("#list", RowList).cursor_line.client_code == "BLM"  # type: ignore[union-attr]  # there is one


async def test_every_panel_is_reached_at_80_columns(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Where it is narrow, tab brings the panels two at a time."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        room = await enter(pilot, "enter")
        seen = []
        for _panel in range(4):
            focused = room.focused
            assert focused is not None
            assert focused.region.height >= 3
            seen.append(focused.id)
            await pilot.press("tab")
            await settle(pilot)
        assert seen == ["work", "people", "terms", "notes"]


async def test_verbs_of_cards_work_on_the_card_of_a_client(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The timer starts on the selected work; in the list there is no such verb."""
    card = make_card(sqlite_desk, acme, "Logo").id
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "t")
        assert app.head is not None
        assert app.head.running is None
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert app.head.running is not None
        assert app.head.running.card_id == card


async def test_contacts_are_added_edited_and_removed(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """A person is noted, given a role, and forgotten with one key; undo brings the person back."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "enter", "tab", "plus")
        assert isinstance(app.screen, ContactForm)
        await fill(pilot, app, name="Dana", email="dana@acme.example")
        await pilot.press("enter")
        await settle(pilot)
        assert [row[1:] for row in clients.client_sheet(sqlite_desk, acme).contacts] == [("Dana", "", "dana@acme.example", "")]
        await pilot.press("e")
        await settle(pilot)
        await fill(pilot, app, role="founder")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).contacts[0][2] == "founder"
        await pilot.press("X")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).contacts == ()
        await pilot.press("u")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).contacts[0][1] == "Dana"


async def test_a_contact_needs_a_name(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The refusal stands under the field, what was typed stays."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "enter", "tab", "plus")
        await fill(pilot, app, email="dana@acme.example")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert field(app, "name").error
        assert field(app, "email").value == "dana@acme.example"


async def test_notes_hold_several_lines_and_can_be_changed(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """A note is written, changed and removed."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "N")
        assert isinstance(app.screen, NoteForm)
        await pilot.press("a", "enter", "b", "ctrl+s")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).notes[0][2] == "a\nb"
        await pilot.press("enter")
        await settle(pilot)
        for _tab in range(3):
            await pilot.press("tab")
        await pilot.press("e")
        await settle(pilot)
        area: TextArea = app.screen.query_one("TextArea")  # type: ignore[assignment]  # by its name
        area.text = "c"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [row[2] for row in clients.client_sheet(sqlite_desk, acme).notes] == ["c"]
        await pilot.press("X")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).notes == ()


async def test_a_note_changed_meanwhile_is_not_overwritten(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The other words are said first; saving again keeps one's own."""
    note = clients.add_note(sqlite_desk, acme, "old").id
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.push_screen(NoteForm(acme, note, "old"))
        await settle(pilot)
        clients.edit_note(sqlite_desk, note, "theirs")
        app.screen.query_one("TextArea").text = "mine"  # type: ignore[attr-defined]  # by its name
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).notes[0][2] == "theirs"
        assert "theirs" in shown(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert clients.client_sheet(sqlite_desk, acme).notes[0][2] == "mine"


async def test_a_client_is_not_deleted(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """The key that deletes elsewhere says what to do instead."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "X")
        assert len(clients.client_lines(sqlite_desk)) == 2


# ---------------------------------------------------------------------- the form


async def test_a_new_client_takes_a_name_and_a_city(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Code, mark, holidays, money and language are proposed; the cursor is on the new client."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        room = await enter(pilot, "plus")
        await fill(pilot, app, name="Kopi Nusantara", zone="jakarta")
        assert field(app, "code").value == "KOP"
        assert (field(app, "country").value, field(app, "currency").value) == ("ID", "IDR")
        assert choice(app, "language").value == "id"
        await pilot.press("ctrl+s")
        await settle(pilot)
        made = clients.client_lines(sqlite_desk)[-1]
        assert (made.code, made.name, made.zone, made.colour) == ("KOP", "Kopi Nusantara", "Asia/Jakarta", 3)
        assert (made.currency, made.language, made.calendar.country) == ("IDR", "id", "ID")
        assert room.query_one("#list", RowList).cursor_id == made.id


async def test_the_zone_is_read_even_when_enter_comes_at_once(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]
) -> None:
    """A city that was not looked up yet is looked up when it is saved."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "plus")
        field(app, "name").input.value = "Nordlys"
        app.screen.query_one(ZoneField).field.input.value = "oslo"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert clients.client_lines(sqlite_desk)[-1].zone == "Europe/Oslo"


async def test_a_place_that_is_none_is_refused_under_the_field(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]
) -> None:
    """Nothing is written until the zone is known."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "plus")
        await fill(pilot, app, name="Atlantis", zone="qqqq")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "qqqq" in field(app, "zone").error
        assert len(clients.client_lines(sqlite_desk)) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("name", ""), ("code", "B"), ("code", "BLM"), ("hours", "never ever"), ("country", "XX"), ("currency", "EURO"),
        ("promise", "soon"), ("days_off", "christmas"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_said_under_its_field(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp], name: str, text: str
) -> None:
    """The sentence stands under the field, the focus goes there, what was typed stays."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e")
        await fill(pilot, app, **{name: text})
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert field(app, name).error
        assert field(app, name).value == text
        assert field(app, name).input.has_focus
        assert clients.get_client(sqlite_desk, acme).name == "Acme Studio"


async def test_only_what_was_changed_is_written(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Two people may change different fields of a client at the same time."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e")
        clients.edit_client(sqlite_desk, acme, style="direct")
        await fill(pilot, app, hours="Mon-Fri 9-12 13-17, Sat 10-14", promise="90m")
        choice(app, "promise_in_my_hours").value = "1"
        await pilot.press("ctrl+s")
        await settle(pilot)
        row = clients.get_client(sqlite_desk, acme)
        assert row.hours == "Mon-Fri 09:00-12:00 13:00-17:00; Sat 10:00-14:00"
        assert (row.promise, row.promise_in_my_hours, row.style) == (5400, 1, "direct")
        await pilot.press("u")
        await settle(pilot)
        assert clients.get_client(sqlite_desk, acme).hours == "Mon-Fri 09:00-17:00"


async def test_a_field_changed_meanwhile_is_shown_before_it_is_overwritten(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]
) -> None:
    """Saving the first time says how it is now, saving again keeps one's own."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e")
        clients.edit_client(sqlite_desk, acme, name="Acme Inc.")
        await fill(pilot, app, name="Acme Ltd.")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Acme Inc." in field(app, "name").error
        assert clients.get_client(sqlite_desk, acme).name == "Acme Inc."
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert clients.get_client(sqlite_desk, acme).name == "Acme Ltd."


async def test_saving_an_untouched_form_changes_nothing(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """A form that only was looked at leaves no step to undo, whatever the client holds."""
    clients.edit_client(sqlite_desk, acme, style="one\ntwo", days_off="2026-12-24 Closed\n\n2026-12-28..2026-12-31", promise=100)
    before = sqlite_desk.steps(limit=1)[0].id
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e", "ctrl+s")
        assert not isinstance(app.screen, ClientForm)
    assert sqlite_desk.steps(limit=1)[0].id == before


async def test_marks_are_chosen_by_number(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """A digit chooses the colour and the shape of the bar."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e")
        choice(app, "colour").focus()
        await pilot.press("5", "tab", "3")
        await settle(pilot)
        assert {option.role for option in choice(app, "shape").options} == {"client-5"}
        await pilot.press("enter")
        await settle(pilot)
        row = clients.get_client(sqlite_desk, acme)
        assert (row.colour, row.shape) == (5, 2)


async def test_leaving_a_changed_form_asks_first(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Escape does not throw away what was chosen."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "e")
        choice(app, "colour").focus()
        await pilot.press("5", "escape")
        await settle(pilot)
        assert isinstance(app.screen, ClientForm)
        await pilot.press("escape", "shift+tab")
        assert isinstance(app.screen, ClientForm)


async def test_hostile_words_are_harmless_everywhere(sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp]) -> None:
    """Names, notes and contacts of any letters are drawn without markup and without control characters."""
    for text in HOSTILE:
        clients.add_note(sqlite_desk, acme, f"x{text}")
        clients.add_contact(sqlite_desk, acme, f"x{text}", role=text, email=text)
    clients.edit_client(sqlite_desk, acme, name=f"x{HOSTILE[0]}", style=HOSTILE[-1])
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await enter(pilot, "enter", "tab", "down", "tab", "tab", "down", "e")
        assert all(is_safe(line) for line in shown(app).split("\n"))
        await pilot.press("escape", "escape", "e")
        await settle(pilot)
        assert all(is_safe(line) for line in shown(app).split("\n"))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 30), (140, 40), (200, 50)])
async def test_every_size_shows_list_card_and_form(
    sqlite_desk: Desk, acme: int, console: Callable[[], VatuiApp], size: tuple[int, int]
) -> None:
    """Nothing breaks between the smallest and the largest terminal."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await enter(pilot)
        assert "ACM" in shown(app)
        await pilot.press("enter", "tab", "tab", "tab", "escape", "e")
        await settle(pilot)
        assert "Acme Studio" in shown(app)
        await pilot.press("escape", "1")
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)


# ---------------------------------------------------------------------- words


def test_a_promise_is_typed_as_a_length_of_time() -> None:
    """Hours, minutes, days; nothing and its words are no promise."""
    assert [promise_seconds(text) for text in ("4h", "90m", "2d", "2 days", "1 hari", "", "-", "none")] == [
        14_400, 5_400, 172_800, 172_800, 86_400, 0, 0, 0,
    ]  # fmt: skip
    with pytest.raises(InvalidField):
        promise_seconds("soon")


@pytest.mark.parametrize("seconds", [0, 60, 5_400, 14_400, 172_800, 30 * 86_400])
def test_a_promise_reads_back_as_it_was(seconds: int) -> None:
    """What the form shows means the same when it is saved again."""
    assert promise_seconds(promise_text(seconds)) == seconds


def test_a_week_is_said_in_few_words(sqlite_desk: Desk) -> None:
    """Days that work alike stand together, several windows follow each other."""
    from vatui.domain.calendar import WeekHours

    assert week(WeekHours.parse("Mon-Fri 9-12 13-17, Sat 10-14")) == "Mon–Fri 09–12 13–17, Sat 10–14"
    assert week(WeekHours.parse("Sun-Thu 8:30-16")) == "Mon–Thu 08:30–16:00, Sun 08:30–16:00"
    assert week(WeekHours.parse("24/7")) == "day and night"
    assert week(WeekHours()) == "no working hours"
