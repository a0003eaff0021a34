"""What can be done to the selected card, with the same key in every room."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from vatui import wording
from vatui.domain import cards, timers
from vatui.i18n import N_, _, ngettext
from vatui.screens import card_lines
from vatui.screens.base import RoomScreen
from vatui.widgets.peek import Peek

if TYPE_CHECKING:
    from textual.binding import BindingType

    from vatui.app import VatuiApp
    from vatui.domain.calendar import Reason
    from vatui.domain.cards import CardLine
    from vatui.domain.header import Header


class CardVerbs:
    """The verbs, mixed into what shows cards: a room, or the sheet of one card."""

    KEYS: ClassVar[list[BindingType]] = [
        Binding("t", "timer", N_("Timer"), tooltip=N_("Start, stop or switch the timer here"), id="card.timer"),
        Binding("x", "done", N_("Done"), tooltip=N_("Done, or open again"), id="card.done"),
        Binding("e", "edit", N_("Edit"), tooltip=N_("Edit the card"), id="card.edit"),
        Binding("d", "due", N_("Due"), tooltip=N_("Type a due date"), id="card.due"),
        Binding("s", "snooze", N_("Snooze"), show=False, tooltip=N_("Hide until a date"), id="card.snooze"),
        Binding("i", "important", N_("Important"), show=False, tooltip=N_("Important, or not"), id="card.important"),
        Binding("a", "assign", N_("Assign"), show=False, tooltip=N_("Hand to a helper; ask again when waiting"), id="card.assign"),
        Binding("w", "wait", N_("Wait for"), show=False, tooltip=N_("Note who must answer, and when to ask"), id="card.wait"),
        Binding("m", "memo", N_("Memo"), show=False, tooltip=N_("Write the memo"), id="card.memo"),
        Binding("o", "open_link", N_("Open link"), show=False, id="card.link"),
        Binding("y", "copy_card", N_("Copy"), show=False, tooltip=N_("Copy title and code"), id="card.copy"),
        Binding("C", "duplicate", N_("Duplicate"), show=False, tooltip=N_("Make a copy of the card"), id="card.duplicate"),
        Binding("A", "archive", N_("Archive"), show=False, tooltip=N_("Put the card away"), id="card.archive"),
        Binding(
            "M", "to_client", N_("Move to client"), show=False, tooltip=N_("Give the card to another client"), id="card.to_client"
        ),
        Binding("X,delete", "delete", N_("Delete"), show=False, tooltip=N_("Delete, with undo"), id="card.delete"),
    ]

    if TYPE_CHECKING:

        @property
        def console(self) -> VatuiApp:
            """The app."""

        @property
        def head(self) -> Header:
            """What every room knows."""

    # ------------------------------------------------------------------ for the rooms to fill

    def card_targets(self) -> list[int]:
        """The marked cards, else the one under the cursor."""
        raise NotImplementedError

    def clear_marks(self) -> None:
        """Mark nothing."""

    # ------------------------------------------------------------------ help for the verbs

    async def _selected(self) -> list[CardLine]:
        ids = self.card_targets()
        if not ids:
            self.console.say(_("No card is selected."))
            return []
        found = await self.console.attempt(lines_of, ids)
        return found or []

    def _named(self, lines: list[CardLine]) -> str:
        if len(lines) == 1:
            return f"{lines[0].client_code} “{lines[0].title[:32]}”"
        return ngettext("{count} card", "{count} cards", len(lines)).format(count=len(lines))

    async def _do(self, said: str, function: Any, ids: list[int], *values: Any, lines: list[CardLine] | None = None) -> bool:
        """Run an operation over cards, say what was done and how to take it back."""
        result = await self.console.attempt(function, ids, *values)
        if result is None:
            return False
        if lines:
            self.console.say(_(said).format(name=self._named(lines)) + " · " + _("u undo"), timeout=10)
        self.clear_marks()
        return True

    # ------------------------------------------------------------------ the verbs

    async def action_timer(self) -> None:
        """Start the timer on the card, stop it, or switch to it."""
        lines = await self._selected()
        if len(lines) != 1:
            if lines:
                self.console.say(_("The timer runs on one card. Take the marks away first."))
            return
        line = lines[0]
        before = self.head.running
        done = await self.console.attempt(timers.toggle, line.id)
        if done is None:
            return
        running = self.head.running
        if running is None or running.card_id != line.id:
            self.console.say(_("Timer stopped: {name}.").format(name=self._named(lines)) + " · " + _("u undo"), timeout=10)
        elif before is not None and before.client_id != line.client_id and not before.paused:
            self.console.say(
                _("Timer moved from {before} to {now}.").format(before=before.client_code or _("no client"), now=line.client_code),
                severity="warning", timeout=10,
            )  # fmt: skip
        else:
            self.console.say(_("Timer runs: {name}.").format(name=self._named(lines)))

    async def action_done(self) -> None:
        """Mark done, or open again."""
        lines = await self._selected()
        if not lines:
            return
        open_ids = [line.id for line in lines if line.done_at is None]
        if open_ids:
            unticked = await self.console.attempt(cards.review_unticked, open_ids)
            if unticked:
                from vatui.screens.ask import Confirm

                text = ngettext("{count} step is not ticked yet.", "{count} steps are not ticked yet.", unticked).format(
                    count=unticked
                )

                async def answered(yes: bool | None) -> None:
                    if yes:
                        await self._do(N_("Done: {name}"), cards.finish_cards, open_ids, lines=lines)

                self.console.push_screen(Confirm(text, _("Done anyway")), answered)
                return
            await self._do(N_("Done: {name}"), cards.finish_cards, open_ids, lines=lines)
        else:
            await self._do(N_("Open again: {name}"), cards.reopen_cards, [line.id for line in lines], lines=lines)

    async def action_important(self) -> None:
        """Turn importance round."""
        lines = await self._selected()
        if lines:
            await self._do("", cards.set_important, [line.id for line in lines], not all(line.important for line in lines))

    async def action_archive(self) -> None:
        """Put cards away."""
        lines = await self._selected()
        if lines:
            await self._do(N_("Archived: {name}"), cards.archive_cards, [line.id for line in lines], lines=lines)

    async def action_delete(self) -> None:
        """Delete cards."""
        lines = await self._selected()
        if lines:
            await self._do(N_("Deleted: {name}"), cards.delete_cards, [line.id for line in lines], lines=lines)

    async def action_duplicate(self) -> None:
        """Make a copy."""
        lines = await self._selected()
        if len(lines) == 1 and await self.console.attempt(cards.copy_card, lines[0].id) is not None:
            self.console.say(_("Copied: {name}").format(name=self._named(lines)) + " · " + _("u undo"), timeout=10)

    async def action_due(self) -> None:
        """Ask for a due date."""
        lines = await self._selected()
        if lines:
            from vatui.screens.ask_date import AskDate

            async def answered(answer: object) -> None:
                if answer is not None:
                    await self._dated(answer, lines)

            self.console.push_screen(AskDate(lines, "due"), answered)

    async def _dated(self, answer: Any, lines: list[CardLine]) -> None:
        ids = [line.id for line in lines]
        if answer.pin is not None:
            await self._do("", cards.set_urgency, ids, answer.pin)
        else:
            await self._do(N_("Due date set: {name}"), cards.set_due, ids, answer.said, lines=lines)

    async def action_snooze(self) -> None:
        """Hide until a date."""
        lines = await self._selected()
        if lines:
            from vatui.screens.ask_date import AskDate

            async def answered(answer: Any) -> None:
                if answer is not None:
                    said = N_("Snoozed: {name}") if answer.said else N_("Shown again: {name}")
                    await self._do(said, cards.snooze_cards, [line.id for line in lines], answer.said, lines=lines)

            self.console.push_screen(AskDate(lines, "wait"), answered)

    async def action_assign(self) -> None:
        """Hand to a helper; on a waiting card note that it was asked again."""
        lines = await self._selected()
        if not lines:
            return
        if all(line.waiting for line in lines):
            from vatui.screens.ask_date import AskDate

            async def asked(answer: Any) -> None:
                if answer is not None:
                    await self._do(
                        N_("Asked again: {name}"), cards.chase_cards, [line.id for line in lines], answer.said, lines=lines
                    )

            self.console.push_screen(AskDate(lines, "chase"), asked)
            return
        from vatui.screens.choose_helper import ChooseHelper

        async def chosen(helper_id: int | None) -> None:
            if helper_id is not None:
                said = N_("Handed over: {name}") if helper_id else N_("Taken back: {name}")
                await self._do(said, cards.assign_cards, [line.id for line in lines], helper_id or None, lines=lines)

        self.console.push_screen(ChooseHelper(), chosen)

    async def action_wait(self) -> None:
        """Note for whom cards wait."""
        lines = await self._selected()
        if lines:
            self.ask_for_whom(lines)

    def ask_for_whom(self, lines: list[CardLine]) -> None:
        """Ask for whom cards wait and when to ask again; can be skipped."""
        from vatui.screens.ask_waiting import AskWaiting

        async def answered(answer: Any) -> None:
            if answer is not None:
                ids = [line.id for line in lines]
                await self._do(N_("Waiting: {name}"), cards.wait_for, ids, answer.person, answer.said, lines=lines)

        self.console.push_screen(AskWaiting(lines), answered)

    async def action_to_client(self) -> None:
        """Give cards to another client, after a warning."""
        lines = await self._selected()
        if not lines:
            return
        from vatui.screens.choose_client import ChooseClient

        async def chosen(client_id: int | None) -> None:
            if client_id:
                target = next((c for c in self.head.clients if c.id == client_id), None)
                if target is None or all(line.client_id == client_id for line in lines):
                    return
                from vatui.screens.ask import Confirm

                text = _("Move {name} to {code}? Time already worked stays where it was earned.").format(
                    name=self._named(lines), code=target.code
                )

                async def sure(yes: bool | None) -> None:
                    if yes:
                        ids = [line.id for line in lines]
                        await self._do(N_("Moved: {name}"), cards.move_to_client, ids, client_id, lines=lines)

                self.console.push_screen(Confirm(text, _("Move")), sure)

        self.console.push_screen(ChooseClient(title=_("Move to which client?"), with_all=False), chosen)

    async def action_edit(self) -> None:
        """Edit the card."""
        lines = await self._selected()
        if lines:
            self.open_card(lines[0].id, edit=True)

    def open_card(self, card_id: int, *, edit: bool = False) -> None:
        """Open the card's sheet."""
        from vatui.screens.card import CardScreen

        self.console.push_screen(CardScreen(card_id, edit=edit))

    async def action_memo(self) -> None:
        """Write the memo."""
        lines = await self._selected()
        if len(lines) == 1:
            from vatui.screens.memo import MemoScreen

            self.console.push_screen(MemoScreen(lines[0].id))

    async def action_open_link(self) -> None:
        """Open the card's first link with the system's program."""
        lines = await self._selected()
        if len(lines) != 1:
            return
        sheet = await self.console.attempt(cards.card_sheet, lines[0].id)
        if sheet is None:
            return
        if not sheet.links:
            self.console.say(_("This card has no link. e adds one."))
            return
        address = sheet.links[0][2]
        self.console.open_url(address)
        self.console.say(_("Opened {address}").format(address=address[:44]))

    async def action_copy_card(self) -> None:
        """Copy code and title to the clipboard."""
        lines = await self._selected()
        if lines:
            self.console.copy_to_clipboard("\n".join(f"{line.code} {line.title}" for line in lines))
            self.console.say(_("Copied to the clipboard."))


class CardRoom(CardVerbs, RoomScreen):
    """A room with cards: it says which are selected, the verbs are the same everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = CardVerbs.KEYS

    # ------------------------------------------------------------------ the peek

    PEEK_SAYS_WHY: ClassVar[bool] = False
    """Whether the peek says why a card is urgent."""

    def peek_at(self, card_id: int | None) -> None:
        """Say everything about a card in the peek: in the same frame as the cursor where nothing has to be waited for."""
        if card_id is None:
            self.query_one(Peek).clear()
            return
        self.console.card_id = card_id
        found = self.console.desk.glance(_read_peek, card_id, self.PEEK_SAYS_WHY)
        if found is not None:
            self._show_peek(found)
        else:
            self.begin(functools.partial(self._peek_later, card_id), "peek")

    async def _peek_later(self, card_id: int) -> None:
        found = await self.console.attempt(_read_peek, card_id, self.PEEK_SAYS_WHY)
        if found is not None and self.console.card_id == card_id:
            self._show_peek(found)

    def _show_peek(self, found: tuple[cards.CardPeek | None, Reason | None]) -> None:
        peek, reason = found
        if peek is None:
            self.query_one(Peek).clear()
            return
        why = "" if reason is None else wording.why_urgent(reason.kind, reason.until, reason.remaining, reason.working)
        self.query_one(Peek).show(*card_lines.peek(peek, self.head, self.now, why))


def lines_of(desk: Any, ids: list[int]) -> list[CardLine]:
    """Cards as lines, in the order of their numbers given; ``NotFound`` if one is gone."""
    return [cards.card_line(desk, card_id) for card_id in ids]


def _read_peek(desk: Any, card_id: int, with_reason: bool) -> tuple[cards.CardPeek | None, Reason | None]:
    peek = cards.card_peek(desk, card_id)
    if not with_reason or peek is None:
        return peek, None
    from vatui.domain import matrix

    return peek, matrix.reason_of(desk, peek)
