"""Every key of the console: named, told in both languages, possible in a terminal, and never in two minds."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, TextArea

import vatui
from vatui import i18n
from vatui.app import VatuiApp
from vatui.screens.base import RoomScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE = i18n.FOLDER / "id" / "LC_MESSAGES" / "vatui.po"
NEVER = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+b", "ctrl+a", "ctrl+w", "ctrl+t", "ctrl+enter", "shift+enter", "f10", "f11"}
"""Keys that never arrive, arrive as another key, or belong to what is around the console (interface.md 4.2)."""


@dataclass(frozen=True)
class Key:
    """One key of one part of the console."""

    owner: type[DOMNode]
    binding: Binding

    def __str__(self) -> str:
        return f"{self.owner.__module__}.{self.owner.__name__}: {self.binding.key} → {self.binding.action}"


@cache
def classes() -> tuple[type[DOMNode], ...]:
    """Every part of the console that may have keys."""
    for module in pkgutil.walk_packages(vatui.__path__, "vatui."):
        if module.name.startswith(("vatui.screens.", "vatui.widgets.", "vatui.app", "vatui.palette")):
            import_module(module.name)
    found = []
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("vatui.") and kind not in found:
            found.append(kind)
    return tuple(sorted(found, key=lambda kind: (kind.__module__, kind.__name__)))


def own_keys(kind: type[DOMNode]) -> Iterator[Key]:
    """The keys that a class declares itself, one at a time."""
    for binding in Binding.make_bindings(vars(kind).get("BINDINGS", ())):
        yield Key(kind, binding)


@cache
def keys() -> tuple[Key, ...]:
    """Every key that the console declares."""
    return tuple(key for kind in classes() for key in own_keys(kind))


def all_of(kind: type[DOMNode]) -> dict[str, Key]:
    """The keys that work in a class, its ancestors' included; of Textual's own only where nothing of ours has the key."""
    found: dict[str, Key] = {}
    for base in kind.__mro__:
        if isinstance(base, type) and issubclass(base, DOMNode) and "BINDINGS" in vars(base):
            for key in own_keys(base):
                found.setdefault(key.binding.key, key)
            if not vars(base).get("_inherit_bindings", True):
                break
    return found


def acts(key: Key) -> str:
    """What a key does, whoever does it: ``app.go('today')`` and ``go('today')`` are the same."""
    return key.binding.action.rpartition("app.")[2]


def ours(found: dict[str, Key]) -> dict[str, Key]:
    """Those that the console declares."""
    return {name: key for name, key in found.items() if key.owner.__module__.startswith("vatui.")}


def test_there_are_keys() -> None:
    """The walk finds the rooms, the dialogs, the widgets and the app."""
    owners = {key.owner.__name__ for key in keys()}
    assert {"VatuiApp", "Dialog", "RowList", "BoardPane", "InboxScreen", "GoScreen"} <= owners
    assert len(keys()) > 120


def test_every_key_has_a_name_and_words() -> None:
    """Each binding has an id, by which a person may give it another key, and a description."""
    assert [str(key) for key in keys() if not key.binding.id or not key.binding.description] == []


def test_an_id_stands_for_one_thing() -> None:
    """An id has one action and one description, in whatever classes it is declared."""
    meant: dict[str, set[tuple[str, str]]] = {}
    for key in keys():
        meant.setdefault(key.binding.id or "", set()).add((acts(key), key.binding.description))
    assert {name: sorted(things) for name, things in meant.items() if len(things) > 1} == {}


def test_no_key_that_a_terminal_swallows() -> None:
    """No alt, no ctrl+enter, none that is another key in a terminal or that tmux, screen or a browser takes."""
    assert [
        str(key) for key in keys() if key.binding.key in NEVER or "alt+" in key.binding.key or "super+" in key.binding.key
    ] == []


def test_a_ctrl_key_is_never_the_only_way() -> None:
    """What ctrl and a letter do can be done in another way: by a plain key, or by a button of the dialog."""
    plain = {key.binding.id for key in keys() if not key.binding.key.startswith("ctrl+")}
    only = {key.binding.id for key in keys() if key.binding.key.startswith("ctrl+")} - plain
    # ctrl+q is q from anywhere; the others have buttons or stand where every plain key is a letter.
    assert only <= {"app.quit", *BUTTONS}


BUTTONS = {"dialog.save", "first.quit", "memo.editor", "memo.render", "capture.next"}
"""Commands of dialogs that stand on a button, too."""


def test_every_key_is_told_in_indonesian() -> None:
    """Description and tooltip are in the Indonesian catalogue."""
    if not CATALOGUE.is_file():
        pytest.skip(f"the Indonesian catalogue is missing: {CATALOGUE} (make messages)")
    from tools import messages

    told = {
        messages.key(message) for message in messages.texts(messages.load("id")) if all(messages.translations(message))
    }  # fmt: skip
    texts = {text for key in keys() for text in (key.binding.description, key.binding.tooltip) if text}
    assert sorted(texts - told) == []


def _screens(kind: type[Screen[Any]]) -> list[type[Screen[Any]]]:
    return [one for one in classes() if issubclass(one, kind) and one is not kind]


def test_a_room_does_not_take_a_key_of_the_app() -> None:
    """What a key does in every room it does in each of them, or the room says the same thing of its own."""
    everywhere = ours(all_of(VatuiApp))
    clashes = []
    for room in _screens(RoomScreen):
        for name, key in ours(all_of(room)).items():
            other = everywhere.get(name)
            if other is not None and acts(other) != acts(key) and (room.__name__, name) not in TURNS:
                clashes.append(f"{key} against {other}")
    assert clashes == []


TURNS = {("ZonesScreen", "z")}
"""Keys that open a page from anywhere and close it again on the page itself."""


def test_a_widget_does_not_take_a_key_of_the_rooms() -> None:
    """A list, lane or calendar has no key that means something else in a room or in the app."""
    everywhere = ours(all_of(VatuiApp))
    rooms = {(room, name): key for room in _screens(RoomScreen) for name, key in ours(all_of(room)).items()}
    clashes = set()
    for widget in classes():
        if issubclass(widget, Screen | Input | TextArea) or issubclass(widget, VatuiApp):
            continue
        for name, key in ours(all_of(widget)).items():
            other = everywhere.get(name)
            if other is not None and acts(other) != acts(key):
                clashes.add(f"{key} against {other}")
            for (room, taken), theirs in rooms.items():
                if taken == name and widget.__module__ == room.__module__ and acts(theirs) != acts(key):
                    clashes.add(f"{key} against {theirs}")
    assert sorted(clashes) == []


def test_a_dialog_keeps_the_keys_that_leave() -> None:
    """In every dialog esc leaves and ctrl+q ends the console; neither does anything else."""
    clashes = []
    for dialog in _screens(ModalScreen):
        found = all_of(dialog)
        escape = found.get("escape")
        if escape is None or not ("leave" in escape.binding.action or dialog.__name__ in GOES_ON):
            clashes.append(f"{dialog.__name__}: esc {escape}")
        if "ctrl+q" in found and acts(found["ctrl+q"]) != "quit":
            clashes.append(f"{dialog.__name__}: {found['ctrl+q']}")
    assert clashes == []
    assert all_of(VatuiApp)["ctrl+q"].binding.priority


GOES_ON = {"FirstRunScreen"}
"""Where esc leaves by taking everything as it stands."""


def test_a_class_does_not_declare_a_key_twice() -> None:
    """One class, one key, one action."""
    twice = []
    for kind in classes():
        meant: dict[str, set[str]] = {}
        for key in own_keys(kind):
            meant.setdefault(key.binding.key, set()).add(key.binding.action)
        twice += [f"{kind.__name__}: {name} {sorted(actions)}" for name, actions in meant.items() if len(actions) > 1]
    assert twice == []
