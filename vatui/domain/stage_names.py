"""What a column of another tool means, by what it is called."""

from __future__ import annotations

import re
from typing import Final

from vatui.text import searchable
from vatui.values import StageKind

_WORDS: Final[tuple[tuple[StageKind, tuple[str, ...]], ...]] = (
    (StageKind.APPROVAL, (
        "approval", "approve", "client ok", "client review", "sign off", "persetujuan", "disetujui klien", "aprobacion",
        "aprovacao", "approbation", "validation", "freigabe", "abnahme", "goedkeuring", "approvazione",
    )),
    (StageKind.REVIEW, (
        "review", "reviewing", "qa", "qc", "testing", "proofreading", "check", "checking", "tinjauan", "ditinjau",
        "periksa", "diperiksa", "revision", "en revision", "revisar", "revisao", "relecture", "prufung", "prufen",
        "controle", "revisione",
    )),
    (StageKind.WAITING, (
        "waiting", "wait", "blocked", "on hold", "hold", "pending", "paused", "stuck", "menunggu", "tunggu", "tertunda",
        "ditunda", "esperando", "en espera", "espera", "bloqueado", "aguardando", "en attente", "attente", "bloque",
        "wartet", "warten", "blockiert", "wachten", "in attesa", "attesa",
    )),
    (StageKind.DOING, (
        "doing", "in progress", "progress", "wip", "working", "working on", "in process", "started", "ongoing",
        "active", "now", "sedang", "dikerjakan", "sedang dikerjakan", "berjalan", "proses", "dalam proses", "haciendo",
        "en curso", "en progreso", "en proceso", "fazendo", "em andamento", "em progresso", "en cours", "in arbeit",
        "in bearbeitung", "bezig", "mee bezig", "in corso",
    )),
    (StageKind.INBOX, (
        "inbox", "incoming", "intake", "new requests", "requests", "masuk", "kotak masuk", "permintaan",
        "bandeja de entrada", "caixa de entrada", "boite de reception", "eingang", "posteingang", "inkomend",
    )),
)  # fmt: skip
"""Words of each kind, folded, tried in this order; whatever has none is work to do."""

_DONE: Final = (
    "done", "complete", "completed", "finished", "closed", "resolved", "shipped", "all done", "selesai",
    "sudah selesai", "beres", "rampung", "hecho", "terminado", "completado", "finalizado", "listo", "feito",
    "concluido", "termine", "terminee", "fini", "fait", "fertig", "erledigt", "abgeschlossen", "klaar", "gereed",
    "afgerond", "fatto", "completato", "finito",
)  # fmt: skip
"""A column is for finished work only if its name is, or begins with, one of these: “Done”, “Done in October”."""

_NOT_DONE: Final = re.compile(r"^(?:to be|not|almost|nearly|belum|hampir)\b")
_NO_LETTER: Final = re.compile(r"[\W\d_]+")


def kind_of(name: str) -> StageKind:
    """The kind of a column called so; ``READY`` when the name says nothing.

    English, Indonesian, Spanish, Portuguese, French, German, Dutch and Italian are known. What is not clearly named as done
    never is, because cards that land there count as finished.
    """
    words = _NO_LETTER.sub(" ", searchable(name)).strip()
    if not _NOT_DONE.match(words) and any(words == word or words.startswith(word + " ") for word in _DONE):
        return StageKind.DONE
    padded = f" {words} "
    for kind, known in _WORDS:
        if any(f" {word} " in padded for word in known):
            return kind
    return StageKind.READY
