"""The sentences of the library speak our language too, and every help text can be translated."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.cli.test_manual import commands
from vatui import i18n
from vatui.cli import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


@pytest.fixture
def shouting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue in which every sentence used here stands in capitals."""
    catalogue = Catalog(locale="id")
    for text in (*words.SENTENCES, "Stop the timer.", "Print JSON, with the keys of the manual.", "No timer is running."):
        catalogue.add(text, "«" + text + "»")
    folder = tmp_path / "locale" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "vatui.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "FOLDER", tmp_path / "locale")


@pytest.mark.parametrize("sentence", words.SENTENCES)
def test_sentences_are_those_of_the_library(sentence: str) -> None:
    """Each sentence stands in the library as it is written here; otherwise it would never be translated."""
    sources = "".join(
        inspect.getsource(module)
        for module in (click.core, click.exceptions, click.types, click.parser, click.formatting, click.decorators)
    )
    assert f'"{sentence}"' in sources


def test_help_is_translated(vatui: Run, shouting: None) -> None:
    """Help speaks the language named before the verb, the library's words and ours."""
    out = vatui("--language", "id", "stop", "--help").out
    for text in (
        "«Usage:»",
        "«Options»",
        "«Stop the timer.»",
        "«Print JSON, with the keys of the",
    ):
        assert text in out
    assert "«Stop" not in vatui("stop", "--help").out


def test_wrong_use_and_refusals_are_translated(vatui: Run, shouting: None) -> None:
    """What is wrong is said in the language too."""
    assert "«No such command 'frob'.»" in vatui("--language", "id", "frob").err
    assert vatui("--language", "id", "stop").err == "«No timer is running.»\n"
    assert vatui("stop").err == "No timer is running.\n"


def test_every_text_of_help_is_marked() -> None:
    """Every verb and option has a help text, and an option's comes from our class."""
    for name, command in commands():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (name, parameter.name)
                assert type(parameter).__name__ == "Flag"
