"""What is well and what is not: the desk, its backups, the settings, the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui.cli import out
from vatui.cli.verbs import as_json, plain, session, verb
from vatui.errors import VatuiError
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session


@verb(N_("Look at everything and change nothing; exit status 1 if something is bad."))
@plain
@as_json
@session
def doctor(session: Session, plain: bool, as_json: bool) -> int:
    """Examine the desk and what is around it."""
    from vatui.doctor import examine

    findings = examine(session.url, session.clock.now())
    bad = any(one.state == "bad" for one in findings)
    if as_json:
        out.data({"ok": not bad, "findings": [{"name": one.name, "state": one.state, "text": one.text} for one in findings]})
    else:
        states = {"ok": _("ok"), "warn": _("look"), "bad": _("bad")}
        rows = [[states[one.state] if not plain else one.state, one.name, one.text] for one in findings]
        out.table([_("State"), _("What"), _("Found")], rows, plain=plain)
    return VatuiError.exit_status if bad else 0
