"""Bringing in files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vatui.cli import out
from vatui.cli.backup import path
from vatui.cli.verbs import as_json, option, session, verb
from vatui.errors import ImportRefused
from vatui.exchange import READERS
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session

_LARGEST = 500_000_000
"""No file is larger than this, in bytes."""

_FIGURES = {
    "new": N_("new"), "changed": N_("changed"), "kept": N_("kept"), "conflicts": N_("changed on both sides"), "gone": N_("gone there"),
}  # fmt: skip


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
    from vatui.domain import imports
    from vatui.domain.clients import find_client

    data = _bytes(file)
    kind = kind or exchange.detect(data, file)
    bundle = exchange.read(kind, data, file)
    desk = session.desk
    row = desk.run(find_client, desk, client)
    plan = desk.run(imports.plan, desk, bundle, row.id)
    if really:
        imports.apply(desk, bundle, row.id, file_name=path(file).name, sha256=hashlib.sha256(data).hexdigest())
    if as_json:
        out.data({
            "file": file, "kind": kind, "client": row.code, "board": bundle.container.name, "applied": really,
            "figures": {name: getattr(plan, name) for name in _FIGURES}, "counts": dict(bundle.counts),
            "losses": [{"what": _(loss.what), "count": loss.count, "why": _(loss.why)} for loss in plan.losses],
            "warnings": [
                {"code": one.code, "text": _(one.text), "count": one.count, "samples": list(one.samples)} for one in plan.warnings
            ],
        })  # fmt: skip
        return
    _say(file, kind, row.code, plan, really)


def _say(file: str, kind: str, code: str, plan: Any, really: bool) -> None:
    out.say(_("{file}: {kind}, for {code}").format(file=file, kind=_(READERS[kind].title), code=code))
    figures = [f"{getattr(plan, name)} {_(text)}" for name, text in _FIGURES.items() if getattr(plan, name)]
    out.say(", ".join(figures) or _("nothing new"))
    for loss in plan.losses:
        out.say(_("Not kept: {what} {count}. {why}").format(what=_(loss.what), count=loss.count, why=_(loss.why)))
    for one in plan.warnings:
        out.talk(f"{_(one.text)} ({one.count}) {' · '.join(one.samples)}".rstrip())
    if really:
        out.say(_("Brought in. “vatui undo” takes it back."))
    else:
        out.talk(_("Nothing was changed. Add --apply to bring it in."))


def _bytes(file: str) -> bytes:
    named = path(file)
    try:
        if named.stat().st_size > _LARGEST:
            raise ImportRefused(N_("{file} is too large."), file=named)
        return named.read_bytes()
    except OSError as error:
        raise ImportRefused(N_("{file} cannot be read. Check its name and permissions."), file=named) from error
