"""The first schema."""

from __future__ import annotations

from typing import Any

TABLES = """
    CREATE TABLE "client" (
        "id" {auto},
        "code" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "colour" INTEGER NOT NULL,
        "shape" INTEGER NOT NULL,
        "zone" TEXT NOT NULL,
        "hours" TEXT NOT NULL,
        "country" TEXT NOT NULL,
        "days_off" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "currency" TEXT NOT NULL,
        "state" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        "promise" INTEGER NOT NULL,
        "promise_in_my_hours" INTEGER NOT NULL,
        "style" TEXT NOT NULL,
        "created_at" TEXT NOT NULL
    );
    CREATE TABLE "board" (
        "id" {auto},
        "client_id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        "archived" {boolean} NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "stage" (
        "id" {auto},
        "board_id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "limit" INTEGER NOT NULL,
        "position" INTEGER NOT NULL,
        FOREIGN KEY ("board_id") REFERENCES "board" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "helper" (
        "id" {auto},
        "name" TEXT NOT NULL,
        "zone" TEXT NOT NULL,
        "skills" TEXT NOT NULL,
        "active" INTEGER NOT NULL
    );
    CREATE TABLE "card" (
        "id" {auto},
        "client_id" INTEGER NOT NULL,
        "number" INTEGER NOT NULL,
        "stage_id" INTEGER NOT NULL,
        "position" INTEGER NOT NULL,
        "title" TEXT NOT NULL,
        "memo" TEXT NOT NULL,
        "search" TEXT NOT NULL,
        "due_said" TEXT,
        "due_zone" TEXT,
        "due_at" TEXT,
        "due_rank" TEXT NOT NULL,
        "start_said" TEXT,
        "start_zone" TEXT,
        "start_at" TEXT,
        "wait_said" TEXT,
        "wait_zone" TEXT,
        "wait_at" TEXT,
        "estimate" INTEGER,
        "important" {boolean} NOT NULL,
        "urgency" TEXT NOT NULL,
        "urgent_from" TEXT,
        "helper_id" INTEGER,
        "waiting_for" TEXT NOT NULL,
        "chase_said" TEXT,
        "chase_zone" TEXT,
        "chase_at" TEXT,
        "chased" INTEGER NOT NULL,
        "client_visible" {boolean} NOT NULL,
        "repeat" TEXT NOT NULL,
        "archived" {boolean} NOT NULL,
        "done_at" TEXT,
        "stage_since" TEXT NOT NULL,
        "created_at" TEXT NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("stage_id") REFERENCES "stage" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("helper_id") REFERENCES "helper" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "tag" (
        "id" {auto},
        "name" TEXT NOT NULL
    );
    CREATE TABLE "card_tag" (
        "id" {auto},
        "card_id" INTEGER NOT NULL,
        "tag_id" INTEGER NOT NULL,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "change" (
        "id" {auto},
        "at" TEXT NOT NULL,
        "actor" TEXT NOT NULL,
        "title" TEXT NOT NULL,
        "subject" TEXT NOT NULL,
        "client_id" INTEGER,
        "tables" TEXT NOT NULL,
        "undoable" {boolean} NOT NULL,
        "undoes" INTEGER,
        "undone" {boolean} NOT NULL
    );
    CREATE TABLE "changed_row" (
        "id" {auto},
        "change_id" INTEGER NOT NULL,
        "table_name" TEXT NOT NULL,
        "row_id" INTEGER NOT NULL,
        "before" TEXT,
        "after" TEXT,
        FOREIGN KEY ("change_id") REFERENCES "change" ("id") ON DELETE CASCADE
    );
    CREATE TABLE "check_item" (
        "id" {auto},
        "card_id" INTEGER NOT NULL,
        "checklist" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "done" {boolean} NOT NULL,
        "position" INTEGER NOT NULL,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "client_note" (
        "id" {auto},
        "client_id" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "created_at" TEXT NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "comment" (
        "id" {auto},
        "card_id" INTEGER NOT NULL,
        "author" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "at" TEXT NOT NULL,
        "client_visible" {boolean} NOT NULL,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "contact" (
        "id" {auto},
        "client_id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        "role" TEXT NOT NULL,
        "email" TEXT NOT NULL,
        "phone" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "counter" (
        "name" TEXT NOT NULL PRIMARY KEY,
        "value" INTEGER NOT NULL
    );
    CREATE TABLE "custom_value" (
        "id" {auto},
        "card_id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        "value" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "entry" (
        "id" {auto},
        "client_id" INTEGER,
        "card_id" INTEGER,
        "started_at" TEXT NOT NULL,
        "ended_at" TEXT,
        "zone" TEXT NOT NULL,
        "memo" TEXT NOT NULL,
        "billable" {boolean} NOT NULL,
        "needs_review" {boolean} NOT NULL,
        "run" INTEGER,
        "actor" TEXT NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "import_run" (
        "id" {auto},
        "client_id" INTEGER,
        "source" TEXT NOT NULL,
        "file_name" TEXT NOT NULL,
        "sha256" TEXT NOT NULL,
        "at" TEXT NOT NULL,
        "counts" TEXT NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "external_ref" (
        "id" {auto},
        "source" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "ext_id" TEXT NOT NULL,
        "client_id" INTEGER,
        "table_name" TEXT NOT NULL,
        "row_id" INTEGER NOT NULL,
        "url" TEXT NOT NULL,
        "run_id" INTEGER,
        "last_run" INTEGER,
        "source_values" TEXT NOT NULL,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("run_id") REFERENCES "import_run" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "link" (
        "id" {auto},
        "card_id" INTEGER NOT NULL,
        "title" TEXT NOT NULL,
        "url" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "owner" (
        "id" {auto},
        "name" TEXT NOT NULL,
        "zone" TEXT NOT NULL,
        "hours" TEXT NOT NULL,
        "country" TEXT NOT NULL,
        "days_off" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "currency" TEXT NOT NULL,
        "doing_limit" INTEGER NOT NULL
    );
    CREATE TABLE "parked" (
        "id" {auto},
        "actor" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "entry_id" INTEGER NOT NULL,
        "parked_at" TEXT NOT NULL,
        FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE RESTRICT
    );
    CREATE TABLE "preference" (
        "name" TEXT NOT NULL PRIMARY KEY,
        "value" TEXT NOT NULL
    );
    CREATE TABLE "presence" (
        "actor" TEXT NOT NULL PRIMARY KEY,
        "seen_at" TEXT NOT NULL,
        "touched_at" TEXT NOT NULL
    );
    CREATE TABLE "request" (
        "id" {auto},
        "client_id" INTEGER,
        "words" TEXT NOT NULL,
        "channel" TEXT NOT NULL,
        "sender" TEXT NOT NULL,
        "received_at" TEXT NOT NULL,
        "promised_at" TEXT,
        "snoozed_until" TEXT,
        "state" TEXT NOT NULL,
        "card_id" INTEGER,
        "replied_at" TEXT,
        "reply" TEXT NOT NULL,
        "paused_at" TEXT,
        FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("card_id") REFERENCES "card" ("id") ON DELETE RESTRICT
    );
"""

INDEXES = """
    CREATE UNIQUE INDEX "client_code" ON "client" ("code");
    CREATE INDEX "board_client_id" ON "board" ("client_id");
    CREATE INDEX "stage_board_id" ON "stage" ("board_id");
    CREATE UNIQUE INDEX "helper_name" ON "helper" ("name");
    CREATE INDEX "card_helper_id" ON "card" ("helper_id");
    CREATE UNIQUE INDEX "card_client_id_number" ON "card" ("client_id", "number");
    CREATE INDEX "card_stage_id_archived_position_id" ON "card" ("stage_id", "archived", "position", "id");
    CREATE INDEX "card_stage_id_archived_done_at_stage_since_wait_at" ON "card" ("stage_id", "archived", "done_at", "stage_since", "wait_at");
    CREATE INDEX "card_chase_at" ON "card" ("chase_at");
    CREATE INDEX "card_archived_done_at_due_rank_id_stage_id_important_wai_fb40cb5" ON "card" ("archived", "done_at", "due_rank", "id", "stage_id", "important", "wait_at", "estimate");
    CREATE INDEX "card_archived_done_at_important_urgency_urgent_from_wait_8dd8897" ON "card" ("archived", "done_at", "important", "urgency", "urgent_from", "wait_at", "stage_id", "due_rank", "estimate");
    CREATE UNIQUE INDEX "tag_name" ON "tag" ("name");
    CREATE INDEX "card_tag_tag_id" ON "card_tag" ("tag_id");
    CREATE UNIQUE INDEX "card_tag_card_id_tag_id" ON "card_tag" ("card_id", "tag_id");
    CREATE INDEX "change_actor_undone_id" ON "change" ("actor", "undone", "id");
    CREATE INDEX "changed_row_change_id" ON "changed_row" ("change_id");
    CREATE INDEX "changed_row_table_name_row_id_id" ON "changed_row" ("table_name", "row_id", "id");
    CREATE INDEX "check_item_card_id" ON "check_item" ("card_id");
    CREATE INDEX "client_note_client_id" ON "client_note" ("client_id");
    CREATE INDEX "comment_card_id" ON "comment" ("card_id");
    CREATE INDEX "contact_client_id" ON "contact" ("client_id");
    CREATE INDEX "custom_value_card_id" ON "custom_value" ("card_id");
    CREATE INDEX "entry_started_at_id" ON "entry" ("started_at", "id");
    CREATE INDEX "entry_client_id_started_at" ON "entry" ("client_id", "started_at");
    CREATE INDEX "entry_card_id_started_at" ON "entry" ("card_id", "started_at");
    CREATE INDEX "entry_actor_ended_at" ON "entry" ("actor", "ended_at");
    CREATE INDEX "entry_unsettled" ON "entry" ("started_at") WHERE needs_review OR ended_at IS NULL;
    CREATE INDEX "import_run_client_id" ON "import_run" ("client_id");
    CREATE INDEX "external_ref_run_id" ON "external_ref" ("run_id");
    CREATE UNIQUE INDEX "external_ref_client_id_source_kind_ext_id" ON "external_ref" ("client_id", "source", "kind", "ext_id");
    CREATE INDEX "link_card_id" ON "link" ("card_id");
    CREATE INDEX "parked_entry_id" ON "parked" ("entry_id");
    CREATE INDEX "request_client_id" ON "request" ("client_id");
    CREATE INDEX "request_card_id" ON "request" ("card_id");
    CREATE INDEX "request_state_promised_at_id" ON "request" ("state", "promised_at", "id");
"""

_TYPES = {
    "sqlite": {"auto": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "boolean": "INTEGER"},
    "postgres": {"auto": "SERIAL NOT NULL PRIMARY KEY", "boolean": "BOOLEAN"},
}


def up(migrator: Any, db: Any) -> None:
    """Make every table and index."""
    types = _TYPES["sqlite" if "Sqlite" in type(db).__name__ else "postgres"]
    for statement in (TABLES.format(**types) + INDEXES).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator: Any, db: Any) -> None:
    """Drop every table."""
    names = [line.split('"')[1] for line in TABLES.splitlines() if line.startswith("    CREATE TABLE")]
    for name in reversed(names):
        db.execute_sql(f'DROP TABLE "{name}"')
