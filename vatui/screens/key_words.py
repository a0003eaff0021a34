"""The keys that can be pressed on a screen now, in groups and in words: for the help, the palette and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen

from vatui.i18n import N_, _, in_all
from vatui.records import record
from vatui.screens.base import ROOMS, RoomScreen
from vatui.widgets.dialog import Dialog
from vatui.widgets.footer import key_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.binding import Binding
    from textual.dom import DOMNode

ITEM, SCREEN, EVERYWHERE, TIMER, MOVING = "item", "screen", "everywhere", "timer", "moving"

GROUPS: Final[dict[str, str]] = {
    ITEM: N_("The selected item"),
    SCREEN: N_("This screen"),
    EVERYWHERE: N_("Everywhere"),
    TIMER: N_("Timer"),
    MOVING: N_("Moving"),
}
"""The groups in their order, with their headings; marked texts."""

_BY_PREFIX: Final = {
    "card": ITEM, "request": ITEM, "entry": ITEM, "app": EVERYWHERE, "go": EVERYWHERE, "timer": TIMER, "list": MOVING,
    "lane": MOVING,
}  # fmt: skip
_BY_ID: Final = {
    "list.open": ITEM, "lane.open": ITEM, "list.mark": ITEM, "lane.mark": ITEM, "panel.up": MOVING, "panel.down": MOVING,
    "card.left": MOVING, "card.right": MOVING, "card.up": MOVING, "card.down": MOVING,
}  # fmt: skip
_OF_TEXTUAL: Final = {
    "app.focus_next": (MOVING, N_("Next panel")),
    "app.focus_previous": (MOVING, N_("Panel before")),
}
"""What Textual binds by itself and is worth telling."""


@record
class KeyWords:
    """One verb with its keys.

    Attributes:
        id: of its binding.
        keys: how its keys are written, the first one first.
        title: what it does, in the language of the moment.
        more: a longer sentence, or the title again.
        group: a key of `GROUPS`.
        words: title and sentence in every language, to be found by.
        action: what it runs, and ``node`` where.
        enabled: whether it can be pressed now.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    more: str
    group: str
    words: str
    action: str
    node: DOMNode
    enabled: bool

    @property
    def written(self) -> str:
        """The keys as they stand in a list: two at most."""
        return " ".join(self.keys[:2])


def pressable(screen: Screen[Any]) -> tuple[KeyWords, ...]:
    """Every verb that can be pressed on a screen now, by group; what has several keys comes once."""
    prop: Any = Screen.active_bindings
    found: dict[str, KeyWords] = {}
    for active in prop.fget(screen).values():  # not the screen's own, whose texts are translated already
        binding: Binding = active.binding
        group, title = _group(binding)
        if not group or binding.system:
            continue
        key = binding.key_display or key_name(binding.key)
        name = binding.id or binding.action
        known = found.get(name)
        if known is not None:
            found[name] = _with_key(known, key)
            continue
        more = active.tooltip or title
        found[name] = KeyWords(
            name,
            (key,),
            _(title),
            _(more),
            group,
            " ".join((*in_all(title), *in_all(more))),
            binding.action,
            active.node,
            active.enabled,
        )
    order = list(GROUPS)
    # Textual binds its own key for leaving ahead of all others; it is no first thing to learn.
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.group), one.id == "app.quit")))


def _with_key(known: KeyWords, key: str) -> KeyWords:
    from dataclasses import replace

    return known if key in known.keys else replace(known, keys=(*known.keys, key))


def _group(binding: Binding) -> tuple[str, str]:
    """The group and the marked text of a binding; no group for what is not worth telling."""
    if not binding.id:
        return _OF_TEXTUAL.get(binding.action, ("", ""))
    return _BY_ID.get(binding.id) or _BY_PREFIX.get(binding.id.partition(".")[0], SCREEN), binding.description


def name_of(screen: Screen[Any]) -> str:
    """What a person calls a screen, in the language of the moment; empty for one without a name."""
    if isinstance(screen, RoomScreen):
        return next((_(name) for key, _digit, name in ROOMS if key == screen.ROOM), "")
    return screen.heading if isinstance(screen, Dialog) else ""


def collapsed(keys: Iterable[KeyWords]) -> list[tuple[str, str, str]]:
    """Group, keys and text of each line of the help: the digits of the rooms on one line."""
    from dataclasses import replace

    lines: list[KeyWords] = []
    rooms = [one for one in keys if one.id.startswith("go.")]
    for one in keys:
        if one.id.startswith("go."):
            if one is rooms[0]:
                lines.append(replace(one, keys=(f"{one.keys[0]}–{rooms[-1].keys[0]}",), title=_("Rooms")))
            continue
        lines.append(one)
    return [(one.group, one.written, one.title) for one in lines]


@record
class Command:
    """A command that may have a key of one's own.

    Attributes:
        id: its name in the settings.
        keys: the usual keys, as Textual calls them.
        title: marked text.
    """

    id: str
    keys: tuple[str, ...]
    title: str


def commands(*nodes: DOMNode) -> tuple[Command, ...]:
    """Every command of these and of what can have the focus in them, whether or not it can be pressed now."""
    found: dict[str, Command] = {}
    for node in nodes:
        inside = [one for one in node.query("*") if one.can_focus] if isinstance(node, Screen) else []
        for one in (node, *inside):
            for kind in type(one).__mro__:
                for binding in vars(kind).get("BINDINGS", ()):
                    name = getattr(binding, "id", None)
                    if name and name not in found:
                        found[name] = Command(name, tuple(key.strip() for key in binding.key.split(",")), binding.description)
    order = list(GROUPS)

    def place(one: Command) -> int:
        return order.index(_BY_ID.get(one.id) or _BY_PREFIX.get(one.id.partition(".")[0], SCREEN))

    return tuple(sorted(found.values(), key=place))


def clashes(known: Iterable[Command], own: Mapping[str, str]) -> dict[str, str]:
    """Commands whose own key another one has, too: its id by theirs. Keys that clash by design are not told."""
    keys = {one.id: set(own[one.id].split(",") if one.id in own else one.keys) for one in known}
    found: dict[str, str] = {}
    for name in own:
        for other, theirs in keys.items():
            if name in keys and other != name and keys[name] & theirs:
                found[name] = other
                found.setdefault(other, name)
    return found
