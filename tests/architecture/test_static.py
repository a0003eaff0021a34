"""Every source file keeps the rules of rules.py, and every rule finds what it is there for."""

from __future__ import annotations

import ast
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.architecture import rules
from tests.architecture.rules import ROOT, Rule

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = sorted((ROOT / "vatui").rglob("*.py"))
EVERYWHERE: list[Rule] = [
    rules.no_await_in_transaction,
    rules.no_write_without_where,
    rules.no_zone_by_tzinfo,
    rules.no_clock_but_the_clock,
    rules.notify_never_reads_markup,
    rules.no_markup_from_data,
    rules.no_early_translation,
    rules.no_colours,
]
COLUMNS: list[Rule] = [rules.no_inexact_columns, rules.no_lazy_foreign_keys]
EXEMPT = {
    # The one place of each.
    ("vatui/clock.py", rules.no_clock_but_the_clock),
    ("vatui/themes.py", rules.no_colours),
}


def relative(path: Path) -> str:
    """The path of a source inside the repository."""
    return path.relative_to(ROOT).as_posix()


def rules_for(path: Path) -> list[Rule]:
    """The rules that a source is held to."""
    name = relative(path)
    applying = [rule for rule in EVERYWHERE if (name, rule) not in EXEMPT]
    if name.startswith(("vatui/models/", "vatui/migrations/")):
        applying += COLUMNS
    return applying


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_source_keeps_the_rules(path: Path) -> None:
    """A source file has no offence against any rule that applies to it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    offences = [f"{relative(path)}:{line}: {sentence}" for rule in rules_for(path) for line, sentence in rule(tree)]
    assert not offences, "\n".join(offences)


OFFENDING = [
    (rules.no_await_in_transaction, "async def f():\n with db.atomic():\n  await g()"),
    (
        rules.no_await_in_transaction,
        "async def f():\n with desk.change('x'):\n  if a:\n   async with b: pass",
    ),
    (rules.no_write_without_where, "Card.delete().execute()"),
    (rules.no_write_without_where, "Card.update(done=True).execute()"),
    (rules.no_write_without_where, "model.update(**values).returning(model).execute()"),
    (rules.no_write_without_where, "rows.delete()"),
    (rules.no_write_without_where, "db.execute_sql('DELETE FROM card')"),
    (rules.no_write_without_where, "db.execute_sql(f'update {table} set done = 1')"),
    (rules.no_zone_by_tzinfo, "x.replace(tzinfo=zone)"),
    (rules.no_zone_by_tzinfo, "datetime(2026, 1, 1, tzinfo=pytz.timezone('Asia/Jakarta'))"),
    (rules.no_zone_by_tzinfo, "datetime(2026, 1, 1, 0, 0, 0, 0, zone)"),
    (rules.no_clock_but_the_clock, "datetime.now()"),
    (rules.no_clock_but_the_clock, "datetime.datetime.now(UTC)"),
    (rules.no_clock_but_the_clock, "date.today()"),
    (rules.no_clock_but_the_clock, "datetime.utcnow()"),
    (rules.no_clock_but_the_clock, "time.time()"),
    (rules.no_clock_but_the_clock, "datetime.fromtimestamp(1)"),
    (rules.no_inexact_columns, "price = DecimalField()"),
    (rules.no_inexact_columns, "at = peewee.DateTimeField()"),
    (rules.no_inexact_columns, "from peewee import FloatField"),
    (rules.no_lazy_foreign_keys, "stage = ForeignKeyField(Stage)"),
    (rules.no_lazy_foreign_keys, "stage = ForeignKeyField(Stage, lazy_load=True)"),
    (rules.notify_never_reads_markup, "self.notify('x')"),
    (rules.notify_never_reads_markup, "app.notify(_('x'), markup=True)"),
    (rules.no_markup_from_data, "Static(f'[b]{title}[/b]')"),
    (rules.no_markup_from_data, "Label(card.title)"),
    (rules.no_markup_from_data, "Button(_('Save {title}').format(title=title))"),
    (rules.no_markup_from_data, "Content.from_markup('[b]%s[/b]' % title)"),
    (rules.no_markup_from_data, "Text.from_markup(title)"),
    (rules.no_markup_from_data, "label.update('due ' + due)"),
    (rules.no_markup_from_data, "table.add_row(f'{title}')"),
    (rules.no_markup_from_data, "self.border_title = f'{name}'"),
    (rules.no_markup_from_data, "self.border_subtitle = name"),
    (rules.no_early_translation, "TITLE = _('Move')"),
    (rules.no_early_translation, "class A:\n title = ngettext('a', 'b', 2)"),
    (rules.no_colours, "x = '#ff8800'"),
    (rules.no_colours, "x = 'bold on #1a2'"),
    (rules.no_colours, "x = 'rgb(1, 2, 3)'"),
    (rules.no_colours, "Style(color='red')"),
]

ALLOWED = [
    (rules.no_await_in_transaction, "async def f():\n with db.atomic():\n  g()\n await h()"),
    (rules.no_await_in_transaction, "with db.atomic():\n async def later():\n  await g()"),
    (rules.no_write_without_where, "Card.delete().where(Card.id == 1).execute()"),
    (rules.no_write_without_where, "model.update(a=1).where(model.id == 1).returning(model).execute()"),
    (rules.no_write_without_where, "values.update(other); digest.update(b'')"),
    (rules.no_write_without_where, "db.execute_sql(f'DELETE FROM {table} WHERE id = ?')"),
    (rules.no_zone_by_tzinfo, "x.replace(tzinfo=None); datetime(2026, 1, 1, tzinfo=UTC)"),
    (rules.no_clock_but_the_clock, "desk.clock.now(); self.now(); time.perf_counter()"),
    (rules.no_clock_but_the_clock, "datetime.fromtimestamp(1, UTC); datetime.fromtimestamp(1, tz=UTC)"),
    (rules.no_inexact_columns, "at = UtcField()"),
    (rules.no_lazy_foreign_keys, "stage = ForeignKeyField(Stage, lazy_load=False)"),
    (rules.notify_never_reads_markup, "self.notify(title, markup=False)"),
    (rules.no_markup_from_data, "Static(Content(title)); Static(f'{title}', markup=False); Static(_('Due'))"),
    (rules.no_markup_from_data, "Content.from_markup('[b]$title[/b]', title=title)"),
    (rules.no_markup_from_data, "self.border_title = Content(name); self.tooltip = None; seen.update(x)"),
    (rules.no_early_translation, "TITLE = N_('Move')\ndef f():\n return _('Move')"),
    (rules.no_colours, "'''a docstring with #ff8800'''\nx = '#123'; y = '$primary'; z = '#tag'"),
]


def names(case: object) -> str | None:
    """A readable name of a case."""
    return getattr(case, "__name__", None)


@pytest.mark.parametrize(("rule", "source"), OFFENDING, ids=names)
def test_rule_finds_an_offence(rule: Rule, source: str) -> None:
    """Each rule finds what it forbids, so it cannot pass by looking at nothing."""
    assert list(rule(ast.parse(source)))


@pytest.mark.parametrize(("rule", "source"), ALLOWED, ids=names)
def test_rule_allows_the_right_way(rule: Rule, source: str) -> None:
    """Each rule lets the right way pass."""
    assert not list(rule(ast.parse(source)))


def test_style_sheets_hold_no_colours() -> None:
    """The style sheets take every colour from the theme."""
    offences = [
        f"{relative(path)}:{line}: {sentence}"
        for path in sorted((ROOT / "vatui").rglob("*.tcss"))
        for line, sentence in rules.css_offences(path.read_text(encoding="utf-8"))
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("line", ["color: #fff;", "a { background: red; }", "border: round rgb(1, 2, 3);"])
def test_style_sheet_rule_finds_a_colour(line: str) -> None:
    """The rule for style sheets finds a colour in a declaration."""
    assert list(rules.css_offences(line))


def test_style_sheet_rule_allows_selectors_and_variables() -> None:
    """The rule for style sheets knows an id, a comment and a variable from a colour."""
    assert not list(rules.css_offences("/* #fff; */\n#add { color: $primary; }\n.red { width: 1fr; }"))


# Written so that this file does not contain them.
_HOSTS = (
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(?:org|com)",
    "index" + "-url",
    "find" + "-links",
)
_FOLDERS = (
    "/ho" + "me/[a-z]",
    "/Us" + "ers/[A-Za-z]",
    "/ro" + "ot/",
    "/wo" + "rk/",
    "/tm" + "p/",
    r"[A-Z]:\\+Us" + "ers",
)
FOREIGN = re.compile(
    "|".join((*_HOSTS, *(rf"(?<![\w.$}}/]){folder}" for folder in _FOLDERS))),
)
"""Names of a package registry, and folders of somebody's machine."""


def repository_files() -> list[Path]:
    """The text files that are, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so which files belong to it is not known")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_repository_names_no_registry_and_no_machine() -> None:
    """No file names a package registry or a folder of the machine it was written on."""
    found = []
    for path in repository_files():
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if FOREIGN.search(line):
                found.append(f"{relative(path)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["see " + "/ho" + "me/ayu/x", "--index" + "-url https://x", "cd /wo" + "rk/main"])
def test_registry_and_machine_rule_finds_them(line: str) -> None:
    """The rule for registries and machines finds one."""
    assert FOREIGN.search(line)


def test_pins_hold_names_versions_and_hashes_only() -> None:
    """Every line of the pins is a name with an exact version, or a hash."""
    pin = re.compile(r"[a-z0-9-]+==[\w.+!]+(?: ; [^;]+)? \\$")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not (pin.match(line) or digest.match(line))] == []
