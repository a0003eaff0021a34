"""The floor: a bare Textual app with one label that answers a key."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class Bare(App[None]):
    """One label."""

    ENABLE_COMMAND_PALETTE = False
    presses = 0

    def compose(self) -> ComposeResult:
        """The label."""
        yield Label("ready")

    def on_key(self, event: object) -> None:
        """Count a key."""
        key = getattr(event, "key", "")
        if key == "q":
            self.exit()
        self.presses += 1
        self.query_one(Label).update(f"key {self.presses}")


if __name__ == "__main__":
    Bare().run()
