"""Random changes: as many undos as changes give back the beginning, redo the end."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.conftest import ACTOR, NOW
from tests.ground import dump
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.errors import VatuiError
from vatui.models import Board, Card, CardTag, CheckItem, Client, Row, Stage, Tag
from vatui.values import StageKind, Urgency

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


class Changes(RuleBasedStateMachine):
    """One person at a desk, who does this and that, and takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.clock = FrozenClock(NOW)
        self.desk = Desk.open(str(Path(self.folder) / "desk.db"), clock=self.clock, actor=ACTOR)
        self.states: list[dict[str, Any]] = [dump(self.desk)]
        self.place = 0
        self.number = 0

    def teardown(self) -> None:
        """Everything is taken back, then put back."""
        for place in range(self.place, 0, -1):
            self.desk.undo()
            assert dump(self.desk) == self.states[place - 1]
        for place in range(len(self.states) - 1):
            self.desk.redo()
            assert dump(self.desk) == self.states[place + 1]
        self.desk.close()
        shutil.rmtree(self.folder)

    def _did(self) -> None:
        """Remember the state after a change; a new one cuts off what could be redone."""
        state = dump(self.desk)
        if state != self.states[self.place]:
            del self.states[self.place + 1 :]
            self.states.append(state)
            self.place += 1
            self.clock.advance(seconds=30)

    def _any(self, row: type[Row], choice: int) -> Any:
        found = self.desk.rows(f'SELECT id FROM "{row.table()}" ORDER BY id')
        return row.get_by_id(found[choice % len(found)][0]) if found else None

    @initialize()
    def begin(self) -> None:
        """A client with a board."""
        with self.desk.change("Begin"):
            client = Client.create(code="ACM", name="Acme", colour=1, zone="Asia/Kathmandu", hours="", created_at=self.desk.now())
            board = Board.create(client=client, name="Work")
            for kind in (StageKind.READY, StageKind.DOING):
                Stage.create(board=board, name=kind.value, kind=kind)
        self._did()

    @rule(title=TEXTS, choice=st.integers(0, 9), tagged=st.booleans())
    def make(self, title: str, choice: int, tagged: bool) -> None:
        """A card, perhaps with a tag, in one change."""
        self.number += 1
        stage = self._any(Stage, choice)
        if stage is None:
            return
        with self.desk.change("Add card"):
            card = Card.create(
                client=1, number=self.number, stage=stage, position=choice, title=title,
                stage_since=self.desk.now(), created_at=self.desk.now(),
            )  # fmt: skip
            if tagged:
                tag = Tag.get_or_none(Tag.name == title) or Tag.create(name=title)
                CardTag.create(card=card, tag=tag)
        self._did()

    @rule(
        choice=st.integers(0, 9), title=TEXTS, urgency=st.sampled_from(Urgency), important=st.booleans(),
        twice=st.booleans(),
    )  # fmt: skip
    def edit(self, choice: int, title: str, urgency: Urgency, important: bool, twice: bool) -> None:
        """Columns of a card, perhaps by way of two objects."""
        card = self._any(Card, choice)
        if card is None:
            return
        with self.desk.change("Edit card"):
            same = Card.get_by_id(card.id)
            card.title, card.urgency = title, urgency
            card.save()
            if twice:
                same.important = important
                same.save()
        self._did()

    @rule(choice=st.integers(0, 9))
    def delete(self, choice: int) -> None:
        """A card and what hangs on it."""
        card = self._any(Card, choice)
        if card is None:
            return
        with self.desk.change("Delete card"):
            for row in (CardTag, CheckItem):
                for child in row.select().where(row.card == card.id):
                    child.delete_instance()
            card.delete_instance()
        self._did()

    @rule(count=st.integers(0, 6), choice=st.integers(0, 9), rename=st.booleans())
    def bulk(self, count: int, choice: int, rename: bool) -> None:
        """Many rows at once, some of them changed in the same change."""
        card = self._any(Card, choice)
        if card is None:
            return
        with self.desk.change("Import"):
            ids = self.desk.insert_many(CheckItem, [{"card": card.id, "text": f"{n}", "position": n} for n in range(count)])
            if rename:
                self.desk.update_many(CheckItem, "text", [(row_id, "again") for row_id in ids[::2]])
        self._did()

    @rule(choice=st.integers(0, 9))
    def fail(self, choice: int) -> None:
        """A change that is refused half-way."""
        try:
            with self.desk.change("Fail"):
                Tag.create(name=f"never {choice}")
                raise VatuiError
        except VatuiError:
            pass
        assert dump(self.desk) == self.states[self.place]

    @precondition(lambda self: self.place > 0)
    @rule()
    def undo(self) -> None:
        """One step back."""
        self.desk.undo()
        self.place -= 1
        assert dump(self.desk) == self.states[self.place]

    @precondition(lambda self: self.place < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        """One step forth."""
        self.desk.redo()
        self.place += 1
        assert dump(self.desk) == self.states[self.place]

    @rule()
    def reopen(self) -> None:
        """A restart between two steps."""
        self.desk.close()
        self.desk = Desk.open(str(Path(self.folder) / "desk.db"), clock=self.clock, actor=ACTOR)

    @invariant()
    def sound(self) -> None:
        """No row ever refers to nothing."""
        assert self.desk.rows("PRAGMA foreign_key_check") == []


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=min(settings().max_examples, 400), stateful_step_count=25, deadline=None)
