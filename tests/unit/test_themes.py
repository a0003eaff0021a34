"""The looks: their contrast, their client colours under four kinds of sight, and which one a terminal gets."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from vatui import themes
from vatui.themes import CLIENT_TOKENS, EXTRA_TOKENS, GLYPHS, LOOKS, TOKENS, glyph, in_glyphs, pick_theme

Triple = tuple[float, float, float]

_SIGHTS: dict[str, tuple[Triple, Triple, Triple]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes 2009, full severity."""


def _linear(colour: str) -> Triple:
    def one(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return one(1), one(3), one(5)


def _contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""
    lights = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (_linear(one), _linear(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _lab(colour: str, sight: str) -> Triple:
    source = _linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(row[at] * source[at] for at in range(3)))) for row in _SIGHTS[sight])
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883

    def part(value: float) -> float:
        return float(value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116)

    return 116 * part(y) - 16, 500 * (part(x) - part(y)), 200 * (part(y) - part(z))


def _distance(one: str, other: str, sight: str) -> float:
    """CIE76 distance of two colours as somebody sees them."""
    pairs = zip(_lab(one, sight), _lab(other, sight), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


_GROUNDS = ("background", "surface", "panel", "sel", "hours", "edge")
_LIMITS = {
    "foreground": 9.05,
    "muted": 4.7,
    "primary": 4.9,
    "accent": 4.85,
    "secondary": 4.9,
    "success": 4.9,
    "warning": 4.9,
    "error": 4.5,
}


@pytest.mark.parametrize("name", LOOKS)
def test_look_has_every_colour(name: str) -> None:
    """Each look names every token once, as an opaque colour."""
    colours = LOOKS[name].colours
    assert set(colours) == set(TOKENS)
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in colours.values())


@pytest.mark.parametrize("ground", _GROUNDS)
@pytest.mark.parametrize("name", ["malam", "pagi", "contrast"])
def test_text_can_be_read_on_every_ground(name: str, ground: str) -> None:
    """The contrast of every text role is what interface.md section 2.1 says."""
    colours = LOOKS[name].colours
    measured = {role: _contrast(colours[role], colours[ground]) for role in _LIMITS}
    assert not {role: figure for role, figure in measured.items() if figure < _LIMITS[role]}


@pytest.mark.parametrize("ground", _GROUNDS)
@pytest.mark.parametrize("name", ["malam256", "pagi256"])
def test_fewer_colours_can_still_be_read(name: str, ground: str) -> None:
    """With 256 colours every text role keeps 4.1 on a selected row and 4.5 elsewhere."""
    colours = LOOKS[name].colours
    least = 4.1 if ground == "sel" else 4.5
    measured = {role: _contrast(colours[role], colours[ground]) for role in _LIMITS}
    assert not {role: figure for role, figure in measured.items() if figure < least}


@pytest.mark.parametrize("name", ["malam", "pagi"])
def test_faint_is_only_for_what_is_said_elsewhere(name: str) -> None:
    """Faint is readable on the three grounds and weaker than muted, which replaces it on a selected row."""
    colours = LOOKS[name].colours
    for ground in ("background", "surface", "panel"):
        assert 3.4 <= _contrast(colours["faint"], colours[ground]) < 4.5


@pytest.mark.parametrize(("name", "least"), [("malam", 16), ("pagi", 14), ("malam256", 12), ("pagi256", 12), ("contrast", 16)])
def test_clients_are_told_apart_by_everybody(name: str, least: float) -> None:
    """The smallest distance of two client colours over four kinds of sight is what section 2.2 says."""
    clients = [LOOKS[name].colours[token] for token in CLIENT_TOKENS]
    smallest = min(_distance(one, other, sight) for one, other in itertools.combinations(clients, 2) for sight in _SIGHTS)
    assert smallest >= least


@pytest.mark.parametrize("name", LOOKS)
def test_client_codes_can_be_read(name: str) -> None:
    """A code in the client's colour and ink on the client's colour can both be read."""
    colours = LOOKS[name].colours
    for token in CLIENT_TOKENS:
        assert _contrast(colours[token], colours["background"]) >= 4.49
        assert _contrast(colours[token], colours["surface"]) >= 4.49
        assert _contrast(colours[token], colours["sel"]) >= 3.3
        assert _contrast(colours[token], colours["ink"]) >= 4.5


@pytest.mark.parametrize("name", [name for name, look in LOOKS.items() if look.exact])
def test_looks_for_256_colours_use_fixed_ones(name: str) -> None:
    """Every colour of a 256-colour look is one that xterm has, so that nothing is rounded."""
    levels = [0, 95, 135, 175, 215, 255]
    cube = {f"#{r:02X}{g:02X}{b:02X}" for r in levels for g in levels for b in levels}
    greys = {f"#{8 + 10 * at:02X}{8 + 10 * at:02X}{8 + 10 * at:02X}" for at in range(24)}
    assert set(LOOKS[name].colours.values()) <= cube | greys


_TRUE = {"COLORTERM": "truecolor", "TERM": "xterm-256color"}
_APPLE = {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows console always has all colours")
@pytest.mark.parametrize(
    ("environ", "chosen", "expected"),
    [
        (_TRUE, "", "malam"),
        (_TRUE, "pagi", "pagi"),
        ({"COLORTERM": " 24BIT "}, "malam", "malam"),
        (_APPLE, "", "malam256"),
        (_APPLE, "pagi", "pagi256"),
        ({**_APPLE, "COLORTERM": "truecolor"}, "", "malam"),
        ({"TERM": "screen-256color"}, "", "malam256"),
        ({"TERM": "xterm"}, "", "ansi-dark"),
        ({"TERM": "linux"}, "pagi", "ansi-light"),
        ({}, "", "ansi-dark"),
        ({"TERM": "linux"}, "contrast", "contrast"),
        (_TRUE, "terminal", "ansi-dark"),
        (_TRUE, "terminal-light", "ansi-light"),
        (_TRUE, "nord", "nord"),
        ({**_TRUE, "NO_COLOR": "1"}, "", "malam"),
        ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, "", "malam"),
        ({**_TRUE, "TEXTUAL_COLOR_SYSTEM": "256"}, "", "malam256"),
    ],
)
def test_terminal_gets_a_look_it_can_show(environ: dict[str, str], chosen: str, expected: str) -> None:
    """The look follows what the terminal can show; a setting goes before."""
    assert pick_theme(environ, chosen) == expected


def test_every_picked_theme_exists() -> None:
    """Whatever is picked is one of our themes or one of Textual's."""
    from textual.theme import BUILTIN_THEMES

    known = {theme.name for theme in themes.textual_themes()} | set(BUILTIN_THEMES)
    for environ in (_TRUE, _APPLE, {"TERM": "xterm"}):
        for chosen in ("", "malam", "pagi", "contrast", "terminal", "terminal-light"):
            assert pick_theme(environ, chosen) in known


def test_every_theme_has_our_colours() -> None:
    """Under each theme of Textual every one of our colour names has a value that is a colour."""
    from textual.color import Color
    from textual.theme import BUILTIN_THEMES

    for theme in [*BUILTIN_THEMES.values(), None]:
        defaults = themes.variable_defaults(theme)
        assert set(defaults) == set(EXTRA_TOKENS)
        for value in defaults.values():
            Color.parse(value)


def test_tints_come_from_the_theme() -> None:
    """Under a theme of Textual a selected row is tinted with that theme's own colour."""
    from textual.theme import BUILTIN_THEMES

    nord = themes.variable_defaults(BUILTIN_THEMES["nord"])
    assert nord["sel"] not in {look.colours["sel"] for look in LOOKS.values()}
    assert nord["sel"] != themes.variable_defaults(BUILTIN_THEMES["gruvbox"])["sel"]


def test_glyphs_are_one_cell_each() -> None:
    """Each glyph is as wide as its ASCII form, never an emoji, and the ASCII form is ASCII."""
    from rich.cells import cell_len

    for name, (usual, plain) in GLYPHS.items():
        assert plain.isascii(), name
        assert cell_len(usual) == cell_len(plain) == len(usual), name
        assert "\ufe0f" not in usual


def test_glyph_set_switches() -> None:
    """All signs follow the set; letters of any script stay."""
    try:
        themes.use_glyphs("ascii")
        assert themes.glyph_set() == "ascii"
        assert (glyph("late"), glyph("bar"), glyph("cut")) == ("!", "|", "~")
        assert in_glyphs("▲ 12 · “Kopi” … Çağla 東京") == '! 12 - "Kopi" ~ Çağla 東京'
    finally:
        themes.use_glyphs("unicode")
    assert (glyph("late"), in_glyphs("a · b")) == ("▲", "a · b")


def test_module_loads_without_textual() -> None:
    """The looks are plain data: the shell loads them without Textual."""
    code = "import sys, vatui.themes; sys.exit('textual' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
