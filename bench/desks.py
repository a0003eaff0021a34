"""Desks of any size, quickly: 12 clients, cards over all stages, entries over nine weeks or more."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vatui.desk import Desk
from vatui.domain import clients
from vatui.domain.boards import stages_of
from vatui.models.work import NO_DUE
from vatui.text import searchable

if TYPE_CHECKING:
    from pathlib import Path

ZONES = (
    "America/New_York", "Europe/London", "Europe/Oslo", "Asia/Jakarta", "Australia/Sydney", "America/Los_Angeles",
    "Europe/Berlin", "Asia/Singapore", "America/Chicago", "Africa/Nairobi", "Asia/Tokyo", "America/Sao_Paulo",
)  # fmt: skip
WORDS = (
    "draft", "report", "newsletter", "captions", "invoice", "call", "agenda",
    "logo", "budget", "travel", "inbox", "photo", "menu", "survey", "banner", "video",
)  # fmt: skip


def make(path: Path, cards: int, entries: int) -> None:
    """Write a desk with so many cards and entries and a running timer, unless it is there."""
    if path.exists():
        return
    randomly = random.Random(1)
    desk = Desk.open(str(path))
    now = desk.now()
    clients.set_owner(desk, name="Bench", zone="Asia/Jakarta", hours="Mon-Fri 09:00-17:00")
    stages: list[tuple[int, list[int]]] = []
    for number, zone in enumerate(ZONES):
        client = clients.add_client(desk, f"Client {number:02}", code=f"C{number:02}", zone=zone)
        stages.append((client.id, [stage for stage, *_rest in stages_of(desk, client.id)]))

    def text(instant: datetime) -> str:
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")

    plan = []
    for number in range(cards):
        client_id, own = stages[number % len(stages)]
        title = " ".join(randomly.choices(WORDS, k=5)) + f" {number}"
        stage = own[0] if number % 10 < 6 else own[1] if number % 10 < 7 else own[2] if number % 10 < 8 else own[3]
        done = text(now - timedelta(hours=randomly.randrange(2000))) if stage == own[3] else None
        at = now + timedelta(hours=randomly.randrange(-24 * 5, 24 * 90)) if number % 3 else None
        due = text(at) if at else None
        urgent = text(at - timedelta(hours=24)) if at else None
        plan.append((
            client_id, number // len(stages) + 1, stage, number * 1024, title, "", searchable(title),
            due and due[:16], due and "UTC",
            due, due or NO_DUE, 3600, number % 4 == 0, "auto", urgent, "", 0, True, "", False, done, text(now), text(now),
        ))  # fmt: skip
    columns = (
        "client_id, number, stage_id, position, title, memo, search, due_said, due_zone, due_at, due_rank, estimate, important, "
        "urgency, urgent_from, waiting_for, chased, client_visible, repeat, archived, done_at, stage_since, created_at"
    )
    marks = ", ".join("?" for _ in columns.split(", "))
    with desk.store.writing():
        desk.store.many(f"INSERT INTO card ({columns}) VALUES ({marks})", plan)
        for client_id, _own in stages:
            desk.store.run("INSERT INTO counter (name, value) VALUES (?, ?)", (f"card:{client_id}", cards))
        begin = now - timedelta(minutes=20 * entries + 60)
        rows = []
        for number in range(entries):
            start = begin + timedelta(minutes=20 * number)
            rows.append(
                (
                    stages[number % 12][0],
                    None,
                    text(start),
                    text(start + timedelta(minutes=15)),
                    "Asia/Jakarta",
                    "",
                    True,
                    False,
                    None,
                    desk.actor,
                )
            )
        rows.append(
            (
                stages[0][0],
                1 if cards else None,
                text(now - timedelta(minutes=30)),
                None,
                "Asia/Jakarta",
                "",
                True,
                False,
                None,
                desk.actor,
            )
        )
        desk.store.many(
            "INSERT INTO entry (client_id, card_id, started_at, ended_at, zone, memo, billable, needs_review, run, actor) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows,
        )  # fmt: skip
    desk.remember("coach", "done")
    desk.close()
