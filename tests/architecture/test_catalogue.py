"""Every text exists in Indonesian, and the catalogues hold exactly the texts of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import messages

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message


@pytest.fixture(scope="module")
def template() -> Catalog:
    """The texts of the sources as they are now."""
    return messages.extract()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_catalogue_holds_the_texts_of_the_sources(language: str, template: Catalog) -> None:
    """A catalogue has every text of the sources and no other; otherwise run `make messages`."""
    wanted = {messages.key(message) for message in messages.texts(template)}
    held = {messages.key(message) for message in messages.texts(messages.load(language))}
    assert wanted
    assert sorted(wanted - held) == []
    assert sorted(held - wanted) == []


def test_every_text_is_translated_well() -> None:
    """Each text has an Indonesian translation with the same placeholders; none is guessed."""
    assert messages.problems() == []


def test_update_writes_what_is_stored(template: Catalog) -> None:
    """Bringing the catalogues up to date again changes not a byte."""
    for language in messages.LANGUAGES:
        stored = messages.load(language)
        path = messages.catalogue_path(language)
        assert messages.render(messages.merge(template, stored)) == path.read_bytes()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one marked text of each kind."""
    (tmp_path / "pyproject.toml").write_text('[[tool.babel.mappings]]\nmethod = "python"\npattern = "**.py"\n')
    (tmp_path / "vatui").mkdir()
    (tmp_path / "vatui" / "a.py").write_text('N_("Move {title}")\nngettext("{count} card", "{count} cards", count)\n_("Save")\n')
    return tmp_path


def fill(project: Path, translations: dict[str, str]) -> None:
    """Store these translations for the texts of a project."""
    catalogue = messages.merge(messages.extract(project), messages.load("id", project))
    for message in messages.texts(catalogue):
        text = translations.get(messages.key(message), "")
        message.string = text if isinstance(message.id, str) else (text,)
    messages.save(catalogue, "id", project)
    messages.save(messages.merge(messages.extract(project), messages.load("en", project)), "en", project)


COMPLETE = {"Move {title}": "Pindahkan {title}", "{count} card": "{count} kartu", "Save": "Simpan"}


def test_complete_project_has_no_problems(project: Path) -> None:
    """A project whose texts are all translated is without problems."""
    fill(project, COMPLETE)
    assert messages.problems(project) == []


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Save", ""),
        ("Move {title}", "Pindahkan {judul}"),
        ("Move {title}", "Pindahkan {title"),
        ("{count} card", "kartu"),
        ("Save", " Simpan"),
    ],
)
def test_bad_translation_is_a_problem(project: Path, text: str, translation: str) -> None:
    """A missing translation, other placeholders and other white space at the ends are found."""
    fill(project, COMPLETE | {text: translation})
    assert len(messages.problems(project)) == 1


def test_new_and_dropped_texts_are_problems(project: Path) -> None:
    """A text that is only in the sources, or only in the catalogue, is found in both languages."""
    fill(project, COMPLETE)
    (project / "vatui" / "a.py").write_text('_("Save")\n_("Open")\n')
    assert len(messages.problems(project)) == 2 * 3


def test_guessed_translation_is_a_problem(project: Path) -> None:
    """A translation marked as fuzzy is found, and is dropped when the catalogue is brought up to date."""
    fill(project, COMPLETE)
    path = messages.catalogue_path("id", project)
    path.write_text(path.read_text().replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'))
    assert any("guessed" in problem for problem in messages.problems(project))
    messages.update(project)
    stored = {messages.key(message): message for message in messages.texts(messages.load("id", project))}
    assert messages.translations(stored["Save"]) == ("",)
    assert messages.translations(stored["Move {title}"]) == ("Pindahkan {title}",)


def test_plural_of_a_text_keeps_its_translation(project: Path) -> None:
    """Indonesian has one form, which serves every number."""
    fill(project, COMPLETE)
    message: Message | None = messages.load("id", project).get("{count} card")
    assert message is not None
    assert message.string == ("{count} kartu",)
