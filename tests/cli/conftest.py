"""A desk with a bit of everything, and the program run on it in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.rules import ROOT
from tests.conftest import ACTOR, NOW
from tests.factory import make_card, make_client, make_owner
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain import boards, cards, clients, entries, requests, timers
from vatui.values import StageKind, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Done:
    """What a call of the program left: its exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        import json

        return json.loads(self.out)


Run = "Callable[..., Done]"


@pytest.fixture(autouse=True)
def _shell(monkeypatch: pytest.MonkeyPatch, desk_url: str) -> None:
    """The environment of a person at the shell at the tests' instant."""
    monkeypatch.setenv("VATUI_DB", desk_url)
    monkeypatch.setenv("VATUI_NOW", "2026-11-24T13:42:00Z")
    monkeypatch.setenv("VATUI_ACTOR", ACTOR)


@pytest.fixture
def vatui(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run the program in this process."""
    from vatui.__main__ import main

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        status = main(list(arguments))
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


@pytest.fixture
def process() -> Callable[..., Done]:
    """Run the program in a process of its own, without a terminal; words may be bytes."""

    def run(*arguments: str | bytes, stdin: bytes = b"", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "vatui", *arguments],
            input=stdin,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, **environment},
            check=False,
            timeout=60,
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def filled(desk_url: str) -> str:
    """A desk with clients, cards, requests and time in every state; closed again. Gives its name."""
    clock = FrozenClock(NOW - timedelta(hours=5))
    desk = Desk.open(desk_url, clock=clock, actor=ACTOR)
    try:
        fill(desk, clock)
    finally:
        desk.close()
    return desk_url


def fill(desk: Desk, clock: FrozenClock) -> None:
    """Put a bit of everything on a desk."""
    make_owner(desk, "Ayu", zone="Asia/Jakarta")
    acme = make_client(desk, "Acme Studio", code="ACM", zone="America/New_York", promise=14_400, country="US", style="direct")
    kopi = make_client(desk, "Kopi Nusantara", code="KOP", zone="Asia/Jakarta", language="id", currency="IDR")
    clients.add_contact(desk, acme.id, "Jo Field", role="owner", email="jo@acme.example", phone="+1 555 0100")
    clients.add_note(desk, acme.id, "Likes short mails.\nNever call before ten.")
    dita = clients.add_helper(desk, "Dita", zone="Asia/Jakarta")
    newsletter = make_card(
        desk,
        acme,
        "Draft newsletter",
        due="2026-11-27T15:00",
        stage=StageKind.DOING,
        memo="Two topics.\nOne picture.",
        estimate=timedelta(hours=2),
        important=True,
        urgency=Urgency.YES,
        helper_id=dita.id,
        checklist=["topics", "picture"],
        links=[("Brief", "https://example.com/brief")],
        tags=["social"],
        repeat="FREQ=WEEKLY;BYDAY=FR",
    )
    cards.add_comment(desk, newsletter.id, "Ask about the picture.")
    _field(desk, newsletter.id)
    make_card(desk, acme, "Book flight", due="2026-11-23")
    invoice = make_card(desk, acme, "Sign the invoice", stage=StageKind.APPROVAL)
    cards.wait_for(desk, [invoice.id], "Jo", None)
    make_card(desk, kopi, "Unggah foto menu", due="2026-11-24", tags=["foto"])
    cards.finish_cards(desk, [make_card(desk, kopi, "Balas ulasan").id])
    requests.add_request(desk, "Can you move the call?\nThanks", client_id=acme.id, channel="wa", sender="Jo")
    asked = requests.add_request(desk, "A banner please", client_id=acme.id, channel="email", sender="Jo")
    requests.make_card(desk, asked.id)
    answered = requests.add_request(desk, "Apakah buka hari Minggu?", client_id=kopi.id)
    requests.answer(desk, answered.id, "Ya, mulai jam 9.")
    clock.set(NOW - timedelta(hours=2))
    entries.add_entry(desk, acme.id, NOW - timedelta(hours=4), NOW - timedelta(hours=3), card_id=newsletter.id, memo="draft")
    entries.add_entry(desk, kopi.id, NOW - timedelta(hours=26), NOW - timedelta(hours=25), memo="foto")
    clock.set(NOW - timedelta(minutes=45))
    timers.start(desk, card_id=newsletter.id, memo="writing")
    boards.add_board(desk, acme.id, "Website")


def _field(desk: Desk, card_id: int) -> None:
    from vatui.models import CustomValue

    with desk.change("Import"):
        CustomValue.create(card=card_id, name="Budget", value="100", position=0)
