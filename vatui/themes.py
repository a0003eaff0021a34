"""The looks: colours, glyphs, and which of them a terminal can show.

Plain data; Textual is loaded only when its themes are made.

Public:
    LOOKS: dict[str, Look]                      our five looks by name
    TOKENS, EXTRA_TOKENS                        names of all colours; those that Textual does not know
    textual_themes() -> list[Theme]             for App.register_theme
    variable_defaults(theme=None) -> dict       for App.get_theme_variable_defaults
    pick_theme(environ, chosen="") -> str       the theme to start with
    GLYPHS, glyph(name), glyph_set(), use_glyphs("unicode" | "ascii"), in_glyphs(text)

The roles, without exception: primary is where you are, accent is what you can press, success, warning and
error are how it stands, client-n is whose it is (interface.md section 2.1).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vatui.values import CLIENT_COLOURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.theme import Theme

CLIENT_TOKENS: Final = tuple(f"client-{number}" for number in range(1, CLIENT_COLOURS + 1))
"""Names of the client colours, in the order in which they are given away."""

_SHARED_TOKENS: Final = (
    "background",
    "surface",
    "panel",
    "foreground",
    "primary",
    "accent",
    "secondary",
    "success",
    "warning",
    "error",
)
EXTRA_TOKENS: Final = ("muted", "faint", "line", "dot", "sel", "hours", "edge", "ink", *CLIENT_TOKENS)
"""Colours that Textual's own themes do not have."""

TOKENS: Final = (*_SHARED_TOKENS, *EXTRA_TOKENS)
"""Every colour a widget may name."""


@dataclass(frozen=True)
class Look:
    """One look.

    Attributes:
        name: what the theme is called.
        dark: whether the ground is darker than the text.
        colours: token to ``#RRGGBB``; has every one of `TOKENS`.
        reverse: whether a selected row is drawn reversed instead of filled.
        exact: whether all colours are among the 240 fixed ones of xterm.
    """

    name: str
    dark: bool
    colours: Mapping[str, str] = field(repr=False)
    reverse: bool = False
    exact: bool = False


def _look(name: str, colours: str, clients: str, *, dark: bool, reverse: bool = False, exact: bool = False) -> Look:
    pairs = dict(part.split("=") for part in colours.split())
    pairs.update(zip(CLIENT_TOKENS, clients.split(), strict=True))
    return Look(name, dark, {token: "#" + pairs[token] for token in TOKENS}, reverse, exact)


LOOKS: Final[dict[str, Look]] = {
    look.name: look
    for look in (
        _look(
            "malam",
            """background=10141C surface=171C26 panel=1F2633 foreground=D7DDE7 muted=95A1B4 faint=6E7A8F
            line=2B3444 dot=47526A primary=9BB2FF accent=F0B775 secondary=6CC5B9 success=7FCB86
            warning=EBB454 error=F2777A sel=28324A hours=1D3A2B edge=3B3119 ink=10141C""",
            "6FB7F7 E0A64B 52E0A6 F2508F F5DB4B 9280F5 C66B4C D6DCE5",
            dark=True,
        ),
        _look(
            "pagi",
            """background=F6F3EC surface=FEFDFA panel=EAE5D9 foreground=262931 muted=565B66 faint=7C776A
            line=D6D0C2 dot=B5AE9E primary=3D52C9 accent=944E00 secondary=0B665F success=226B34
            warning=7D5200 error=B3272F sel=DDE2FA hours=D3EBD5 edge=F7E5BB ink=FFFFFF""",
            "0A66C2 A35F00 16764A 861060 4F4B00 33209B 52210F 526487",
            dark=False,
        ),
        _look(
            "malam256",
            """background=121212 surface=1C1C1C panel=262626 foreground=DADADA muted=9E9E9E faint=767676
            line=3A3A3A dot=585858 primary=87AFFF accent=FFAF5F secondary=5FD7AF success=87D787
            warning=FFD787 error=FF8787 sel=303030 hours=303030 edge=303030 ink=121212""",
            "5FAFD7 AF8700 87FFAF FF0087 FFD75F 8787FF FF875F C6C6C6",
            dark=True,
            exact=True,
        ),
        _look(
            "pagi256",
            """background=EEEEEE surface=FFFFFF panel=E4E4E4 foreground=262626 muted=585858 faint=767676
            line=D0D0D0 dot=B2B2B2 primary=0000AF accent=875F00 secondary=005F5F success=005F00
            warning=5F5F00 error=AF0000 sel=D7D7FF hours=D7FFD7 edge=FFFFAF ink=FFFFFF""",
            "005FD7 875F00 005F5F 5F005F 303030 000087 870000 5F5F87",
            dark=False,
            exact=True,
        ),
        _look(
            "contrast",
            """background=000000 surface=000000 panel=000000 foreground=FFFFFF muted=E0E0E0 faint=C8C8C8
            line=A0A0A0 dot=909090 primary=FFFFFF accent=FFE066 secondary=7FFFE0 success=8CFF9C
            warning=FFD24D error=FFA3A3 sel=303030 hours=003A14 edge=3A2E00 ink=000000""",
            "6FB7F7 E0A64B 52E0A6 F2508F F5DB4B 9280F5 C66B4C D6DCE5",
            dark=True,
            reverse=True,
        ),
    )
}
"""Our looks by name (interface.md section 2.1 to 2.3)."""

DEFAULT_LOOK: Final = "malam"

_ANSI_EXTRAS: Final[dict[str, str]] = {
    "muted": "ansi_default",
    "faint": "ansi_bright_black",
    "line": "ansi_bright_black",
    "dot": "ansi_bright_black",
    "sel": "ansi_default",
    "hours": "ansi_default",
    "edge": "ansi_default",
    "ink": "ansi_black",
    "client-1": "ansi_blue",
    "client-2": "ansi_yellow",
    "client-3": "ansi_green",
    "client-4": "ansi_magenta",
    "client-5": "ansi_cyan",
    "client-6": "ansi_red",
    "client-7": "ansi_yellow",
    "client-8": "ansi_default",
}
"""What is left of our colours when the terminal's own sixteen are used: six hues, the codes tell the rest."""


def variable_defaults(theme: Theme | None = None) -> dict[str, str]:
    """Colours that a theme which is not ours lacks, so that our stylesheet holds under it.

    Args:
        theme: the theme in use; grounds and tints are mixed from its colours. None gives those of malam.

    Returns:
        A value for every one of `EXTRA_TOKENS`.
    """
    if theme is not None and theme.ansi:
        return dict(_ANSI_EXTRAS)
    look = LOOKS["malam" if theme is None or theme.dark else "pagi"]
    extras = {token: look.colours[token] for token in EXTRA_TOKENS}
    if theme is None or theme.name in LOOKS:
        return extras
    system = theme.to_color_system().generate()

    def mixed(over: str, under: str, share: float) -> str:
        top, ground = system.get(over, ""), system.get(under, "")
        return _mix(top, ground, share) or ""

    tints = {
        "muted": mixed("foreground", "background", 0.72),
        "faint": mixed("foreground", "background", 0.5),
        "line": mixed("foreground", "background", 0.2),
        "dot": mixed("foreground", "background", 0.35),
        "sel": mixed("primary", "background", 0.2),
        "hours": mixed("success", "background", 0.2),
        "edge": mixed("warning", "background", 0.2),
    }
    return {**extras, **{token: colour for token, colour in tints.items() if colour}}


def _mix(over: str, under: str, share: float) -> str | None:
    """One opaque colour from two ``#RRGGBB``; None when one of them is something else."""
    parts = []
    for colour in (over, under):
        if not (colour.startswith("#") and len(colour) == 7):
            return None
        parts.append([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in zip(*parts, strict=True))


def textual_themes() -> list[Theme]:
    """Our looks as themes for `App.register_theme`."""
    from textual.theme import Theme

    themes = []
    for look in LOOKS.values():
        colours = look.colours
        variables = {token: colours[token] for token in EXTRA_TOKENS}
        # Textual's own widgets, so that a field or a scrollbar has our colours without a rule of its own.
        variables |= {
            "block-cursor-background": colours["sel"],
            "block-cursor-foreground": colours["foreground"],
            "block-cursor-blurred-background": colours["surface"],
            "block-cursor-blurred-foreground": colours["foreground"],
            "border": colours["primary"],
            "border-blurred": colours["line"],
            "input-cursor-background": colours["primary"],
            "input-cursor-foreground": colours["ink"],
            "input-selection-background": colours["sel"],
            "scrollbar": colours["dot"],
            "scrollbar-hover": colours["muted"],
            "scrollbar-active": colours["primary"],
            "scrollbar-background": colours["surface"],
            "scrollbar-background-hover": colours["surface"],
            "scrollbar-background-active": colours["surface"],
            "scrollbar-corner-color": colours["surface"],
            "link-color": colours["secondary"],
        }
        themes.append(
            Theme(
                name=look.name,
                dark=look.dark,
                variables=variables,
                background=colours["background"],
                surface=colours["surface"],
                panel=colours["panel"],
                foreground=colours["foreground"],
                primary=colours["primary"],
                accent=colours["accent"],
                secondary=colours["secondary"],
                success=colours["success"],
                warning=colours["warning"],
                error=colours["error"],
            )
        )
    return themes


_LESS_COLOURS: Final = {"malam": "malam256", "pagi": "pagi256"}
_OWN_COLOURS: Final = {"terminal": "ansi-dark", "terminal-light": "ansi-light"}


def colour_depth(environ: Mapping[str, str]) -> int:
    """How many colours the terminal shows: 16, 256 or 16 777 216.

    It asks the variables that decide what is sent to the terminal, so the look fits what is sent.
    """
    forced = {"truecolor": 1 << 24, "256": 256, "standard": 16}.get(environ.get("TEXTUAL_COLOR_SYSTEM", "").lower())
    if forced:
        return forced
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return 1 << 24
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return 256
    if sys.platform == "win32":
        return 1 << 24
    kind = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return 256 if kind in ("256color", "kitty") else 16


def pick_theme(environ: Mapping[str, str], chosen: str = "") -> str:
    """The theme to start with.

    Args:
        environ: the environment; COLORTERM, TERM and TERM_PROGRAM count. NO_COLOR changes nothing here:
            Textual takes the colours out of whatever theme there is.
        chosen: a look or theme from the settings; ``terminal`` and ``terminal-light`` are the terminal's own
            colours, empty is the usual look.

    Returns:
        The name of a look, or of one of Textual's themes. The same look with fewer colours where the terminal
        has fewer.
    """
    name = chosen.strip() or DEFAULT_LOOK
    if name in _OWN_COLOURS:
        return _OWN_COLOURS[name]
    depth = colour_depth(environ)
    if depth >= 1 << 24 or name not in _LESS_COLOURS:
        return name
    if depth == 256:
        return _LESS_COLOURS[name]
    return "ansi-dark" if LOOKS[name].dark else "ansi-light"


GLYPHS: Final[dict[str, tuple[str, str]]] = {
    "bar": ("▌", "|"),
    "cursor": ("›", ">"),
    "in": ("●", "o"),
    "edge": ("◐", "%"),
    "out": ("○", "."),
    "late": ("▲", "!"),
    "soon": ("◆", "*"),
    "important": ("!", "!"),
    "first": ("!!", "!!"),
    "done": ("✓", "x"),
    "open": ("○", "-"),
    "running": ("►", ">"),
    "paused": ("║", "="),
    "stopped": ("■", "#"),
    "fill": ("━", "="),
    "half": ("╸", "-"),
    "track": ("─", "."),
    "both": ("━", "="),
    "theirs": ("╌", "-"),
    "off": ("·", "."),
    "split": ("▏", "|"),
    "next": ("›", ">"),
    "dot": ("·", "-"),
    "bullet": ("•", "*"),
    "buffer": ("┊", ":"),
    "now": ("▼", "v"),
    "rule": ("─", "-"),
    "none": ("—", "-"),
    "cut": ("…", "~"),
    "marked": ("✓", "x"),
}
"""Every glyph that is drawn: its Unicode form and an ASCII form as wide (interface.md section 2.5)."""

CHART: Final = ("▁▂▃▄▅▆▇█", "#")
"""Steps of a small chart, from low to high."""

_ascii = False
_TO_ASCII: Final = str.maketrans(
    {
        **{pair[0]: pair[1] for pair in GLYPHS.values() if len(pair[0]) == 1},
        **dict.fromkeys("▁▂▃▄▅▆▇█", "#"),
        "•": "*", "–": "-", "—": "-", "−": "-", "…": "~", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x",
        "›": ">", "↑": "^", "↓": "v", "←": "<", "→": ">", "·": "-", "○": ".", "±": "+", "‹": "<",
    }
)  # fmt: skip


def use_glyphs(name: str) -> None:
    """Draw with ``ascii`` or, for any other name, with ``unicode`` glyphs from now on."""
    global _ascii
    _ascii = name == "ascii"


def glyph_set() -> str:
    """The glyphs of the moment: ``unicode`` or ``ascii``."""
    return "ascii" if _ascii else "unicode"


def glyph(name: str) -> str:
    """A glyph by its name, in the set of the moment."""
    return GLYPHS[name][_ascii]


def in_glyphs(text: str) -> str:
    """A text with our typographic signs in the set of the moment; other letters stay as they are."""
    return text.translate(_TO_ASCII) if _ascii else text
