from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil

from reconstruct.pipeline.process import ROOT

PIPELINE = """
import sys
from pathlib import Path
from reconstruct.pipeline.run import PipelineOptions, run_pipeline
run_pipeline(PipelineOptions(Path(sys.argv[1]), package=sys.argv[2], stages=("load",)), lambda event: None)
"""
STAGE = """
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
(folder / 'pids').write_text(f'{os.getpid()} {child.pid}')
time.sleep(60)
"""


def test_a_stage_and_its_children_die_with_a_killed_pipeline(stages, workspace):
    package = stages(load=STAGE)
    path = os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])
    command = [sys.executable, "-c", textwrap.dedent(PIPELINE), str(workspace), package]
    pipeline = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})
    pids = [int(pid) for pid in wait_for(workspace / ".load.bench" / "load" / "pids").split()]
    pipeline.send_signal(signal.SIGKILL)
    pipeline.wait()
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, pids))


def wait_for(file: Path) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if file.exists() and file.read_text():
            return file.read_text()
        time.sleep(0.05)
    raise AssertionError(f"{file.name} never came")


def is_running(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
