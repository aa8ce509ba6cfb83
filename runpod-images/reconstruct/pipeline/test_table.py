from __future__ import annotations

import io

from reconstruct.pipeline import table
from reconstruct.pipeline.run import StageEvent
from reconstruct.pipeline.table import StageTable

RECORD = {"seconds": 2.0, "peakMemoryMb": 100.0, "measured": {"photos": 24, "errorPx": 0.26517}, "cached": False}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_each_change_of_state_is_a_line():
    stream = io.StringIO()
    shown = StageTable(("load", "poses"), stream)
    for event in (
        StageEvent("load", "running"),
        StageEvent("load", "running", 3, 24, "photos"),
        StageEvent("load", "done", record=RECORD),
        StageEvent("poses", "failed", text="they do not fit together"),
    ):
        shown.show(event)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert "photos 24, errorPx 0.2652" in lines[1]
    assert "2.0 s" in lines[1]
    assert lines[2].endswith("they do not fit together")


def test_a_kept_stage_says_so():
    stream = io.StringIO()
    StageTable(("load",), stream).show(StageEvent("load", "done", record={**RECORD, "cached": True}))
    assert "(kept)" in stream.getvalue()


def test_on_a_terminal_the_table_is_drawn_over_itself():
    stream = Terminal()
    shown = StageTable(("load", "poses"), stream)
    shown.show(StageEvent("load", "running", 1, 24, "photos"))
    shown.show(StageEvent("load", "done", record=RECORD))
    first, second = stream.getvalue().split("\x1b[2A")
    assert "1/24 photos" in first
    assert "✓ load" in second
    assert "· poses" in second


def test_without_a_terminal_a_long_stage_is_heard_of_now_and_then(monkeypatch):
    now_s = 0.0
    monkeypatch.setattr(table.time, "monotonic", lambda: now_s)
    stream = io.StringIO()
    shown = StageTable(("dense",), stream)
    for now_s in (1.0, 2.0, 15.0, 30.0, 31.0):
        shown.show(StageEvent("dense", "running", now_s, 40, "views"))
    assert [line.split()[2] for line in stream.getvalue().splitlines()] == ["1/40", "30/40"]
