"""What a cat on the keyboard does: random keys, text, pastes, clicks, bytes that are no text, and sizes of the terminal."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import REPLACED_KEYS, _character_to_key

import vatui

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[77;77r\x1b[?1337h",
    "\x9b31m\x9d0;PWNED\x9c",
    "\u202egnitirw\u202c \u2066x\u2069 \u200b\u200f",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u2764\ufe0f \U0001f1ee\U0001f1e9",
    "\u5bff\u53f8\u30af\u30e9\u30a4\u30a2\u30f3\u30c8",
    "Z\u0351\u036b\u0343a\u0300\u0301\u0302\u0303lgo",
    "[/]",
    "[TODO] [red]x",
    "[@click=app.bell]x[/]",
    "[link=file:///etc/passwd]y[/link]",
    "\\[x] [/\\1D \\",
    "\x07\x08\x0b\x0e\x7f",
    "{name} %s %(x)d $HOME",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "tab\tnew\nline\r\x85\u2028x",
)
"""Texts that would like to be obeyed, or to have another width than they seem to have; none holds a NUL."""

MARKS = (
    b"\x1b]52;c;ZXZpbA", b"\x9d0;PWNED", b"\x1b[77;77r", b"\x1b[?1337h", b"\xc2\x9b", b"\xc2\x9d", b"\xc2\x9c", "\u202e".encode(),
    "\u202c".encode(), "\u2066".encode(), "\u2069".encode(), "\u200f".encode(), "\u2028".encode(), b"\xc2\x85",
)  # fmt: skip
"""Bytes that are on the way to the terminal only if one of those texts got through."""

_SEQUENCES = {
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~", "insert": b"\x1b[2~", "backspace": b"\x7f",
    "enter": b"\r", "tab": b"\t", "shift+tab": b"\x1b[Z", "escape": b"\x1b", "space": b" ", "shift+up": b"\x1b[1;2A",
    "shift+down": b"\x1b[1;2B", "shift+right": b"\x1b[1;2C", "shift+left": b"\x1b[1;2D", "ctrl+home": b"\x1b[1;5H",
    "ctrl+end": b"\x1b[1;5F", "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~",
}  # fmt: skip
_NOT_TEXT = (
    b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\x80\x81", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b[999;999;999~", b"\x1b[<0;",
    b"\x1b[<99;300;300M", b"\x1b[M\xff\xff\xff", b"\x1b[1;1R", b"\x1b[?2026;2$y", b"\x1b[200~", b"\x1b[201~", b"\x1b[I", b"\x1b[O",
    b"\x00", b"\x1c",
)  # fmt: skip
_WORDS = (
    "acme: call fri 3pm !! ~2h #x",
    "blm> can we?",
    "kop+ 45m foto",
    "besok jam 3 sore",
    "9",
    "-1",
    "09:30",
    "99999999999999",
    "x" * 300,
)
LEAVING = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that leave at once: pressed at the end only, or a session would be over before it began."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing done to the console.

    Attributes:
        kind: how.
        name: the key, the text, or ``COLUMNSxROWS``, ``COLUMN,ROW``.
        data: the bytes that a terminal sends for it; none for a size.
    """

    kind: Literal["key", "text", "paste", "click", "bytes", "size"]
    name: str
    data: bytes

    @property
    def place(self) -> tuple[int, int]:
        """The two numbers of a size or a click."""
        first, _sign, second = self.name.replace("x", ",").partition(",")
        return int(first), int(second)


def bound_keys() -> tuple[str, ...]:
    """Every key that can be pressed and does not leave at once."""
    return tuple(key for key in every_key() if data_of(key) and key not in LEAVING)


@cache
def every_key() -> tuple[str, ...]:
    """Every key that any part of the console binds, with the keys everybody presses."""
    for module in pkgutil.walk_packages(vatui.__path__, "vatui."):
        if module.name.startswith(("vatui.screens.", "vatui.widgets.", "vatui.app", "vatui.palette")):
            import_module(module.name)
    found = set(_SEQUENCES)
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("vatui.") and "BINDINGS" in vars(kind):
            for binding in Binding.make_bindings(kind.BINDINGS):
                found.add(binding.key)
    return tuple(sorted(found))


def data_of(key: str) -> bytes:
    """The bytes a terminal sends for a key; none for a key we do not know the bytes of."""
    if key in _SEQUENCES:
        return _SEQUENCES[key]
    if key.startswith("ctrl+") and len(key) == 6 and key[5].isalpha():
        return bytes([ord(key[5]) & 31])
    if len(key) == 1:
        return key.encode()
    return _by_name().get(key, b"")


@cache
def _by_name() -> dict[str, bytes]:
    names = {_character_to_key(chr(code)): chr(code).encode() for code in range(33, 127)}
    return names | {REPLACED_KEYS[name]: data for name, data in names.items() if name in REPLACED_KEYS}


def strokes(
    chance: random.Random, count: int, *, columns: tuple[int, int] = (1, 250), rows: tuple[int, int] = (1, 80)
) -> Iterator[Stroke]:
    """Random strokes: mostly bound keys; two in a hundred change the size, and one soon after makes it usable again.

    Args:
        chance: where they come from.
        count: how many.
        columns: least and greatest width of the terminal.
        rows: least and greatest height.
    """
    keys = bound_keys()
    width, height = 120, 36
    small = 0
    for _number in range(count):
        dice = chance.random()
        # In a terminal of a few cells nothing but the frame can break; most keys shall find something to break.
        small = small + 1 if width < 60 or height < 18 else 0
        if small > 12:
            width, height = chance.choice(((80, 24), (120, 36), (200, 50)))
            yield Stroke("size", f"{width}x{height}", b"")
        elif dice < 0.70:
            yield key(chance.choice(keys))
        elif dice < 0.80:
            text = chance.choice((*_WORDS, *"abcdefghijklmnop"))
            yield Stroke("text", text, text.encode())
        elif dice < 0.85:
            text = chance.choice(HOSTILE) * chance.choice((1, 1, 3, 40))
            yield Stroke("paste", text, b"\x1b[200~" + text.encode() + b"\x1b[201~")
        elif dice < 0.93:
            column, row = chance.randrange(width), chance.randrange(height)
            yield Stroke("click", f"{column},{row}", _mouse(chance, column, row))
        elif dice < 0.96:
            data = chance.choice(_NOT_TEXT)
            yield Stroke("bytes", data.hex(), data)
        else:
            width, height = chance.randint(*columns), chance.randint(*rows)
            yield Stroke("size", f"{width}x{height}", b"")


def key(name: str) -> Stroke:
    """A key by its name."""
    return Stroke("key", name, data_of(name))


def _mouse(chance: random.Random, column: int, row: int) -> bytes:
    at = f"{column + 1};{row + 1}"
    button = chance.choice((0, 0, 0, 2, 64, 65, 35))
    if button == 0 and chance.random() < 0.2:  # drag
        to = f"{chance.randrange(1, 200)};{chance.randrange(1, 60)}"
        return f"\x1b[<0;{at}M\x1b[<32;{to}M\x1b[<0;{to}m".encode()
    if button in (0, 2):
        return f"\x1b[<{button};{at}M\x1b[<{button};{at}m".encode()
    return f"\x1b[<{button};{at}M".encode()
