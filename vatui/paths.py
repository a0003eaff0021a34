"""Where things lie: the desk, its backups, the settings, the shipped assets."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def _platform(kind: str) -> Path:
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # What platformdirs says on Linux, without the 12 ms it takes to load: every shell command asks.
        named = os.environ.get("XDG_DATA_HOME" if kind == "data" else "XDG_CONFIG_HOME", "").strip()
        usual = "~/.local/share" if kind == "data" else "~/.config"
        return Path(named or usual).expanduser() / "vatui"
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("vatui", appauthor=False)
    return Path(dirs.user_data_dir if kind == "data" else dirs.user_config_dir)


def data_folder() -> Path:
    """The folder of the desk: ``VATUI_DATA`` or the platform's data folder."""
    chosen = os.environ.get("VATUI_DATA")
    return Path(chosen) if chosen else _platform("data")


def config_folder() -> Path:
    """The folder of the settings: ``VATUI_CONFIG`` or the platform's."""
    chosen = os.environ.get("VATUI_CONFIG")
    return Path(chosen) if chosen else _platform("config")


def desk_file() -> Path:
    """The desk that opens when no other is named."""
    return data_folder() / "vatui.db"


def demo_file() -> Path:
    """The demo desk, kept apart from the real one."""
    return data_folder() / "demo.db"


def desk_url(chosen: str | None = None) -> str:
    """The desk to open: the one chosen, ``VATUI_DB``, or the file in the data folder."""
    return chosen or os.environ.get("VATUI_DB") or str(desk_file())


def backup_folder(desk: Path) -> Path:
    """Where the backups of a desk file lie: beside it."""
    return desk.parent / "backups"


def settings_file() -> Path:
    """The settings, in TOML."""
    return config_folder() / "config.toml"


def asset(name: str) -> Path:
    """A shipped read-only file, from the wheel or the checkout.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    here = Path(__file__).parent
    for folder in (here / "_data", here.parent / "data"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(name)
