from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import psutil
import pytest

from reconstruct.pipeline.declaration import STAGE_NAMES, declare
from reconstruct.pipeline.run import PipelineOptions, PipelineOutcome, StageEvent, run_pipeline
from reconstruct.stage import JobSettings

WRITES = "(folder / 'made.txt').write_text('made'); return StageResult({'count': 1})"
#: Counts how often it ran, in a file beside its module.
COUNTS = """
tally = __import__('pathlib').Path(__file__).with_name('tally')
tally.open('a').write('x')
(folder / 'made.txt').write_text((context.folder('input') / 'photos.json').read_text())
return StageResult({'count': 1}, ('a warning',))
"""


def run(workspace: Path, package: str, stages: tuple[str, ...], **options: object) -> PipelineOutcome:
    events: list[StageEvent] = []
    return run_pipeline(PipelineOptions(workspace, package=package, stages=stages, **options), events.append)


def tally(package: str, stage: str) -> int:
    import importlib

    place = Path(importlib.import_module(f"{package}.{stage}").__file__).with_name("tally")
    return len(place.read_text()) if place.exists() else 0


def is_gone(process_id: int) -> bool:
    """Whether a process that was killed ends within seconds: on a busy machine it waits for its turn even to die."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_a_stage_reads_what_it_declared_and_leaves_its_folder_and_record(stages, workspace):
    second = "text = (context.folder('load') / 'made.txt').read_text()\n(folder / 'b').write_text(text * 2)\n"
    package = stages(load=WRITES, features=(second + "return StageResult({'sizePx': 8.5})", {"inputs": ("load",)}))
    outcome = run(workspace, package, ("load", "features"))
    assert outcome.failure is None
    assert (workspace / "features" / "b").read_text() == "mademade"
    record = json.loads((workspace / "features" / "record.json").read_text())
    assert record["measured"] == {"sizePx": 8.5}
    assert record["peakMemoryMb"] > 5
    assert [r["name"] for r in outcome.records] == ["load", "features"]


def test_a_stage_does_not_see_folders_it_did_not_declare(stages, workspace):
    package = stages(load=WRITES, features="context.folder('load').joinpath('made.txt').read_text()")
    failure = run(workspace, package, ("load", "features")).failure
    assert failure is not None
    assert "FileNotFoundError" in failure.detail


def test_a_second_run_makes_nothing_again(stages, workspace):
    package = stages(load=COUNTS)
    first = run(workspace, package, ("load",))
    second = run(workspace, package, ("load",))
    assert tally(package, "load") == 1
    assert [first.records[0]["cached"], second.records[0]["cached"]] == [False, True]
    assert second.records[0]["warnings"] == ["a warning"]


def test_another_file_behind_a_declared_variable_makes_it_again(stages, workspace, tmp_path, monkeypatch):
    package = stages(load=(COUNTS, {"files_from": ("MADE_UP_WEIGHTS",)}))
    cached = lambda: run(workspace, package, ("load",)).records[0]["cached"]  # noqa: E731
    assert not cached()
    monkeypatch.setenv("MADE_UP_WEIGHTS", str(tmp_path / "weights"))
    assert [cached(), cached()] == [False, True]
    (tmp_path / "weights").write_bytes(b"first")
    assert [cached(), cached()] == [False, True]
    (tmp_path / "weights").write_bytes(b"second")
    assert [cached(), cached()] == [False, True]


@pytest.mark.parametrize(
    "change",
    [
        {"settings": JobSettings(quality="draft")},
        {"settings": JobSettings(seed=7)},
        {"again_from": "load"},
    ],
)
def test_other_settings_make_it_again(stages, workspace, change):
    package = stages(load=COUNTS)
    run(workspace, package, ("load",))
    assert not run(workspace, package, ("load",), **change).records[0]["cached"]


def test_the_number_of_processes_changes_no_result_and_makes_nothing_again(stages, workspace):
    package = stages(load=COUNTS)
    run(workspace, package, ("load",), settings=JobSettings(processes=1))
    assert run(workspace, package, ("load",), settings=JobSettings(processes=2)).records[0]["cached"]


def test_another_version_other_code_or_another_input_makes_it_again(stages, workspace):
    package = stages(load=COUNTS)
    run(workspace, package, ("load",))
    stages(package, load=(COUNTS, {"version": 2}))
    assert not run(workspace, package, ("load",)).records[0]["cached"]
    stages(package, load=(COUNTS + "# other", {"version": 2}))
    assert not run(workspace, package, ("load",)).records[0]["cached"]
    (workspace / "input" / "photo-0").write_bytes(b"other")
    assert not run(workspace, package, ("load",)).records[0]["cached"]
    assert run(workspace, package, ("load",)).records[0]["cached"]


def test_a_stage_whose_input_came_out_the_same_is_not_made_again(stages, workspace):
    package = stages(load=WRITES, features=(COUNTS, {"inputs": ("load", "input")}))
    run(workspace, package, ("load", "features"))
    stages(package, load=(WRITES, {"version": 2}))
    outcome = run(workspace, package, ("load", "features"))
    assert [r["cached"] for r in outcome.records] == [False, True]


def test_a_folder_that_lost_a_file_is_made_again(stages, workspace):
    package = stages(load=COUNTS)
    run(workspace, package, ("load",))
    (workspace / "load" / "made.txt").write_text("cut")
    assert not run(workspace, package, ("load",)).records[0]["cached"]
    assert "photo-0" in (workspace / "load" / "made.txt").read_text()


def test_a_stage_error_keeps_its_code_and_the_records_before_it(stages, workspace):
    package = stages(load=WRITES, features="raise StageError('no-object', 'features', 'nothing there')")
    outcome = run(workspace, package, ("load", "features"))
    assert (outcome.failure.code, outcome.failure.stage, outcome.failure.retryable) == ("no-object", "features", False)
    assert [r["name"] for r in outcome.records] == ["load"]
    assert not (workspace / "features").exists()


def test_a_bug_in_a_stage_is_a_crash_with_its_reason_and_a_log(stages, workspace):
    outcome = run(workspace, stages(load="print('before'); return 1 / 0"), ("load",))
    assert outcome.failure.code == "stage-crashed"
    assert "ZeroDivisionError" in outcome.failure.detail
    log = (workspace / "logs" / "load.log").read_text()
    assert "before" in log
    assert "Traceback" in log


def test_a_native_abort_is_tried_once_more(stages, workspace):
    body = """
    mark = __import__('pathlib').Path(__file__).with_name('mark')
    if not mark.exists():
        mark.touch(); os.abort()
    """
    package = stages(load=body + "\n    " + WRITES)
    assert run(workspace, package, ("load",)).failure is None


def test_two_native_aborts_are_a_crash(stages, workspace):
    failure = run(workspace, stages(load="os.abort()"), ("load",)).failure
    assert (failure.code, failure.retryable) == ("stage-crashed", False)
    assert "SIGABRT" in failure.detail


def test_a_stage_that_writes_nothing_is_a_crash(stages, workspace):
    failure = run(workspace, stages(load="return StageResult({})"), ("load",)).failure
    assert failure.code == "stage-crashed"


def test_a_figure_that_was_not_measured_is_null(stages, workspace):
    body = """
    import numpy as np
    (folder / 'a').write_text('a')
    return StageResult({'x': np.float32('nan'), 'n': np.int64(3)})
    """
    assert run(workspace, stages(load=body), ("load",)).records[0]["measured"] == {"x": None, "n": 3}


@pytest.mark.parametrize("leaves_the_group", [False, True])
def test_a_stage_over_its_time_ends_with_its_children(stages, workspace, leaves_the_group):
    body = f"""
    command = [sys.executable, '-c', 'import time; time.sleep(60)']
    child = subprocess.Popen(command, start_new_session={leaves_the_group})
    context.progress(child.pid, None, 'started')
    time.sleep(60)
    """
    events: list[StageEvent] = []
    package = stages(load=(body, {"timeout_s": 3}))
    options = PipelineOptions(workspace, package=package, stages=("load",))
    failure = run_pipeline(options, events.append).failure
    assert failure.code == "stage-timeout"
    child = next(int(event.done) for event in events if event.text == "started")
    assert is_gone(child)


def test_a_stage_over_its_memory_ends_and_the_figure_is_told(stages, workspace):
    package = stages(load="held = bytearray(300 * 2**20); time.sleep(60)")
    failure = run(workspace, package, ("load",), memory_mb=200).failure
    assert failure.code == "stage-crashed"
    assert "200 MB" in failure.detail


def test_cancel_ends_the_running_stage(stages, workspace):
    cancel = threading.Event()
    package = stages(load="context.progress(None, None, 'in it'); time.sleep(60)")

    def on_event(event: StageEvent) -> None:
        if event.text == "in it":
            cancel.set()

    started = time.monotonic()
    outcome = run_pipeline(PipelineOptions(workspace, package=package, stages=("load",)), on_event, cancel)
    assert outcome.failure.code == "cancelled"
    assert time.monotonic() - started < 20


def test_progress_of_a_stage_is_heard(stages, workspace):
    events: list[StageEvent] = []
    package = stages(load="context.progress(1, 2, 'photos'); " + WRITES)
    run_pipeline(PipelineOptions(workspace, package=package, stages=("load",)), events.append)
    assert [(e.state, e.text) for e in events] == [("running", ""), ("running", "photos"), ("done", "")]
    assert (events[1].done, events[1].total) == (1, 2)


def test_a_stage_process_never_sees_runpod_credentials(stages, workspace, monkeypatch):
    monkeypatch.setenv("RUNPOD_AI_API_KEY", "secret")
    package = stages(load="(folder / 'env').write_text(repr(dict(os.environ))); return StageResult({})")
    assert run(workspace, package, ("load",)).failure is None
    assert "secret" not in (workspace / "load" / "env").read_text()


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_every_stage_declares_what_it_reads(name):
    stage = declare("reconstruct", name)
    assert set(stage.inputs) <= {"input", *STAGE_NAMES[: STAGE_NAMES.index(name)]}
    assert stage.timeout_s > 0


def test_a_change_in_a_module_that_a_stage_imports_makes_it_again(stages, workspace, tmp_path):
    package = stages(load="from packages_shared import deep\n" + WRITES)
    shared = tmp_path / "packages" / "packages_shared"
    shared.mkdir()
    (shared / "__init__.py").touch()
    (shared / "deep.py").write_text("from . import deeper\n")
    (shared / "deeper.py").write_text("X = 1\n")
    run(workspace, package, ("load",))
    assert run(workspace, package, ("load",)).records[0]["cached"]
    (shared / "deeper.py").write_text("X = 2\n")
    assert not run(workspace, package, ("load",)).records[0]["cached"]


def test_after_a_failure_nothing_of_an_earlier_run_is_taken_for_this_one(stages, workspace):
    package = stages(load=WRITES, features=(COUNTS, {"inputs": ("load", "input")}))
    run(workspace, package, ("load", "features"))
    stages(package, load="raise StageError('photos-black', 'load', 'dark')")
    run(workspace, package, ("load", "features"))
    assert not (workspace / "features").exists()


def test_stopping_after_a_stage_keeps_what_lies_beyond(stages, workspace):
    package = stages(load=WRITES, features=(COUNTS, {"inputs": ("load", "input")}))
    run(workspace, package, ("load", "features"))
    outcome = run(workspace, package, ("load", "features"), until="load")
    assert [record["name"] for record in outcome.records] == ["load"]
    assert run(workspace, package, ("load", "features")).records[1]["cached"]
