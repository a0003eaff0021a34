"""Finding anything by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vatui.domain import cards, clients, requests
from vatui.domain.search import search
from vatui.text import clean, searchable

if TYPE_CHECKING:
    from vatui.desk import Desk


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client."""
    return int(clients.add_client(desk, "Acme Studio", zone="America/New_York", code="ACM", style="prefers voice notes").id)


def titles(desk: Desk, text: str, limit: int = 50) -> list[str]:
    """The titles of the cards that are found."""
    return [line.title for line in search(desk, text, limit=limit).cards]


def test_all_words_must_be_there_in_any_order_case_and_accent(desk: Desk, acme: int) -> None:
    """Parts of words count, and so do tags and the code."""
    cards.add_card(desk, acme, "Résumé of the Newsletter", tags=["social"])
    cards.add_card(desk, acme, "Newsletter")
    assert titles(desk, "NEWS resume") == ["Résumé of the Newsletter"]
    assert titles(desk, "letter") == ["Newsletter", "Résumé of the Newsletter"]
    assert titles(desk, "social") == ["Résumé of the Newsletter"]
    assert titles(desk, "acm") == ["Newsletter", "Résumé of the Newsletter"]
    assert titles(desk, "newsletter nothing") == []


def test_wildcards_mean_themselves(desk: Desk, acme: int) -> None:
    """A percent sign, an underscore and an exclamation mark are letters like others."""
    for title in ("50% off", "50 off", "a_b", "axb", "wow!", "wow"):
        cards.add_card(desk, acme, title)
    assert titles(desk, "50%") == ["50% off"]
    assert titles(desk, "a_b") == ["a_b"]
    assert titles(desk, "wow!") == ["wow!"]


def test_a_code_finds_its_card_first(desk: Desk, acme: int) -> None:
    """ACM-1 stands before ACM-10 and all others, even when it is done."""
    for number in range(1, 13):
        cards.add_card(desk, acme, f"Card {number}")
    cards.finish_cards(desk, [cards.find_card(desk, "ACM-1").id])
    assert titles(desk, "acm-1") == ["Card 1", "Card 12", "Card 11", "Card 10"]
    assert titles(desk, "acm-1", limit=1) == ["Card 1"]


def test_open_cards_stand_before_finished_ones(desk: Desk, acme: int) -> None:
    """Finished work is found after what is open; what was put away is not found."""
    old = cards.add_card(desk, acme, "Report October")
    new = cards.add_card(desk, acme, "Report November")
    cards.finish_cards(desk, [new.id])
    assert titles(desk, "report") == ["Report October", "Report November"]
    cards.archive_cards(desk, [old.id])
    assert titles(desk, "report") == ["Report November"]


def test_requests_clients_and_notes_are_found(desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their words, by the client's name, by the people there; page by page."""
    clients.add_contact(desk, acme, "Dana Whitfield", email="dana@acme.example")
    clients.add_note(desk, acme, "Call before ten,\nnever on Mondays")
    first = requests.add_request(desk, "Swap the hero photo", acme, sender="Dana")
    second = requests.add_request(desk, "Photo of nobody")
    found = search(desk, "photo")
    assert [line.id for line in found.requests] == [second.id, first.id]
    assert [line.id for line in search(desk, "photo acme").requests] == [first.id]
    assert [client.code for client in search(desk, "whitfield").clients] == ["ACM"]
    assert [client.code for client in search(desk, "voice").clients] == ["ACM"]
    assert [note.text for note in search(desk, "mondays ten").notes] == ["Call before ten,\nnever on Mondays"]
    monkeypatch.setattr("vatui.domain.search._PAGE", 1)
    assert search(desk, "photo") == found


def test_only_the_clients_asked_for_are_searched(desk: Desk, acme: int) -> None:
    """Nothing of another client is found."""
    bloom = clients.add_client(desk, "Bloom", zone="Europe/London")
    for client in (acme, bloom.id):
        cards.add_card(desk, client, "same words")
        requests.add_request(desk, "same words", client)
        clients.add_note(desk, client, "same words")
    requests.add_request(desk, "same words")
    found = search(desk, "same", [bloom.id])
    assert [len(kind) for kind in (found.cards, found.requests, found.clients, found.notes)] == [1, 1, 0, 1]
    owners = [line.client_id for line in found.cards] + [line.client_id for line in found.requests]
    assert {*owners, *(note.client_id for note in found.notes)} == {bloom.id}
    assert search(desk, "same", []).cards == ()


def test_all_cards_are_read_one_after_another(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No index leads to a part of a word, so none may be walked: fetching each card from it takes six times as long."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    plain = sqlite_desk.rows

    def heard(sql: str, *values: object) -> list[tuple[object, ...]]:
        asked.append((sql, values))
        return plain(sql, *values)

    monkeypatch.setattr(sqlite_desk, "rows", heard)
    search(sqlite_desk, "newsletter")
    statement, values = next((sql, values) for sql, values in asked if "search LIKE" in sql)
    plan = [str(row[3]) for row in plain(f"EXPLAIN QUERY PLAN {statement}", *values)]
    assert plan[0] == "SCAN c"


@pytest.mark.parametrize("text", ["", "   ", "\x1b[0m"])
def test_nothing_finds_nothing(desk: Desk, acme: int, text: str) -> None:
    """Without a word there is nothing to find."""
    cards.add_card(desk, acme, "Card")
    assert search(desk, text).cards == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1, max_size=30), asked=st.text(max_size=6))
def test_what_is_found_is_what_holds_the_words(desk: Desk, acme: int, title: str, asked: str) -> None:
    """The database finds a card exactly when each folded word stands in its folded title or code, whatever the letters."""
    if not clean(title):
        return
    card = cards.add_card(desk, acme, title)
    words = searchable(clean(asked)).split()
    held = searchable(f"{clean(title)}  ACM-{card.number}")
    assert (card.id in [line.id for line in search(desk, asked).cards]) == (bool(words) and all(word in held for word in words))
