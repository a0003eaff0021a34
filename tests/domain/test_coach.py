"""What the coach line says next, and the small reads and operations behind the clients' room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factory import make_card, make_client
from vatui import i18n, zones
from vatui.domain import cards, clients, coach, requests, timers
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound
from vatui.values import Said

if TYPE_CHECKING:
    from vatui.desk import Desk


def test_each_step_is_shown_by_the_desk(desk: Desk) -> None:
    """A client, something captured, time: what is there was learned."""
    coach.begin(desk)
    assert coach.next_step(desk) == "client"
    client = make_client(desk)
    assert coach.next_step(desk) == "capture"
    card = make_card(desk, client)
    assert coach.next_step(desk) == "timer"
    timers.start(desk, card_id=card.id)
    assert coach.next_step(desk) == "keys"
    assert coach.next_step(desk, "keys") == ""
    assert coach.step(desk) == ""


def test_a_request_is_something_captured_too(desk: Desk) -> None:
    """Whoever captures a request first is not asked to capture again."""
    coach.begin(desk)
    make_client(desk)
    requests.add_request(desk, "Swap the hero photo?")
    assert coach.next_step(desk) == "timer"


def test_the_last_step_counts_only_when_it_is_its_turn(desk: Desk) -> None:
    """Looking at the keys at once does not skip what comes before."""
    coach.begin(desk)
    assert coach.next_step(desk, "keys") == "client"


def test_nobody_is_coached_who_did_not_begin(desk: Desk) -> None:
    """Without a first run there is no next step, whatever the desk holds."""
    assert coach.next_step(desk) == ""
    desk.remember("coach", "something of a newer version")
    assert coach.step(desk) == ""


def test_open_work_is_what_is_due_first_of_one_client(desk: Desk) -> None:
    """Done and archived cards and those of others are not there; what waits is."""
    client, other = make_client(desk), make_client(desk, "Bloom")
    make_card(desk, client, "later", due=Said("2026-12-01", "UTC"))
    make_card(desk, client, "soon", due=Said("2026-11-25", "UTC"))
    make_card(desk, other, "theirs")
    cards.finish_cards(desk, [make_card(desk, client, "done").id])
    cards.archive_cards(desk, [make_card(desk, client, "away").id])
    assert [line.title for line in cards.open_work(desk, client.id)] == ["soon", "later"]
    assert [line.title for line in cards.open_work(desk, client.id, limit=1)] == ["soon"]


def test_a_note_is_changed_and_undone(desk: Desk) -> None:
    """The new words stand there, undo brings the old ones."""
    client = make_client(desk)
    note = clients.add_note(desk, client.id, "old")
    clients.edit_note(desk, note.id, "new\nlines ", was="old")
    assert clients.client_sheet(desk, client.id).notes[0][2] == "new\nlines"
    desk.undo()
    assert clients.client_sheet(desk, client.id).notes[0][2] == "old"


def test_a_note_that_cannot_be_changed_is_left_alone(desk: Desk) -> None:
    """Without words, changed meanwhile, or gone: each has its refusal."""
    client = make_client(desk)
    note = clients.add_note(desk, client.id, "old")
    with pytest.raises(InvalidField):
        clients.edit_note(desk, note.id, " ")
    with pytest.raises(ChangedMeanwhile):
        clients.edit_note(desk, note.id, "new", was="older")
    with pytest.raises(NotFound):
        clients.edit_note(desk, note.id + 1, "new")
    assert clients.client_sheet(desk, client.id).notes[0][2] == "old"


def test_countries_are_found_by_name_in_both_languages() -> None:
    """A whole name or a beginning that only one country has gives its code; the name follows the language."""
    assert [zones.country_code(name) for name in ("Indonesia", "norwegia", "UAE", "germ", "Jerman", "united", "", "qq")] == [
        "ID", "NO", "AE", "DE", "DE", "", "", "",
    ]  # fmt: skip
    assert zones.country_name("no") == "Norway"
    i18n.use("id")
    assert zones.country_name("NO") == "Norwegia"
    assert zones.country_name("QQ") == ""
