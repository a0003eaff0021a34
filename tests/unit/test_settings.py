from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui import i18n, settings
from vatui.errors import VatuiError
from vatui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the settings would be."""
    return tmp_path / "config" / "config.toml"


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_no_file_means_every_default(file: Path) -> None:
    """Nothing needs to be set, and reading makes no file."""
    assert settings.load(file) == Settings()
    assert not file.parent.exists()


def test_settings_are_read(file: Path) -> None:
    """Every kind of value is understood."""
    _write(
        file,
        'language = "id"\nclock_12h = true\nidle_minutes = 5\nday_starts_at = "04:00"\n[keys]\nundo = "z"',
    )
    found = settings.load(file)
    assert (found.language, found.clock_12h, found.idle_minutes) == ("id", True, 5)
    assert (found.day_starts_at, dict(found.keys)) == ("04:00", {"undo": "z"})
    assert found.glyphs == "unicode"


def test_settings_cannot_be_changed_in_passing(file: Path) -> None:
    """The value that is passed around is frozen, its table of keys too."""
    found = Settings()
    with pytest.raises(FrozenInstanceError):
        found.bell = True  # type: ignore[misc]  # that is what is tested
    with pytest.raises(TypeError):
        found.keys["undo"] = "z"  # type: ignore[index]  # that is what is tested


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("langauge = 'id'", "no setting “langauge”. Did you mean “language”?"),
        ("Idle-Minutes = 3", "no setting “Idle-Minutes”. Did you mean “idle_minutes”?"),
        ("xyzzy = 1", "no setting “xyzzy”. “vatui config” lists them all."),
        ("bell = 1", "“bell” must be true or false."),
        ("bell = 'yes'", "“bell” must be true or false."),
        ("idle_minutes = '5'", "“idle_minutes” must be a whole number from 0 to 1440."),
        ("idle_minutes = true", "“idle_minutes” must be a whole number from 0 to 1440."),
        ("idle_minutes = -1", "“idle_minutes” must be a whole number from 0 to 1440."),
        ("idle_minutes = 1.5", "“idle_minutes” must be a whole number from 0 to 1440."),
        ("glyphs = 'emoji'", "“glyphs” must be one of: unicode, ascii."),
        ("language = 'fr'", "“language” must be one of: en, id."),
        ("theme = 3", "“theme” must be a text in quotes."),
        ("day_starts_at = '24:00'", "“day_starts_at” must be a time such as 04:00."),
        ("day_starts_at = 04:00:00", "“day_starts_at” must be a text in quotes."),
        ("keys = 'z'", "“keys” must give each command one key in quotes."),
        ("[keys]\nundo = 3", "“keys” must give each command one key in quotes."),
        ("bell = true\nbell", "cannot be understood in line 2."),
        ("bell = true\nbell = false", "cannot be understood in line 2."),
        ("[keys", "cannot be understood in line 1."),
        (b"# caf\xe9\n", "cannot be understood in line 1."),
        ("db = " + "[" * 50_000, "cannot be understood in line 1."),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(file: Path, content: str | bytes, sentence: str) -> None:
    """What is wrong is named with the file, and where it can be, with what it should be."""
    _write(file, content)
    with pytest.raises(VatuiError) as refusal:
        settings.load(file)
    assert sentence in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_folder_in_the_place_of_the_file_is_refused(file: Path) -> None:
    """A file that cannot be read is not taken for one that is not there."""
    file.mkdir(parents=True)
    with pytest.raises(VatuiError, match="cannot be read"):
        settings.load(file)


def test_hostile_text_is_made_safe(file: Path) -> None:
    """No escape sequence comes out of the file, neither as a value nor in a refusal."""
    _write(file, 'theme = "malam\\u001b[31m"\n[keys]\n"un\\u0007do" = "z\\u001b]0;x\\u0007"\n')
    found = settings.load(file)
    assert (found.theme, dict(found.keys)) == ("malam", {"undo": "z"})
    _write(file, '"\\u001b[2Jbel" = 1\n')
    with pytest.raises(VatuiError) as refusal:
        settings.load(file)
    assert "\x1b" not in str(refusal.value)


def test_setting_keeps_comments_and_order(file: Path) -> None:
    """Only the value changes in the file."""
    _write(file, '# mine\nbell = false  # loud\n\nlanguage = "en"\n[keys]\n# like elsewhere\nundo = "z"\n')
    found = settings.set_value(file, "bell", "yes")
    assert found.bell is True
    assert file.read_text() == '# mine\nbell = true  # loud\n\nlanguage = "en"\n[keys]\n# like elsewhere\nundo = "z"\n'


def test_setting_makes_a_private_file(file: Path) -> None:
    """The first setting makes the folder and the file, which may hold a password."""
    settings.set_value(file, "db", "postgresql://ayu:geheim@db/desk")
    assert settings.load(file).db == "postgresql://ayu:geheim@db/desk"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_an_empty_value_goes_back_to_the_default(file: Path) -> None:
    """Nothing is left of a setting or a key that was given up."""
    settings.set_value(file, "idle_minutes", "30")
    settings.set_value(file, "keys.undo", "ctrl+z")
    settings.set_value(file, "keys.undo", "")
    assert settings.set_value(file, "idle_minutes", "  ") == Settings()
    assert file.read_text().strip() == ""


def test_a_setting_after_the_keys_is_no_key(file: Path) -> None:
    """A new setting goes above the table of keys, where TOML wants it."""
    settings.set_value(file, "keys.undo", "ctrl+z")
    found = settings.set_value(file, "bell", "on")
    assert found.bell
    assert dict(found.keys) == {"undo": "ctrl+z"}


def test_keys_are_set_one_by_one(file: Path) -> None:
    """Each command has its own key."""
    settings.set_value(file, "keys.undo", "ctrl+z")
    found = settings.set_value(file, "keys.board.move_right", "L")
    assert dict(found.keys) == {"undo": "ctrl+z", "board.move_right": "L"}
    assert settings.load(file) == found


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("bel", "yes", "Did you mean “bell”?"),
        ("bell", "perhaps", "must be true or false"),
        ("idle_minutes", "soon", "whole number"),
        ("idle_minutes", "9" * 5000, "whole number"),
        ("glyphs", "emoji", "one of: unicode, ascii"),
        ("keys", "z", "keys.command"),
        ("bell.loud", "yes", "keys.command"),
        ("keys.", "z", "keys.command"),
    ],
)
def test_a_wrong_value_changes_nothing(file: Path, key: str, value: str, sentence: str) -> None:
    """What cannot be is refused before the file is touched."""
    _write(file, "# mine\n")
    with pytest.raises(VatuiError, match=sentence):
        settings.set_value(file, key, value)
    assert file.read_text() == "# mine\n"


def test_a_broken_file_is_not_written_over(file: Path) -> None:
    """A file that cannot be understood stays as it is."""
    _write(file, "bell = [\n")
    with pytest.raises(VatuiError, match="line"):
        settings.set_value(file, "bell", "yes")
    assert file.read_text() == "bell = [\n"


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    """People keep their settings elsewhere and link to them."""
    real = tmp_path / "dotfiles.toml"
    real.write_text("bell = true\n")
    file.parent.mkdir()
    file.symlink_to(real)
    settings.set_value(file, "clock_12h", "ya")
    assert file.is_symlink()
    assert settings.load(real).clock_12h


def test_a_file_from_windows_is_read(file: Path) -> None:
    """A byte order mark and its line ends do no harm."""
    _write(file, b'\xef\xbb\xbfbell = true\r\nlanguage = "id"\r\n')
    assert settings.load(file).language == "id"
    assert settings.set_value(file, "bell", "no").bell is False


def test_every_setting_is_described_in_both_languages() -> None:
    """The manual has a line for each field, with a default that can be typed."""
    described = settings.describe()
    assert [one.key for one in described] == [one.name for one in fields(Settings)]
    assert all(one.kind and one.manual.endswith(".") for one in described)
    assert described[0].manual.startswith("Language of the console")
    i18n.use("id")
    assert len(settings.describe()) == len(described)


def test_every_default_can_be_set(file: Path) -> None:
    """What the manual shows as the default is accepted and changes nothing."""
    for one in settings.describe():
        if one.key != "keys":
            assert settings.set_value(file, one.key, one.default) == Settings()


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.text(max_size=12), st.integers(), st.booleans()), max_size=4))
def test_any_toml_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: dict[str, object]) -> None:
    """Whatever a file holds, it is read or refused with a sentence."""
    import tomlkit

    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(tomlkit.dumps(content).encode("utf-8", "surrogatepass"))
    try:
        said = repr(settings.load(file))
    except VatuiError as refusal:
        said = str(refusal)
    assert "\n" not in said


@given(st.sampled_from([one.name for one in fields(Settings)]), st.text(max_size=20))
def test_what_was_set_is_read_back(tmp_path_factory: pytest.TempPathFactory, key: str, value: str) -> None:
    """Setting and reading agree, whatever was typed."""
    file = tmp_path_factory.getbasetemp() / "set.toml"
    file.unlink(missing_ok=True)
    try:
        found = settings.set_value(file, f"keys.{value}" if key == "keys" else key, value)
    except VatuiError:
        assert not file.exists()
    else:
        assert settings.load(file) == found
