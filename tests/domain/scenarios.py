"""One example of every operation, on the demo's desk, for the tests that ask something of all of them.

A scenario prepares what it needs and returns the call; whoever runs it looks at the desk before and after that call.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from vatui import exchange
from vatui.capture_grammar import parse
from vatui.domain import boards, capture, cards, clients, demo, entries, imports, matrix, requests, timers
from vatui.models import CheckItem, Client, ClientNote, Contact, Entry, Link
from vatui.values import ClientState, Said, StageKind, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.desk import Desk

    Call = Callable[[], object]
    Scenario = Callable[[Desk], Call]

SCENARIOS: dict[str, Scenario] = {}
"""By the operation's module and name, such as ``cards.add_card``."""

EMPTY = {"demo._fill"}
"""Operations that need a desk without rows."""

H = timedelta(hours=1)
M = timedelta(minutes=1)
TOMORROW = Said("2026-11-25", "Asia/Jakarta")
LATER = Said("2026-12-08T15:00", "Europe/London")
EXPORT = Path(__file__).parent.parent / "exchange" / "golden" / "trello_board.json"


def scenario(name: str) -> Callable[[Scenario], Scenario]:
    """Register the example of an operation."""

    def register(function: Scenario) -> Scenario:
        SCENARIOS[name] = function
        return function

    return register


def simple(name: str, make: Callable[[Desk], Call]) -> None:
    """Register an example that needs no name of its own."""
    SCENARIOS[name] = make


def client(code: str) -> int:
    """The number of a client of the demo."""
    return int(Client.get(Client.code == code).id)


def card(desk: Desk, code: str) -> int:
    """The number of a card."""
    return cards.find_card(desk, code).id


def stage(desk: Desk, code: str, kind: StageKind) -> int:
    """A client's first stage of a kind."""
    return next(number for number, _, found, _ in boards.stages_of(desk, client(code)) if found == kind)


def board(desk: Desk, code: str) -> int:
    """A client's first board."""
    return boards.boards_of(desk, client(code))[0][0]


def request(desk: Desk) -> int:
    """The first request of the inbox."""
    return requests.inbox(desk).lines[0].id


def entry(desk: Desk) -> int:
    """The last finished entry."""
    found: Entry = Entry.select().where(Entry.ended_at.is_null(False)).order_by(Entry.id.desc()).get()
    return int(found.id)


def running(desk: Desk) -> timers.Running:
    """The timer of the demo."""
    found = timers.running(desk)
    assert found is not None
    return found


def done_card(desk: Desk) -> int:
    """A finished card."""
    return int(desk.rows("SELECT MIN(id) FROM card WHERE done_at IS NOT NULL")[0][0])


# ---------------------------------------------------------------------- clients

simple(
    "clients.set_owner",
    lambda desk: lambda: clients.set_owner(desk, name="Sari P.", zone="Asia/Makassar", hours="Mon-Sat 08:00-16:00"),
)
simple(
    "clients.add_client",
    lambda desk: lambda: clients.add_client(desk, "Fjord Kontor", zone="Europe/Oslo", country="NO", state=ClientState.ONBOARDING),
)
simple(
    "clients.edit_client",
    lambda desk: lambda: clients.edit_client(desk, client("BLM"), code="BLO", zone="Europe/Dublin", promise=7200),
)
simple("clients.order_clients", lambda desk: lambda: clients.order_clients(desk, [client("PCY"), client("OUT")]))
simple(
    "clients.add_contact",
    lambda desk: lambda: clients.add_contact(desk, client("ACM"), "Lee", role="assistant", email="lee@acme.example"),
)
simple(
    "clients.edit_contact",
    lambda desk: lambda: clients.edit_contact(desk, Contact.select().first().id, name="Dana W.", phone="+1 212 555 0199"),
)
simple("clients.remove_contact", lambda desk: lambda: clients.remove_contact(desk, Contact.select().first().id))
simple("clients.add_note", lambda desk: lambda: clients.add_note(desk, client("ACM"), "Never on Mondays."))
simple("clients.edit_note", lambda desk: lambda: clients.edit_note(desk, ClientNote.select().first().id, "Thursdays, not Fridays."))
simple("clients.remove_note", lambda desk: lambda: clients.remove_note(desk, ClientNote.select().first().id))
simple("clients.add_helper", lambda desk: lambda: clients.add_helper(desk, "Wulan", zone="Asia/Jakarta", skills="video"))


# ---------------------------------------------------------------------- cards


@scenario("cards.add_card")
def _(desk: Desk) -> Call:
    return lambda: cards.add_card(
        desk, client("BLM"), "Gift set announcement", due=LATER, estimate=2 * H, important=True, tags=["social", "gifts"],
        checklist=["Draft", "Pictures"], links=[("Brief", "https://bloom.example/brief")], memo="Two lines\nof words",
        start=TOMORROW, repeat="FREQ=WEEKLY;BYDAY=FR",
    )  # fmt: skip


@scenario("cards.edit_card")
def _(desk: Desk) -> Call:
    number = card(desk, "BLM-1")
    return lambda: cards.edit_card(desk, number, title="Reels captions, batch of 7", due=LATER, tags=["reels"], estimate=None)


@scenario("cards.move_cards")
def _(desk: Desk) -> Call:
    numbers = [card(desk, "BLM-10"), card(desk, "BLM-11")]
    target = stage(desk, "BLM", StageKind.DOING)
    return lambda: cards.move_cards(desk, numbers, target, before=card(desk, "BLM-2"))


@scenario("cards.finish_cards")
def _(desk: Desk) -> Call:
    repeating = card(desk, "BLM-5")
    return lambda: cards.finish_cards(desk, [repeating, card(desk, "ACM-1")])


@scenario("cards.delete_cards")
def _(desk: Desk) -> Call:
    # With steps, tags, a link, comments, running time and a request on it.
    number = card(desk, "BLM-1")
    asked = requests.add_request(desk, "And a seventh?", client("BLM"))
    requests.add_to_card(desk, asked.id, number)
    return lambda: cards.delete_cards(desk, [number, card(desk, "NOR-1")])


simple("cards.shift_card", lambda desk: lambda: cards.shift_card(desk, card(desk, "BLM-4"), 2))
simple(
    "cards.move_to_client",
    lambda desk: lambda: cards.move_to_client(desk, [card(desk, "BLM-4"), card(desk, "NOR-3")], client("ACM")),
)
simple("cards.reopen_cards", lambda desk: lambda: cards.reopen_cards(desk, [done_card(desk)]))
simple("cards.set_important", lambda desk: lambda: cards.set_important(desk, [card(desk, "BLM-4"), card(desk, "ACM-4")], True))
simple("cards.set_urgency", lambda desk: lambda: cards.set_urgency(desk, [card(desk, "BLM-4"), card(desk, "ACM-1")], Urgency.NO))
simple("cards.set_due", lambda desk: lambda: cards.set_due(desk, [card(desk, "BLM-1"), card(desk, "ACM-4")], TOMORROW))
simple("cards.snooze_cards", lambda desk: lambda: cards.snooze_cards(desk, [card(desk, "BLM-1")], TOMORROW))
simple("cards.assign_cards", lambda desk: lambda: cards.assign_cards(desk, [card(desk, "BLM-1")], clients.helpers(desk)[0][0]))
simple("cards.wait_for", lambda desk: lambda: cards.wait_for(desk, [card(desk, "BLM-10")], "Tom", LATER))
simple("cards.chase_cards", lambda desk: lambda: cards.chase_cards(desk, [card(desk, "BLM-10"), card(desk, "ACM-8")], LATER))
simple("cards.archive_cards", lambda desk: lambda: cards.archive_cards(desk, [done_card(desk), card(desk, "BLM-8")]))
simple("cards.copy_card", lambda desk: lambda: cards.copy_card(desk, card(desk, "BLM-1")))
simple("cards.add_check", lambda desk: lambda: cards.add_check(desk, card(desk, "BLM-2"), "One more step", "List"))
simple("cards.tick", lambda desk: lambda: cards.tick(desk, CheckItem.select().first().id))
simple("cards.edit_check", lambda desk: lambda: cards.edit_check(desk, CheckItem.select().first().id, "Other words"))
simple("cards.move_check", lambda desk: lambda: cards.move_check(desk, CheckItem.select().first().id, 2))
simple("cards.remove_check", lambda desk: lambda: cards.remove_check(desk, CheckItem.select().first().id))
simple("cards.add_link", lambda desk: lambda: cards.add_link(desk, card(desk, "BLM-2"), "https://bloom.example/polls", "Polls"))
simple("cards.remove_link", lambda desk: lambda: cards.remove_link(desk, Link.select().first().id))
simple("cards.add_comment", lambda desk: lambda: cards.add_comment(desk, card(desk, "BLM-2"), "Two words\non two lines", "Priya"))


# ---------------------------------------------------------------------- boards


simple(
    "boards.add_board",
    lambda desk: lambda: boards.add_board(desk, client("BLM"), "Launch", [("Ideas", StageKind.INBOX, 0), ("", StageKind.DONE, 0)]),
)
simple("boards.rename_board", lambda desk: lambda: boards.rename_board(desk, board(desk, "BLM"), "Bloom, every day"))
simple(
    "boards.add_stage",
    lambda desk: lambda: boards.add_stage(desk, board(desk, "BLM"), "Ideas", StageKind.INBOX, limit=9, position=0),
)
simple("boards.move_stage", lambda desk: lambda: boards.move_stage(desk, stage(desk, "BLM", StageKind.APPROVAL), -2))


@scenario("boards.archive_board")
def _(desk: Desk) -> Call:
    boards.add_board(desk, client("BLM"), "Launch")
    return lambda: boards.archive_board(desk, board(desk, "BLM"))


@scenario("boards.edit_stage")
def _(desk: Desk) -> Call:
    return lambda: boards.edit_stage(desk, stage(desk, "BLM", StageKind.APPROVAL), name="Out", kind=StageKind.DONE, limit=3)


@scenario("boards.remove_stage")
def _(desk: Desk) -> Call:
    gone, target = stage(desk, "BLM", StageKind.APPROVAL), stage(desk, "BLM", StageKind.DOING)
    return lambda: boards.remove_stage(desk, gone, cards_to=target)


# ---------------------------------------------------------------------- time


@scenario("entries.add_entry")
def _(desk: Desk) -> Call:
    now = desk.now()
    return lambda: entries.add_entry(desk, None, now - 9 * H, now - 8 * H, card_id=card(desk, "BLM-4"), memo="Alt text")


@scenario("entries.split")
def _(desk: Desk) -> Call:
    number = entry(desk)
    return lambda: entries.split(desk, number, entries.entry_line(desk, number).started_at + 5 * M)


@scenario("entries.join")
def _(desk: Desk) -> Call:
    number = entry(desk)
    first, second = entries.split(desk, number, entries.entry_line(desk, number).started_at + 5 * M)
    return lambda: entries.join(desk, first.id, second.id)


simple(
    "entries.edit_entry", lambda desk: lambda: entries.edit_entry(desk, entry(desk), client_id=client("NOR"), memo="Other words")
)
simple("entries.delete", lambda desk: lambda: entries.delete(desk, entry(desk)))
simple("timers.start", lambda desk: lambda: timers.start(desk, card_id=card(desk, "ACM-1")))
simple("timers.stop", lambda desk: lambda: timers.stop(desk))
simple("timers.pause", lambda desk: lambda: timers.pause(desk))
simple("timers.interrupt", lambda desk: lambda: timers.interrupt(desk, client_id=client("OUT"), memo="Mia rang"))
simple("timers.discard", lambda desk: lambda: timers.discard(desk))
simple("timers.shift_start", lambda desk: lambda: timers.shift_start(desk, -5))
simple("timers.set_memo", lambda desk: lambda: timers.set_memo(desk, "Hooks"))


@scenario("timers.resume")
def _(desk: Desk) -> Call:
    timers.pause(desk)
    return lambda: timers.resume(desk)


@scenario("timers.back")
def _(desk: Desk) -> Call:
    timers.interrupt(desk, client_id=client("OUT"), memo="Mia rang")
    return lambda: timers.back(desk)


@scenario("timers.stop_at")
def _(desk: Desk) -> Call:
    timer = running(desk)
    return lambda: timers.stop_at(desk, timer.entry_id, timer.started_at + 30 * M)


@scenario("timers.drop_gap")
def _(desk: Desk) -> Call:
    timer = running(desk)
    return lambda: timers.drop_gap(desk, timer.entry_id, timer.started_at + 30 * M)


@scenario("timers.give_gap")
def _(desk: Desk) -> Call:
    timer = running(desk)
    return lambda: timers.give_gap(desk, timer.entry_id, timer.started_at + 30 * M, client_id=client("OUT"), memo="A call")


# ---------------------------------------------------------------------- requests


simple(
    "requests.add_request",
    lambda desk: lambda: requests.add_request(desk, "And a seventh?\nPlease.", client("BLM"), channel="wa", sender="Priya Anand"),
)
simple("requests.set_client", lambda desk: lambda: requests.set_client(desk, request(desk), client("OUT")))
simple("requests.make_card", lambda desk: lambda: requests.make_card(desk, request(desk), important=True, tags=["web"]))
simple("requests.answer", lambda desk: lambda: requests.answer(desk, request(desk), "Done."))
simple("requests.decline", lambda desk: lambda: requests.decline(desk, request(desk), "Not this month."))
simple("requests.ask_back", lambda desk: lambda: requests.ask_back(desk, request(desk)))
simple("requests.snooze", lambda desk: lambda: requests.snooze(desk, request(desk), TOMORROW))


@scenario("requests.add_to_card")
def _(desk: Desk) -> Call:
    asked = requests.add_request(desk, "And a seventh?", client("BLM"))
    return lambda: requests.add_to_card(desk, asked.id, card(desk, "BLM-1"))


@scenario("requests.replied")
def _(desk: Desk) -> Call:
    number = request(desk)
    requests.make_card(desk, number)
    return lambda: requests.replied(desk, number, "On it.")


@scenario("requests.reopen")
def _(desk: Desk) -> Call:
    number = request(desk)
    requests.make_card(desk, number)
    requests.replied(desk, number)
    return lambda: requests.reopen(desk, number)


@scenario("requests.client_wrote_again")
def _(desk: Desk) -> Call:
    number = request(desk)
    requests.ask_back(desk, number)
    return lambda: requests.client_wrote_again(desk, number, "The second one.")


# ---------------------------------------------------------------------- all others


@scenario("matrix.to_quadrant")
def _(desk: Desk) -> Call:
    numbers = [card(desk, "BLM-1"), card(desk, "ACM-4"), card(desk, "ACM-1")]
    return lambda: matrix.to_quadrant(desk, numbers, important=False, urgent=False)


@scenario("capture.save_all")
def _(desk: Desk) -> Call:
    texts = [
        "acm: Draft newsletter fri 3pm !! ~2h #launch\n- topics",
        "blm> A question via wa",
        "nor= a note",
        "acm+ 20m mail",
        "milk",
    ]
    what = capture.known(desk)
    return lambda: capture.save_all(desk, [(parse(text, what), text) for text in texts])


@scenario("demo._fill")
def _(desk: Desk) -> Call:
    return lambda: demo.make_demo(desk)


@scenario("imports.apply")
def _(desk: Desk) -> Call:
    data = EXPORT.read_bytes()
    bundle = exchange.read("trello", data, EXPORT.name)
    return lambda: imports.apply(desk, bundle, client("ACM"), file_name=EXPORT.name, sha256="00")
