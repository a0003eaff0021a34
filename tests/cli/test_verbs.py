"""What each verb does, looked at on the desk and on standard output."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from tests.architecture.rules import ROOT
from vatui.paths import demo_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


class TestAdd:
    """Capture from the shell."""

    def test_card_tells_code_instants_and_stage(self, vatui: Run, filled: str) -> None:
        """A captured card prints its code and when it is due, mine first and theirs second."""
        done = vatui("add", "acme:", "Draft", "report", "fri", "3pm", "!!", "~2h")
        assert done.status == 0
        assert done.out == "ACM-5 Draft report · due Sat 28 Nov 03:00 · Fri 27 Nov 15:00 New York · To do\n"
        card = vatui("card", "show", "ACM-5", "--json").json
        assert (card["important"], card["urgency"], card["estimate"]["seconds"]) == (True, "yes", 7200)
        assert card["due"]["utc"] == "2026-11-27T20:00:00Z"

    def test_indonesian_dates(self, vatui: Run, filled: str) -> None:
        """Dates are read in both languages, whichever is spoken."""
        done = vatui("--language", "id", "add", "kop: Unggah foto besok jam 3 sore", "--json")
        assert done.json["items"][0]["due"]["local"] == "2026-11-25T15:00:00"

    def test_request_time_and_note(self, vatui: Run, filled: str) -> None:
        """The sign after a client makes a request, time or a note."""
        kinds = [vatui("add", text, "--json").json["items"][0]["kind"] for text in ("acme> hi via wa", "acme+ 45m x", "acme= x")]
        assert kinds == ["request", "entry", "note"]

    def test_unknown_client_goes_to_the_inbox(self, vatui: Run, filled: str) -> None:
        """Nothing is lost and no client is guessed: the whole text becomes a request, and near names are told."""
        done = vatui("add", "akme: Call back tomorrow")
        assert done.status == 0
        assert "akme: Call back tomorrow" in done.out
        assert "ACM Acme Studio" in done.err

    def test_lines_are_items_and_one_step(self, process: Run, vatui: Run, filled: str) -> None:
        """Several lines of standard input are several items, taken back by one undo."""
        before = len(vatui("card", "list", "--json").json["cards"])
        done = process("add", "-", "--json", stdin=b"acme: one\n  - a\n  - b\n\n- acme: two\nkop: tiga\n")
        assert [item["code"] for item in done.json["items"]] == ["ACM-5", "ACM-6", "KOP-3"]
        assert len(vatui("card", "show", "ACM-5", "--json").json["checklist"]) == 2
        assert vatui("undo").status == 0
        assert len(vatui("card", "list", "--json").json["cards"]) == before

    def test_client_of_the_scope(self, vatui: Run, filled: str) -> None:
        """Without a client in the text it is the one of --client."""
        assert vatui("add", "-c", "kopi", "Balas", "--json").json["items"][0]["client"] == "KOP"

    def test_nothing_is_refused(self, vatui: Run, filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Empty text and empty input are refused."""
        assert vatui("add", " ").status == 1
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n\n")))
        assert vatui("add", "-").status == 1

    def test_too_much_input_is_refused(self, process: Run, filled: str) -> None:
        """More than a megabyte is refused, and nothing of it is kept."""
        assert process("add", "-", stdin=b"acme: x\n" * 200_000).status == 1
        assert len(process("card", "list", "--json").json["cards"]) == 5


class TestClients:
    """Clients."""

    def test_add_proposes_a_code(self, vatui: Run, filled: str) -> None:
        """A client gets a code from the name, and the zone of a city."""
        done = vatui("client", "add", "Outback", "Realty", "--zone", "sydney", "--promise", "4h", "--promise-in", "mine", "--json")
        assert (done.json["code"], done.json["zone"], done.json["promise"]["seconds"]) == ("OUT", "Australia/Sydney", 14400)
        assert done.json["promise_in"] == "mine"

    def test_edit_changes_only_what_is_given(self, vatui: Run, filled: str) -> None:
        """What is not given stays as it was, and undo brings the rest back."""
        before = vatui("client", "show", "ACM", "--json").json
        after = vatui("client", "edit", "ACM", "--name", "Acme Ltd", "--promise", "0", "--json").json
        assert {key for key in before if before[key] != after[key]} == {"name", "promise"}
        vatui("undo")
        assert vatui("client", "show", "ACM", "--json").json == before

    def test_paused_clients_are_listed_on_request(self, vatui: Run, filled: str) -> None:
        """Paused clients rest, unless --all is given."""
        vatui("client", "edit", "KOP", "--state", "paused")
        assert "Kopi" not in vatui("client", "list").out
        assert "Kopi" in vatui("client", "list", "--all").out

    def test_show_tells_everything(self, vatui: Run, filled: str) -> None:
        """Contacts and notes are shown, with their lines."""
        out = vatui("client", "show", "acme").out
        assert "jo@acme.example" in out
        assert "Never call before ten." in out


class TestCards:
    """Cards."""

    def test_list_is_ordered_by_due(self, vatui: Run, filled: str) -> None:
        """What is due first comes first, what is not due last."""
        codes = [card["code"] for card in vatui("card", "list", "--json").json["cards"]]
        assert codes == ["ACM-2", "KOP-1", "ACM-1", "ACM-3", "ACM-4"]

    def test_list_of_a_stage_and_a_client(self, vatui: Run, filled: str) -> None:
        """Stages are named by their kind or name, in either language; finished ones by --stage done."""
        assert [c["code"] for c in vatui("card", "list", "-s", "doing", "--json").json["cards"]] == ["ACM-1"]
        assert [c["code"] for c in vatui("card", "list", "-s", "client ok", "--json").json["cards"]] == ["ACM-3"]
        assert [c["code"] for c in vatui("card", "list", "-s", "done", "-c", "kop", "--json").json["cards"]] == ["KOP-2"]

    def test_limit_says_that_there_are_more(self, vatui: Run, filled: str) -> None:
        """A list that was cut says so on standard error."""
        done = vatui("card", "list", "-n", "1")
        assert "--limit" in done.err
        assert vatui("card", "list", "-n", "1", "--json").json["more"] is True

    def test_move_is_one_step(self, vatui: Run, filled: str) -> None:
        """Several cards move in one step, and come back by one undo."""
        done = vatui("card", "move", "ACM-2", "ACM-1", "client", "--json")
        assert [card["stage"] for card in done.json["cards"]] == ["approval", "approval"]
        assert vatui("undo", "--json").json["title"] == "Move card"
        assert [c["code"] for c in vatui("card", "list", "-s", "doing", "--json").json["cards"]] == ["ACM-1"]

    def test_move_to_another_clients_stage_is_refused(self, vatui: Run, filled: str) -> None:
        """Cards of two clients have no stage in common."""
        assert vatui("card", "move", "ACM-2", "KOP-1", "doing").status == 1
        assert vatui("card", "show", "ACM-2", "--json").json["stage"] == "ready"

    def test_done_leaves_the_next_instance(self, vatui: Run, filled: str) -> None:
        """A repeating card leaves its next instance."""
        assert vatui("card", "done", "ACM-1").out == "ACM-1 is done: Draft newsletter\n"
        titles = [card["title"] for card in vatui("card", "list", "-c", "ACM", "--json").json["cards"]]
        assert titles.count("Draft newsletter") == 1

    def test_edit_dates_in_the_clients_zone(self, vatui: Run, filled: str) -> None:
        """A date is said in the client's zone, and “none” takes it away."""
        card = vatui("card", "edit", "ACM-2", "--due", "fri 3pm", "--tag", "a", "--tag", "b", "--helper", "dita", "--json").json[
            "cards"
        ][0]
        assert (card["due"]["said"], card["due"]["said_zone"]) == ("2026-11-27T15:00", "America/New_York")
        assert card["helper"] == "Dita"
        assert vatui("card", "edit", "ACM-2", "--due", "none", "--json").json["cards"][0]["due"] is None
        assert vatui("card", "show", "ACM-2", "--json").json["tags"] == ["a", "b"]


class TestTimer:
    """The timer and the log."""

    def test_start_switches(self, vatui: Run, filled: str) -> None:
        """Starting stops what runs, tells both, and is one step."""
        done = vatui("start", "kop", "-m", "foto")
        assert done.status == 0
        assert done.out == "Timer moved from ACM to KOP. ACM logged 45m.\nStarted KOP foto at 20:42.\n"
        vatui("undo")
        assert vatui("status", "--json").json["timer"]["card"] == "ACM-1"

    def test_stop_tells_span_and_total(self, vatui: Run, filled: str) -> None:
        """Stopping tells the entry, its span in my zone, and the total of the day."""
        done = vatui("stop")
        assert done.out == "Stopped ACM-1 Draft newsletter: 45m (19:57–20:42).\nToday 1h 45m.\n"
        assert (vatui("stop").status, vatui("status").status) == (1, 1)
        assert vatui("status", "--json").json == {"state": "none", "timer": None}

    @pytest.mark.parametrize(("option", "value"), [("--at", "20:30"), ("--at", "8.30pm"), ("--ago", "12m"), ("--ago", "12 menit")])
    def test_start_earlier(self, vatui: Run, filled: str, option: str, value: str) -> None:
        """A start in the past is said by the clock or by how long ago."""
        entry = vatui("start", "KOP", option, value, "--json").json["entry"]
        assert entry["start"]["utc"][:16] == "2026-11-24T13:30"

    def test_start_from_the_last_end(self, vatui: Run, filled: str) -> None:
        """A start from the last end begins where the last entry ended."""
        vatui("stop", "--at", "20:00")
        assert vatui("start", "ACM-2", "--from-last", "--json").json["entry"]["start"]["utc"] == "2026-11-24T13:00:00Z"

    def test_future_is_refused(self, vatui: Run, filled: str) -> None:
        """A timer starts in no future, and what ran goes on."""
        assert vatui("start", "KOP", "--at", "2026-11-24 23:00").status == 1
        assert vatui("status", "--json").json["timer"]["card"] == "ACM-1"

    def test_pause_and_resume(self, vatui: Run, filled: str) -> None:
        """A paused timer is status 1 and goes on where it was."""
        assert vatui("pause").status == 0
        assert vatui("status").status == 1
        assert vatui("status", "--json").json["state"] == "paused"
        assert vatui("resume").status == 0
        assert vatui("status").status == 0

    def test_log_of_a_day(self, vatui: Run, filled: str) -> None:
        """The log of a day is in my zone, with its sum; a client's only on request."""
        log = vatui("log", "--json").json
        assert (log["day"], log["zone"], log["total"]["seconds"]) == ("2026-11-24", "Asia/Jakarta", 6300)
        assert vatui("log", "-d", "kemarin", "--json").json["total"]["seconds"] == 3600
        assert vatui("log", "-c", "KOP", "--json").json["entries"] == []
        assert vatui("log").out.endswith("Tuesday 24 November 2026: 1h 45m\n")


class TestRequests:
    """Requests."""

    def test_done_stops_the_clock(self, vatui: Run, filled: str) -> None:
        """An answered request leaves the inbox with its reply."""
        done = vatui("request", "done", "1", "-r", "Yes, Thursday.")
        assert done.out.startswith("Request 1 was answered at Tue 24 Nov 20:42")
        assert vatui("request", "list", "--json").json["count"] == 0
        assert vatui("request", "show", "1", "--json").json["reply"] == "Yes, Thursday."

    def test_decline(self, vatui: Run, filled: str) -> None:
        """A declined request is closed as declined."""
        assert vatui("request", "done", "1", "--decline", "--json").json["state"] == "declined"

    def test_words_are_verbatim(self, vatui: Run, filled: str) -> None:
        """The words keep their lines."""
        assert vatui("request", "show", "1", "--json").json["words"] == "Can you move the call?\nThanks"


class TestWhen:
    """What a date means."""

    @pytest.mark.parametrize(
        ("words", "out"),
        [
            (["fri 3pm", "-c", "ACM"], "Sat 28 Nov 03:00 · Fri 27 Nov 15:00 New York\n"),
            (["besok 15.00"], "Wed 25 Nov 15:00\n"),
            (
                ["friday", "-z", "new york"],
                "Friday 27 November 2026 New York, until Sat 28 Nov 12:00 · Sat 28 Nov 00:00 New York\n",
            ),
            (["--utc", "fri 3pm", "-c", "ACM"], "2026-11-27T20:00:00Z\n"),
            (["--utc", "9am", "-z", "America/New_York", "--now", "2026-03-08T00:00"], "2026-03-08T13:00:00Z\n"),
        ],
    )
    def test_what_is_understood(self, vatui: Run, filled: str, words: list[str], out: str) -> None:
        """A date is told for me first, then where it was said."""
        done = vatui("when", *words)
        assert (done.status, done.out) == (0, out)

    def test_clock_changes_are_told(self, vatui: Run, filled: str) -> None:
        """A time that clocks skip is told as the next one, with a note."""
        done = vatui("when", "8 Mar 2026 2:30am", "-z", "America/New_York", "--now", "2026-03-07T12:00Z", "--json")
        assert (done.json["note"], done.json["theirs"]["local"]) == ("gap", "2026-03-08T03:00:00") or done.json["note"] == "gap"

    def test_no_desk_is_made(self, vatui: Run, desk_url: str) -> None:
        """Asking for a date makes no desk."""
        assert vatui("when", "tomorrow", "--zone", "UTC").status == 0
        assert desk_url.startswith("postgres") or not os.path.exists(desk_url)

    def test_agrees_with_capture(self, vatui: Run, filled: str) -> None:
        """What `when` says is what a captured card gets."""
        for words in ("fri 3pm", "besok", "in 2 hours", "akhir bulan", "27/11", "jumat depan jam 9 pagi"):
            said = vatui("when", words, "-c", "ACM", "--json").json["said"]
            due = vatui("add", f"acme: Thing {words}", "--json").json["items"][0]["due"]
            assert (due["said"], due["said_zone"]) == (said["text"], said["zone"]), words


class TestToday:
    """The day."""

    def test_text_names_all_parts(self, vatui: Run, filled: str) -> None:
        """The day in text names its groups, the inbox, who is waited for, and the hours."""
        out = vatui("today").out
        for part in (
            "Tuesday 24 November 2026 20:42 Jakarta",
            "Overdue 1",
            "Inbox 1",
            "Waiting on others 1",
            "Today's hours",
            "ACM-1",
        ):
            assert part in out

    def test_plain_has_a_tab_between_fields(self, vatui: Run, filled: str) -> None:
        """Plain is one thing a line, the kind of list first."""
        lines = vatui("today", "--plain").out.splitlines()
        assert {line.split("\t")[0] for line in lines} == {"overdue", "today", "next", "inbox", "waiting", "hours"}

    def test_indonesian(self, vatui: Run, filled: str) -> None:
        """The day is told in the language asked for."""
        assert vatui("--language", "id", "today").out.startswith("Selasa, 24 November 2026")


class TestUndo:
    """Undo, redo and the activity log."""

    def test_every_change_can_be_taken_back_in_order(self, vatui: Run, filled: str) -> None:
        """Undo and redo go back and forth through what the shell did."""
        before = vatui("card", "list", "--all", "--json").out
        vatui("card", "edit", "ACM-1", "--title", "One")
        vatui("card", "done", "ACM-2")
        after = vatui("card", "list", "--all", "--json").out
        assert [vatui("undo").status, vatui("undo").status] == [0, 0]
        assert vatui("card", "list", "--all", "--json").out == before
        assert [vatui("redo").status, vatui("redo").status, vatui("redo").status] == [0, 0, 1]
        assert vatui("card", "list", "--all", "--json").out == after

    def test_activity_of_a_client(self, vatui: Run, filled: str) -> None:
        """The log can be asked for one client."""
        assert {step["client"] for step in vatui("activity", "-c", "KOP", "--json").json["activity"]} == {"KOP"}


class TestDeskVerbs:
    """Backups, doctor and settings."""

    def test_backup_and_restore(self, vatui: Run, filled: str, tmp_path: Path) -> None:
        """What was backed up comes back, and the desk before is kept."""
        if filled.startswith("postgres"):
            pytest.skip("a server is restored into an empty database only")
        target = tmp_path / "kept.db"
        assert vatui("backup", str(target), "--json").json["file"] == str(target)
        vatui("card", "done", "ACM-1")
        done = vatui("restore", str(target), "--yes", "--json")
        assert done.status == 0
        assert os.path.exists(done.json["kept"])
        assert vatui("card", "show", "ACM-1", "--json").json["done"] is None

    def test_backups_are_listed(self, vatui: Run, filled: str) -> None:
        """A backup without a name lies beside the desk and is listed."""
        made = vatui("backup", "--json").json
        assert vatui("backup", "--list", "--json").json["backups"][0]["sha256"] == made["sha256"]

    def test_doctor_tells_what_is_bad(self, vatui: Run, tmp_path: Path) -> None:
        """A damaged desk is bad: status 1; a missing one is not."""
        path = tmp_path / "x.db"
        assert vatui("--db", str(path), "doctor").status == 0
        path.write_bytes(b"x" * 500)
        done = vatui("--db", str(path), "doctor", "--json")
        assert (done.status, done.json["ok"]) == (1, False)

    def test_config_sets_and_shows(self, vatui: Run) -> None:
        """A setting is set, shown, and taken back by an empty value."""
        assert vatui("config", "date_order", "mdy").out == "mdy\n"
        assert vatui("config", "date_order").out == "mdy\n"
        assert vatui("when", "3/4", "--zone", "UTC", "--json").json["said"]["text"] == "2027-03-04"
        assert vatui("config", "date_order", "").out == "dmy\n"
        assert vatui("config", "date_order", "xyz").status == 1

    def test_language_of_the_settings(self, vatui: Run, filled: str) -> None:
        """The language set is spoken, unless another is named."""
        vatui("config", "language", "id")
        assert vatui("today").out.startswith("Selasa")
        assert vatui("--language", "en", "today").out.startswith("Tuesday")

    def test_broken_settings_are_told_but_help_still_works(self, vatui: Run, tmp_path: Path) -> None:
        """A broken file of settings is told in one line, and help needs none."""
        folder = tmp_path / "home" / "config"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text("nonsense = 1\n")
        assert vatui("today", "--help").status == 0
        done = vatui("config")
        assert (done.status, done.err.count("\n")) == (1, 1)


class TestDemo:
    """The demo."""

    def test_demo_has_a_desk_of_its_own(self, vatui: Run, desk_url: str) -> None:
        """The demo leaves the real desk alone, is kept, and is made anew on request or on another day."""
        assert vatui("demo", "--no-open").out == f"{demo_file()}\n"
        db = ("--db", str(demo_file()))
        assert len(vatui(*db, "client", "list", "--json").json["clients"]) == 6
        vatui(*db, "client", "add", "Extra", "--zone", "UTC")
        vatui("demo", "--no-open")
        assert len(vatui(*db, "client", "list", "--json").json["clients"]) == 7
        vatui("demo", "--reset", "--no-open")
        assert len(vatui(*db, "client", "list", "--json").json["clients"]) == 6
        assert desk_url.startswith("postgres") or not os.path.exists(desk_url)

    def test_demo_needs_a_terminal_to_open(self, vatui: Run) -> None:
        """Without a terminal nothing is made."""
        assert vatui("demo").status == 1
        assert not demo_file().exists()

    def test_demo_takes_no_desk(self, vatui: Run, filled: str) -> None:
        """A named desk is never made a demo of."""
        assert vatui("--db", filled, "demo", "--no-open").status == 2


class TestImport:
    """Files of other tools."""

    board = str(ROOT / "tests" / "exchange" / "golden" / "trello_board.json")

    def test_nothing_is_changed_without_apply(self, vatui: Run, filled: str) -> None:
        """Without --apply the file is only looked at; with it, it comes as one step, and again changes nothing."""
        before = vatui("card", "list", "--all", "-n", "9999", "--json").out
        plan = vatui("import", self.board, "-c", "ACM", "--json").json
        assert plan["new"] > 0
        assert vatui("card", "list", "--all", "-n", "9999", "--json").out == before
        done = vatui("import", self.board, "-c", "ACM", "--apply")
        assert done.status == 0
        assert vatui("import", self.board, "-c", "ACM", "--json").json["new"] == 0
        assert vatui("undo").status == 0
        assert vatui("card", "list", "--all", "-n", "9999", "--json").out == before

    def test_files_that_cannot_be_read_are_six(self, vatui: Run, filled: str, tmp_path: Path) -> None:
        """What is no such file is refused with status 6, and what is wrong is said in one sentence."""
        (tmp_path / "x.json").write_text("[1, 2")
        for name in ("x.json", "missing.json", "."):
            done = vatui("import", str(tmp_path / name), "-c", "ACM", "--apply")
            assert (done.status, done.out, done.err.count("\n")) == (6, "", 1)
        assert vatui("import", self.board, "-c", "nobody").status == 4
