import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cad.ahead import in_turn
from cad.bench.shapes import box
from cad.handed import Handed
from cad.kernel.shape import solids_of, volume_of


def _counted(first: int) -> Iterator[tuple[int, int]]:
    for number in range(first, first + 3):
        yield number, os.getpid()


def _busy(seconds: float) -> Iterator[float]:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    yield seconds


@pytest.mark.parametrize("at_once", [1, 2])
def test_results_come_in_turn_whoever_was_done_first(at_once: int):
    jobs = [partial(_counted, first) for first in (0, 10, 20)]
    seen = [list(results) for results in in_turn(jobs, at_once)]
    assert [[number for number, _ in results] for results in seen] == [[0, 1, 2], [10, 11, 12], [20, 21, 22]]
    processes = {process for results in seen for _, process in results}
    assert processes == {os.getpid()} if at_once == 1 else len(processes) == 3


@pytest.mark.parametrize("at_once", [1, 2])
def test_jobs_whose_turn_never_comes_are_ended(at_once: int):
    jobs = [partial(_counted, 0), partial(_busy, 1000.0), partial(_busy, 1000.0)]
    began = time.monotonic()
    turns = in_turn(jobs, at_once)
    for results in turns:
        assert next(results)[0] == 0
        break
    turns.close()
    assert time.monotonic() - began < 30


def _short_of_memory(elsewhere: int) -> Iterator[str]:
    yield "first"
    if os.getpid() != elsewhere:
        os.kill(os.getpid(), signal.SIGKILL)
    yield "second"


def test_a_job_that_is_killed_is_done_here():
    jobs = [partial(_short_of_memory, os.getpid())] * 2
    assert [list(results) for results in in_turn(jobs, 2)] == [["first", "second"]] * 2


def _at_fault() -> Iterator[int]:
    yield 1
    raise ValueError("no number")


def test_a_job_at_fault_tells_so():
    with pytest.raises(RuntimeError, match="status 1"):
        list(map(list, in_turn([_at_fault, _at_fault], 2)))


def test_a_solid_travels_as_it_is():
    jobs = [lambda: solids_of(box((0, 0, 0), (2, 3, 4)))]
    ((solid,),) = (list(results) for results in in_turn(jobs, 2))
    assert volume_of(solid) == pytest.approx(24.0, rel=1e-12)


_ENDED_BY = """
import resource, sys
from functools import partial
from cad.ahead import in_turn
from cad.test_ahead import _busy
resource.setrlimit(resource.RLIMIT_CPU, ({limit}, {limit} + 5))
for results in in_turn([partial(_busy, 0.7)] * 40, {at_once}):
    print(len(list(results)), flush=True)
"""


@pytest.mark.parametrize("at_once", [1, 2])
def test_what_others_computed_counts_against_the_limit(at_once: int):
    program = _ENDED_BY.format(limit=8, at_once=at_once)
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert ran.returncode == -signal.SIGXCPU
    # To import the room takes some of the eight seconds.
    assert 3 <= ran.stdout.count("1") <= 11


def test_the_limit_of_the_caller_stays_where_nothing_was_limited():
    before = resource.getrlimit(resource.RLIMIT_CPU)
    assert [list(results) for results in in_turn([partial(_busy, 0.1)] * 2, 2)] == [[0.1], [0.1]]
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_what_a_rung_found_is_not_sought_again(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    asked = []
    for handed in (Handed(first), Handed(first), Handed(second, first), Handed()):
        assert handed.found("answer", lambda: asked.append(0) or 42) == 42
    assert len(asked) == 2, "by the first, and by whom nothing was handed to"
    assert [path.name for path in first.iterdir()] == ["answer.pickle"]
