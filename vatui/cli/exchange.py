"""Bringing in files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vatui import wording
from vatui.cli import asked, out
from vatui.cli.verbs import as_json, option, session, verb
from vatui.errors import ImportRefused
from vatui.exchange import READERS
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.domain.imports import Plan


_LARGEST = 500_000_000
"""No file is larger than this, in bytes."""

_FIGURES = {
    "new": N_("new"),
    "changed": N_("changed"),
    "comments": N_("comments"),
    "kept": N_("kept"),
    "conflicts": N_("changed on both sides"),
    "gone": N_("gone there"),
}


@verb(N_("Bring in a file of another tool. Without --apply it only says what would come."), name="import")
@click.argument("file")
@option("--as", "kind", type=click.Choice(list(READERS)), text=N_("What kind of file it is; found out if not given."))
@option("--client", "-c", "client", metavar="CLIENT", required=True, text=N_("Whose work it is."))
@option("--apply", "really", is_flag=True, text=N_("Really bring it in, as one step that can be undone."))
@as_json
@session
def import_(session: Session, file: str, kind: str | None, client: str, really: bool, as_json: bool) -> None:
    """Plan an import, or apply it."""
    import hashlib

    from vatui import exchange

    data = _bytes(file)
    kind = kind or exchange.detect(data, file)
    bundle = exchange.read(kind, data, file)
    from vatui.domain import imports
    from vatui.domain.clients import find_client

    desk = session.desk
    row = desk.run(find_client, desk, client)
    digest = hashlib.sha256(data).hexdigest()
    plan = desk.run(imports.plan, desk, bundle, row.id, sha256=digest)
    if really:
        imports.apply(desk, bundle, row.id, file_name=asked.path(file).name, sha256=digest)
    if as_json:
        out.data(_plan(file, kind, row.code, plan, really))
    else:
        _say(file, kind, row.code, plan, really)


def _plan(file: str, kind: str, code: str, plan: Plan, really: bool) -> dict[str, Any]:
    return {
        "file": file,
        "kind": kind,
        "client": code,
        "board": plan.board_name,
        "applied": really,
        "same_file": plan.same_file,
        "other_clients": list(plan.elsewhere),
        **{name: getattr(plan, name) for name in _FIGURES},
        "counts": dict(plan.counts),
        "losses": [{"what": _(loss.what), "count": loss.count, "why": _(loss.why)} for loss in plan.losses],
        "warnings": [{"text": _(one.text), "count": one.count, "samples": list(one.samples)} for one in plan.warnings],
    }


def _say(file: str, kind: str, code: str, plan: Plan, really: bool) -> None:
    out.say(
        _("{file}: {kind}, for {code}, board {board}").format(
            file=file, kind=_(READERS[kind].title), code=code, board=plan.board_name
        )
    )
    figures = [f"{wording.number(getattr(plan, name))} {_(text)}" for name, text in _FIGURES.items() if getattr(plan, name)]
    out.say(", ".join(figures) or _("nothing new"))
    for loss in plan.losses:
        out.say(_("Not kept: {what} {count}. {why}").format(what=_(loss.what), count=loss.count, why=_(loss.why)))
    for one in plan.warnings:
        out.talk(f"{_(one.text)} ({one.count}) {' · '.join(one.samples)}".rstrip())
    if plan.elsewhere:
        out.talk(_("Other clients have this board too: {codes}.").format(codes=", ".join(plan.elsewhere)))
    if plan.same_file:
        out.talk(_("This very file was brought in before."))
    elif really:
        out.say(_("Brought in. “vatui undo” takes it back."))
    else:
        out.talk(_("Nothing was changed. Add --apply to bring it in."))


def _bytes(file: str) -> bytes:
    named = asked.path(file)
    try:
        if named.stat().st_size > _LARGEST:
            raise ImportRefused(N_("{file} is too large."), file=named)
        return named.read_bytes()
    except OSError as error:
        raise ImportRefused(N_("{file} cannot be read. Check its name and permissions."), file=named) from error
