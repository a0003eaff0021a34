"""What can be done to a request, with the same key in the inbox and on Today (domain.md W10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vatui.domain import requests, timers
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.values import RequestState

if TYPE_CHECKING:
    from vatui.domain.requests import RequestLine
    from vatui.screens.base import RoomScreen


class RequestVerbs:
    """The verbs over one request; a room has one and calls it.

    Args:
        room: the screen that shows the request.
    """

    def __init__(self, room: RoomScreen) -> None:
        self._room = room

    def _named(self, line: RequestLine) -> str:
        return f"{line.client_code} “{line.title[:32]}”".strip()

    async def _do(self, said: str, line: RequestLine, function: Any, *values: Any, **more: Any) -> bool:
        """Run an operation on the request, say what was done and how to take it back."""
        console = self._room.console
        if await console.attempt(function, line.id, *values, **more) is None:
            return False
        console.say(_(said).format(name=self._named(line)) + " · " + _("u undo"), timeout=10)
        return True

    # ------------------------------------------------------------------ the four ways out

    def reply(self, line: RequestLine) -> None:
        """Note what was written back; the clock stops."""
        if line.replied_at is not None:
            self._room.console.say(_("This was replied to already."))
            return
        from vatui.screens.request import ReplyDialog

        async def noted(note: Any) -> None:
            if note is not None:
                await self._do(N_("Replied: {name}"), line, requests.replied, note.text, at=note.at)

        self._room.console.push_screen(ReplyDialog(line), noted)

    def decline(self, line: RequestLine) -> None:
        """Decline it with a text, or take it for no request at all."""
        if line.state != RequestState.OPEN:
            self._room.console.say(_("Only a waiting request can be declined."))
            return
        from vatui.screens.request import ReplyDialog

        async def noted(note: Any) -> None:
            if note is not None:
                await self._do(N_("Declined: {name}"), line, requests.decline, note.text, at=note.at)

        self._room.console.push_screen(ReplyDialog(line, declines=True), noted)

    def make_card(self, line: RequestLine) -> None:
        """Make a card of it; of one that is a card already, open that card."""
        if line.card_id is not None:
            self.open_card(line)
            return
        if line.state != RequestState.OPEN:
            self._room.console.say(_("This request is closed. x opens it again."))
            return
        from vatui.screens.request import MakeCard

        async def made(saved: Any) -> None:
            if saved is not None:
                self._room.console.card_id = saved.id
                self._room.console.say(
                    _("Made {code}; r when you have replied.").format(code=saved.code) + " · " + _("u undo"), timeout=10
                )

        self._room.console.push_screen(MakeCard(line), made)

    async def add_to_card(self, line: RequestLine) -> None:
        """Put its words on a card there is."""
        if line.state != RequestState.OPEN:
            self._room.console.say(_("Only a waiting request can be added to a card."))
            return
        from vatui.screens.request import ChooseCard, open_cards

        console = self._room.console
        found = await console.attempt(open_cards, line.client_id, ChooseCard.MOST)
        if not found:
            console.say(_("This client has no open card. enter makes one."))
            return

        async def chosen(card_id: Any) -> None:
            if card_id is not None:
                await self._do(N_("Added to a card: {name}"), line, requests.add_to_card, int(card_id))

        console.push_screen(ChooseCard(found, self._room.now, self._room.zone), chosen)

    # ------------------------------------------------------------------ its clock

    def snooze(self, line: RequestLine) -> None:
        """Hide it until a date; its clock runs on."""
        if line.state != RequestState.OPEN:
            self._room.console.say(_("Only a waiting request can be snoozed."))
            return
        from vatui.screens.request import AskSnooze

        async def answered(answer: Any) -> None:
            if answer is not None:
                said = N_("Snoozed: {name}") if answer.said else N_("Shown again: {name}")
                await self._do(said, line, requests.snooze, answer.said)

        self._room.console.push_screen(AskSnooze(line), answered)

    async def ask_back(self, line: RequestLine) -> None:
        """Note that the client was asked something: the clock stands until they write again."""
        if line.clock == "paused":
            self.wrote_again(line)
        else:
            await self._do(N_("Asked back, the clock stands: {name}"), line, requests.ask_back)

    def wrote_again(self, line: RequestLine) -> None:
        """Add what the client wrote now; a clock that stood starts anew."""
        from vatui.screens.request import AskMore

        async def wrote(words: str | None) -> None:
            if words is not None:
                await self._do(N_("Added their words: {name}"), line, requests.client_wrote_again, words)

        self._room.console.push_screen(AskMore(line), wrote)

    async def reopen(self, line: RequestLine) -> None:
        """Put a closed request back into the inbox; of an open one, note the reply."""
        if line.state == RequestState.OPEN:
            self.reply(line)
        else:
            await self._do(N_("Waits again: {name}"), line, requests.reopen)

    # ------------------------------------------------------------------ the rest

    def set_client(self, line: RequestLine) -> None:
        """Say whose it is."""
        from vatui.screens.choose_client import ChooseClient

        async def chosen(client_id: int | None) -> None:
            if client_id:
                await self._do(N_("Client chosen: {name}"), line, requests.set_client, client_id)

        self._room.console.push_screen(ChooseClient(_("Whose request is it?"), with_all=False), chosen)

    async def timer(self, line: RequestLine) -> None:
        """Start the timer for the request, or stop it; on its card if it has one."""
        console = self._room.console
        before = console.head.running if console.head else None
        try:
            if line.card_id is not None:
                await console.call(timers.toggle, line.card_id)
            elif before is not None and not before.paused and (before.client_id, before.memo) == (line.client_id, line.title[:60]):
                await console.call(timers.stop)
            else:
                await console.call(timers.start, client_id=line.client_id, memo=line.title[:60])
        except VatuiError as error:
            console.say(str(error), severity="error")
            return
        running = console.head.running if console.head else None
        if running is None or (before is not None and running.entry_id == before.entry_id):
            console.say(_("Timer stopped: {name}.").format(name=self._named(line)) + " · " + _("u undo"), timeout=10)
        elif before is not None and not before.paused and before.client_id != line.client_id:
            now = line.client_code or _("no client")
            said = _("Timer moved from {before} to {now}.").format(before=before.client_code or _("no client"), now=now)
            console.say(said, severity="warning", timeout=10)
        else:
            console.say(_("Timer runs: {name}.").format(name=self._named(line)))

    def open_card(self, line: RequestLine) -> None:
        """Open the card it was made into."""
        if line.card_id is None:
            self._room.console.say(_("This request has no card. enter makes one."))
            return
        from vatui.screens.card import CardScreen

        self._room.console.push_screen(CardScreen(line.card_id))

    def copy(self, line: RequestLine) -> None:
        """Copy its words to the clipboard."""
        self._room.console.copy_to_clipboard(line.words)
        self._room.console.say(_("Copied to the clipboard."))
