"""The owner, clients, contacts, notes and helpers (domain.md W1, W11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factory import make_card, make_client, make_owner
from tests.ground import dump
from vatui.domain import boards, cards, clients, requests
from vatui.errors import Ambiguous, ChangedMeanwhile, InvalidField, NotFound
from vatui.models import Card, Client
from vatui.values import CLIENT_COLOURS, ClientState, Said, StageKind

if TYPE_CHECKING:
    from vatui.desk import Desk


# ---------------------------------------------------------------------- the owner


def test_before_the_first_run_there_are_office_hours(desk: Desk) -> None:
    """Nobody is known, but a calendar is."""
    assert clients.owner(desk) is None
    assert clients.my_calendar(desk).hours


def test_my_hours_decide_what_is_urgent(desk: Desk) -> None:
    """When I work less, work due on Friday is urgent sooner; all open cards are counted anew in the same step."""
    make_owner(desk, zone="Etc/UTC", hours="Mon-Fri 09:00-17:00")
    client = make_client(desk, zone="Etc/UTC")
    card = make_card(desk, client, due=Said("2026-11-27T17:00", "Etc/UTC"), estimate=timedelta(hours=4))
    first = Card.get_by_id(card.id).urgent_from
    assert first == datetime(2026, 11, 26, 17, tzinfo=UTC)  # 24 hours before it; eight hours of mine begin later
    clients.set_owner(desk, hours="Mon-Fri 09:00-11:00")
    assert Card.get_by_id(card.id).urgent_from == datetime(2026, 11, 24, 9, tzinfo=UTC)
    desk.undo()
    assert Card.get_by_id(card.id).urgent_from == first


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Atlantis"),
        ("hours", "Mon-Fri nine to five"),
        ("country", "Indonesia!"),
        ("language", "fr"),
        ("currency", "RUPIAH"),
    ],
)
def test_what_cannot_be_is_refused_by_field(desk: Desk, field: str, value: str) -> None:
    """Nothing is written, and the form knows which field to show."""
    make_owner(desk)
    before = dump(desk)
    with pytest.raises(InvalidField) as caught:
        clients.set_owner(desk, **{field: value})
    assert caught.value.field == field
    assert dump(desk) == before


def test_a_city_is_a_zone(desk: Desk) -> None:
    """Zones may be written as cities and countries."""
    assert make_owner(desk, zone="Jakarta").zone == "Asia/Jakarta"
    assert make_client(desk, zone="oslo").zone == "Europe/Oslo"


# ---------------------------------------------------------------------- clients


def test_a_client_comes_with_a_board(desk: Desk) -> None:
    """To do, doing, approval and done, called by their kinds; code and colour proposed."""
    client = make_client(desk, "Bloom Skincare")
    assert (client.code, client.colour, client.state, client.position) == ("BLO", 1, ClientState.ACTIVE, 0)
    assert [kind for _, _, kind, _ in boards.stages_of(desk, client.id)] == [
        StageKind.READY, StageKind.DOING, StageKind.APPROVAL, StageKind.DONE,
    ]  # fmt: skip


def test_the_ninth_client_has_the_first_colour_and_another_shape(desk: Desk) -> None:
    """Colours repeat, codes and shapes tell them apart."""
    made = [make_client(desk, f"Client number {number}") for number in range(10)]
    assert [client.colour for client in made] == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2]
    assert [client.shape for client in made] == [0] * CLIENT_COLOURS + [1, 1]
    assert len({client.code for client in made}) == 10


@given(names=st.lists(st.text(min_size=1, max_size=20), max_size=40))
def test_every_name_gets_a_code_of_its_own(names: list[str]) -> None:
    """Two to five letters or digits, whatever the script, and none twice."""
    taken: list[str] = []
    for name in names:
        code = clients.suggest_code(name, taken)
        assert 2 <= len(code) <= 5
        assert code.isascii()
        assert code.isalnum()
        assert code == code.upper()
        assert code not in taken
        taken.append(code)


def test_a_code_is_one_clients(desk: Desk) -> None:
    """Another client's code is refused, in any case; so is one that is no code."""
    make_client(desk, code="ACM")
    bloom = make_client(desk, "Bloom", code="BLM")
    for code in ("acm", "A", "TOOLONG", "A-B"):
        with pytest.raises(InvalidField) as caught:
            make_client(desk, "Another", code=code)
        assert caught.value.field == "code"
        with pytest.raises(InvalidField):
            clients.edit_client(desk, bloom.id, code=code)
    assert clients.edit_client(desk, bloom.id, code="blm").code == "BLM"


def test_a_form_overwrites_nothing_it_did_not_show(desk: Desk) -> None:
    """A field changed meanwhile is refused by name."""
    client = make_client(desk)
    clients.edit_client(desk, client.id, name="Acme Ltd")
    with pytest.raises(ChangedMeanwhile) as caught:
        clients.edit_client(
            desk, client.id, was={"name": "Acme Studio", "zone": "America/New_York"}, name="Acme Inc", zone="Europe/Oslo"
        )
    assert caught.value.field == "name"
    clients.edit_client(desk, client.id, was={"zone": "America/New_York"}, zone="Europe/Oslo")


def test_a_new_code_reaches_every_card(desk: Desk) -> None:
    """Codes on screen and what is searched follow; one undo takes all back."""
    client = make_client(desk, code="ACM")
    card = make_card(desk, client, "Newsletter")
    before = dump(desk)
    clients.edit_client(desk, client.id, code="ACX")
    assert cards.card_line(desk, card.id).code == "ACX-1"
    assert cards.find_card(desk, "ACX-1").id == card.id
    assert "acx-1" in Card.get_by_id(card.id).search
    desk.undo()
    assert dump(desk) == before


def test_the_zone_bar_keeps_the_order_that_was_chosen(desk: Desk) -> None:
    """Those not named follow in their own order; resting clients are not in it."""
    made = [make_client(desk, name).id for name in ("Acme", "Bloom", "Nordlys", "Kopi")]
    clients.order_clients(desk, [made[2], made[0]])
    assert [line.name for line in clients.client_lines(desk)] == ["Nordlys", "Acme", "Bloom", "Kopi"]
    clients.edit_client(desk, made[1], state=ClientState.ENDED)
    assert [line.name for line in clients.client_lines(desk)] == ["Nordlys", "Acme", "Kopi"]
    assert len(clients.client_lines(desk, all_states=True)) == 4


def test_lines_count_open_waiting_and_asked(desk: Desk) -> None:
    """Archived and finished cards and closed requests do not count."""
    client = make_client(desk)
    make_card(desk, client)
    make_card(desk, client, stage=StageKind.APPROVAL)
    cards.finish_cards(desk, [make_card(desk, client).id])
    cards.archive_cards(desk, [make_card(desk, client).id])
    requests.add_request(desk, "one", client.id)
    requests.answer(desk, requests.add_request(desk, "two", client.id).id)
    line = clients.client_lines(desk, counts=True)[0]
    assert (line.open, line.waiting, line.requests) == (2, 1, 1)
    assert clients.client_sheet(desk, client.id).line == line


# ---------------------------------------------------------------------- found by a word


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("blm", "BLM"),
        ("BLOOM SKINCARE", "BLM"),
        ("blo", "BLM"),
        ("bl", "BLM"),
        (" nor ", "NOR"),
        ("café", "CAF"),
        ("CAFE", "CAF"),
        ("ac", "AC"),
    ],
)
def test_a_client_is_found_by_code_name_or_start(desk: Desk, text: str, code: str) -> None:
    """A whole code wins over a start; accents and case do not matter."""
    for name, its in (("Bloom Skincare", "BLM"), ("Nordlys", "NOR"), ("Café Lumière", "CAF"), ("Accord", "AC"), ("Acme", "ACM")):
        make_client(desk, name, code=its)
    assert clients.find_client(desk, text).code == code


def test_what_fits_several_or_none_says_which_are_near(desk: Desk) -> None:
    """The sentence names them; an empty word fits nobody."""
    for name, code in (("Acme Studio", "ACM"), ("Acorn", "ACO"), ("Kopi Nusantara", "KOP")):
        make_client(desk, name, code=code)
    with pytest.raises(Ambiguous) as several:
        clients.find_client(desk, "ac")
    assert "ACM Acme Studio" in str(several.value)
    assert "ACO Acorn" in str(several.value)
    with pytest.raises(NotFound) as near:
        clients.find_client(desk, "kopo")
    assert "KOP Kopi Nusantara" in str(near.value)
    for text in ("", "  ", "zzzzzz"):
        with pytest.raises(NotFound):
            clients.find_client(desk, text)


# ---------------------------------------------------------------------- what hangs on a client


def test_contacts_notes_and_helpers_come_and_go(desk: Desk) -> None:
    """They are kept in order, the newest note first; empty ones and second helpers of a name are refused."""
    client = make_client(desk)
    dana = clients.add_contact(desk, client.id, " Dana ", role="director", email="dana@acme.example")
    clients.add_contact(desk, client.id, "Lee")
    clients.edit_contact(desk, dana.id, phone="+1 212 555 0142")
    clients.add_note(desk, client.id, "first\nof two lines")
    note = clients.add_note(desk, client.id, "second")
    sheet = clients.client_sheet(desk, client.id)
    assert [contact[1:] for contact in sheet.contacts] == [
        ("Dana", "director", "dana@acme.example", "+1 212 555 0142"), ("Lee", "", "", ""),
    ]  # fmt: skip
    assert [text for _, _, text in sheet.notes] == ["second", "first\nof two lines"]
    clients.remove_contact(desk, dana.id)
    clients.remove_note(desk, note.id)
    clients.add_helper(desk, "Dita", zone="Jakarta")
    assert [helper[1:] for helper in clients.helpers(desk)] == [("Dita", "Asia/Jakarta")]
    refused: list[Any] = [
        lambda: clients.add_contact(desk, client.id, " "),
        lambda: clients.edit_contact(desk, sheet.contacts[1][0], name=""),
        lambda: clients.add_note(desk, client.id, "\n"),
        lambda: clients.add_helper(desk, "Dita"),
        lambda: clients.add_helper(desk, ""),
    ]
    for call in refused:
        with pytest.raises(InvalidField):
            call()
    for call in (lambda: clients.remove_contact(desk, dana.id), lambda: clients.remove_note(desk, note.id)):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):
        clients.get_client(desk, 99)


def test_what_is_typed_is_made_safe(desk: Desk) -> None:
    """Escape sequences and controls never reach the database; line ends only where lines belong."""
    client = make_client(desk, "Ac\x1b[31mme\u202e\n Studio", style="one\ntwo\x07")
    assert (client.name, client.style) == ("Acme Studio", "one\ntwo")
    assert Client.get_by_id(client.id).name == "Acme Studio"
