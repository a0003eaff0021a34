"""The rules that sources are held to and that no linter knows: each takes a parsed file, gives its offences.

An offence is a line number and a sentence. The rules come from reliability.md sections 4 and 5 and
architecture.md sections 3 to 9.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

Offence = tuple[int, str]
Rule = Callable[[ast.Module], Iterator[Offence]]

ROOT = Path(__file__).resolve().parents[2]


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The node around each node."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def called(node: ast.AST) -> str:
    """The last name of what is called: ``f`` of ``a.f(…)`` and of ``f(…)``; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def receiver(node: ast.Call) -> str:
    """The last name before the dot: ``a`` of ``a.f(…)`` and of ``b.a.f(…)``; empty when there is none."""
    if not isinstance(node.func, ast.Attribute):
        return ""
    value = node.func.value
    if isinstance(value, ast.Attribute):
        return value.attr
    return value.id if isinstance(value, ast.Name) else ""


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword of a call."""
    return next((item.value for item in node.keywords if item.arg == name), None)


def within(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a body, leaving out the bodies of functions defined in it, which run later."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def no_await_in_transaction(tree: ast.Module) -> Iterator[Offence]:
    """A transaction that waits lets other work slip in between its statements."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.With | ast.AsyncWith):
            continue
        opened = {called(item.context_expr) for item in node.items}
        if not opened & {"atomic", "change", "savepoint", "transaction", "manual_commit"}:
            continue
        for inner in within(node.body):
            if isinstance(inner, ast.Await | ast.AsyncFor | ast.AsyncWith):
                yield inner.lineno, "waits inside a transaction"


_WRITES = re.compile(r"\s*(?:DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b", re.IGNORECASE)


def no_write_without_where(tree: ast.Module) -> Iterator[Offence]:
    """``Model.delete()`` and ``Model.update(…)`` without ``where`` change every row of the table."""
    around = parents(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"delete", "update"}:
            name = receiver(node)
            is_model = name[:1].isupper() or name in {"model", "cls"} or name.endswith("_model")
            bare_delete = called(node) == "delete" and not node.args and not node.keywords
            if not (is_model or bare_delete):
                continue
            chain = set()
            outer: ast.AST = node
            while isinstance(around.get(outer), ast.Attribute) and isinstance(around.get(around[outer]), ast.Call):
                outer = around[around[outer]]
                chain.add(called(outer))
            if "where" not in chain:
                yield node.lineno, f"{called(node)} without where"
        text = constant_text(node)
        # Part of an f-string is looked at with the whole of it.
        part = isinstance(around.get(node), ast.JoinedStr | ast.FormattedValue)
        if text is not None and not part and _WRITES.match(text) and "WHERE" not in text.upper():
            yield getattr(node, "lineno", 0), "SQL that writes without WHERE"


def constant_text(node: ast.AST) -> str | None:
    """A text as it stands in the source, with ``{}`` for what an f-string fills in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def is_utc_or_none(node: ast.expr) -> bool:
    """Whether an expression is UTC or None."""
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.Attribute):
        return node.attr in {"UTC", "utc"}
    return isinstance(node, ast.Name) and node.id == "UTC"


def no_zone_by_tzinfo(tree: ast.Module) -> Iterator[Offence]:
    """``tzinfo=`` with a zone of pytz is the mean time of 1880; zones.resolve() gives the right one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            value = keyword(node, "tzinfo")
            if value is None and called(node) == "datetime" and len(node.args) >= 8:
                value = node.args[7]
            if value is not None and not is_utc_or_none(value):
                yield node.lineno, "tzinfo= with something else than UTC or None"


def no_clock_but_the_clock(tree: ast.Module) -> Iterator[Offence]:
    """The time is ``desk.clock.now()``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, owner = called(node), receiver(node)
        if name in {"now", "today", "utcnow"} and owner in {"datetime", "date", "dt"}:
            yield node.lineno, f"{owner}.{name}() instead of the clock of the desk"
        elif owner == "time" and name in {"time", "time_ns", "localtime", "gmtime", "ctime"}:
            yield node.lineno, f"time.{name}() instead of the clock of the desk"
        elif name == "utcfromtimestamp" or (name == "fromtimestamp" and len(node.args) < 2 and keyword(node, "tz") is None):
            yield node.lineno, f"{name}() without a zone"


_INEXACT = {
    "DecimalField", "DateTimeField", "FloatField", "DoubleField", "TimestampField", "DateField", "TimeField",
}  # fmt: skip


def no_inexact_columns(tree: ast.Module) -> Iterator[Offence]:
    """These columns lose the zone, or the cent, in one of the two databases."""
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in _INEXACT:
            yield getattr(node, "lineno", 0), f"{name}; see vatui/models/fields.py"
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in _INEXACT:
                    yield node.lineno, f"{alias.name}; see vatui/models/fields.py"


def no_lazy_foreign_keys(tree: ast.Module) -> Iterator[Offence]:
    """Reading an attribute must never run SQL, so that rows are safe on the thread that draws."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "ForeignKeyField":
            value = keyword(node, "lazy_load")
            if not (isinstance(value, ast.Constant) and value.value is False):
                yield node.lineno, "ForeignKeyField without lazy_load=False"


def notify_never_reads_markup(tree: ast.Module) -> Iterator[Offence]:
    """A notice that reads markup crashes on ``[/]`` in somebody's text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "notify":
            value = keyword(node, "markup")
            if not (isinstance(value, ast.Constant) and value.value is False):
                yield node.lineno, "notify without markup=False"


_READS_MARKUP = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Collapsible", "Tab", "TabPane",
}  # fmt: skip
_MARKUP_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}


def is_fixed_text(node: ast.expr) -> bool:
    """Whether a text stands in the program: a constant, or the translation of one."""
    if isinstance(node, ast.IfExp):
        return is_fixed_text(node.body) and is_fixed_text(node.orelse)
    if called(node) in {"_", "N_"}:
        return True
    return isinstance(node, ast.Constant)


def is_made_text(node: ast.expr) -> bool:
    """Whether a text is put together of others, which may be anybody's."""
    if isinstance(node, ast.IfExp):
        return is_made_text(node.body) or is_made_text(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        sides = (node.left, node.right)
        return any(is_made_text(side) or constant_text(side) is not None for side in sides)
    return called(node) in {"format", "format_map", "join", "str"}


def no_markup_from_data(tree: ast.Module) -> Iterator[Offence]:
    """What reads markup is given fixed texts, ``Content``, or ``markup=False``; never a text made of data."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first = node.args[0] if node.args else None
            markup = keyword(node, "markup")
            literal = isinstance(markup, ast.Constant) and markup.value is False
            if first is None or literal:
                continue
            name = called(node)
            if name == "from_markup" and not is_fixed_text(first):
                yield node.lineno, "from_markup of a text that is not fixed; give the data as keywords"
            elif name in _READS_MARKUP and (is_made_text(first) or isinstance(first, ast.Name | ast.Attribute)):
                yield node.lineno, f"{name} of a text that is not fixed, without markup=False"
            elif (
                name in {"update", "add_row", "add_column", "update_cell"}
                and isinstance(node.func, ast.Attribute)
                and any(is_made_text(argument) for argument in node.args)
            ):
                yield node.lineno, f"{name} with a text made of data; use Content"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not (is_made_text(node.value) or isinstance(node.value, ast.Name | ast.Attribute)):
                continue
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in _MARKUP_ATTRIBUTES:
                    yield node.lineno, f"{target.attr} of a text that is not fixed; use Content"


def no_early_translation(tree: ast.Module) -> Iterator[Offence]:
    """A text translated at import keeps the language of that moment; mark it with ``N_``."""
    for node in within([statement for statement in tree.body if not _is_typing_block(statement)]):
        if isinstance(node, ast.Call) and called(node) in {"_", "ngettext"}:
            yield node.lineno, "translated at import; mark it with N_ and translate it when it is shown"


def _is_typing_block(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


HEX_COLOUR = re.compile(r"(?<![\w&#])#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|(?=[0-9]*[a-fA-F])[0-9a-fA-F]{3})\b")
"""A colour in hexadecimal; three decimal digits are a number, as of an invoice."""

_COLOUR_FUNCTION = re.compile(r"\b(?:rgba?|hsla?)\(\s*\d")
_COLOUR_NAME = re.compile(r"\b(?:ansi_\w+|black|white|red|green|blue|yellow|magenta|cyan|grey\d*|gray\d*|orange|purple|pink)\b")
_COLOUR_ARGUMENTS = {"color", "bgcolor", "background", "foreground"}


def documentation(tree: ast.Module) -> set[ast.AST]:
    """The nodes of all docstrings and other texts that are statements of their own."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def no_colours(tree: ast.Module) -> Iterator[Offence]:
    """Colours are variables of the theme, so that every theme can change them."""
    skipped = documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            if HEX_COLOUR.search(node.value) or _COLOUR_FUNCTION.search(node.value):
                yield node.lineno, f"colour {node.value!r}"
        elif isinstance(node, ast.Call):
            for item in node.keywords:
                text = constant_text(item.value)
                if item.arg in _COLOUR_ARGUMENTS and text is not None and _COLOUR_NAME.search(text):
                    yield node.lineno, f"colour {text!r}"


def css_offences(text: str) -> Iterator[Offence]:
    """The colours in a style sheet that are not variables of the theme."""
    without_comments = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(without_comments.splitlines(), start=1):
        for value in re.findall(r"[a-z-]+\s*:\s*([^;{}]+);", line):
            if HEX_COLOUR.search(value) or _COLOUR_FUNCTION.search(value) or _COLOUR_NAME.search(value):
                yield number, f"colour in {value.strip()!r}"
