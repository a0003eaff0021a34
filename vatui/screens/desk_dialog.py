"""What every dialog of the console has: the app for what it is, and keys in the language of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic

from textual.binding import Binding

from vatui.i18n import N_
from vatui.screens.base import translated
from vatui.widgets.dialog import Dialog, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from textual.binding import ActiveBinding, BindingType
    from textual.worker import Worker

    from vatui.app import VatuiApp
    from vatui.domain.clients import ClientLine
    from vatui.domain.header import Header


class DeskDialog(Dialog[Result], Generic[Result]):
    """A dialog of the console."""

    # The sizes that rooms know are none of a dialog's: to set their classes would style and paint it once more.
    HORIZONTAL_BREAKPOINTS = []
    VERTICAL_BREAKPOINTS = []

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "app.keys", N_("Keys"), show=False, tooltip=N_("The keys of this dialog"), id="dialog.keys"),
    ]

    @property
    def console(self) -> VatuiApp:
        """The app."""
        app: Any = self.app
        return app  # type: ignore[no-any-return]  # there is no other app

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that can be pressed now, with their texts in the language of the moment."""
        return {key: translated(active) for key, active in super().active_bindings.items()}

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.console.now or self.console.desk.now()

    @property
    def head(self) -> Header:
        """What every room knows."""
        head = self.console.head
        assert head is not None
        return head

    @property
    def zone(self) -> str:
        """My zone."""
        return self.head.mine.zone

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Start what takes the desk's thread; what the same group began before is given up."""
        worker: Worker[None] = self.run_worker(work, group=group, exclusive=True)
        del worker

    def named_clients(self) -> tuple[ClientLine, ...]:
        """The clients that may be named: all, or in discreet mode only the one of the scope."""
        if self.console.discreet:
            return tuple(client for client in self.head.clients if client.id == self.console.scope)
        return self.head.clients
