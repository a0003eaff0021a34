"""The folded text by which a card is found: its title, tags and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui.models import Card
from vatui.text import searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vatui.desk import Desk


def search_text(title: str, tags: Sequence[str], code: str) -> str:
    """What a card is found by."""
    return searchable(f"{title} {' '.join(tags)} {code}")


def refresh_search(desk: Desk, client_id: int) -> None:
    """Write it anew for a client's cards, when the client's code changed; inside an operation."""
    code = desk.rows("SELECT code FROM client WHERE id = ?", client_id)[0][0]
    tags: dict[int, list[str]] = {}
    for card_id, name in desk.rows(
        "SELECT x.card_id, t.name FROM card_tag x JOIN tag t ON t.id = x.tag_id JOIN card c ON c.id = x.card_id "
        "WHERE c.client_id = ? ORDER BY x.id",
        client_id,
    ):
        tags.setdefault(card_id, []).append(name)
    cards = desk.rows("SELECT id, number, title FROM card WHERE client_id = ?", client_id)
    plan = [(card_id, search_text(title, tags.get(card_id, []), f"{code}-{number}")) for card_id, number, title in cards]
    desk.update_many(Card, "search", plan)
