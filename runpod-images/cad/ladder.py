"""The ladder: each engine in its own process with limited computing time, judged by what it wrote; the best honest one
wins."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from cad.geometry.mesh import Mesh
from cad.problem import CadError
from cad.request import Request

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]
#: Seconds of computing. A busy machine takes longer by the clock, up to ``_WALL_PER_CPU`` times, but finds the same.
LIMITS_S = {"analytic": 90.0, "freeform": 60.0, "faceted": 90.0}
#: More of the cloud on which analytic faces are but facets of a smooth one: freeform patches are tried as well.
_PATCHABLE_MAX = 0.02
#: Faults nearer to each other than this are alike; below the second there is nothing to be mended.
_LIKE, _FAULT_NONE = 0.004, 0.01
#: A freeform patch says no more than a few analytic faces do, and is harder to edit: it counts for as many.
_FACES_PER_PATCH = 4
_WALL_PER_CPU = 4.0
#: Seconds of computing to measure and write a solid whose rung's time ran out.
_FINISH_S = 60.0
#: With less time left no second engine is begun.
_WORTH_S = 15.0


@dataclass(frozen=True)
class Rung:
    """What came of one engine: ``record`` (rung.json) or ``reason`` why there is none."""

    engine: str
    folder: Path
    record: dict[str, Any] | None
    reason: str | None
    seconds: float
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """``label``: ``analytic`` or ``faceted``; ``rung``: the chosen one; ``tried``: all, in order."""

    label: str
    rung: Rung
    tried: list[Rung] = field(default_factory=list)

    @property
    def step(self) -> Path:
        return self.rung.folder / "part.step"

    def mesh(self) -> Mesh:
        with np.load(self.rung.folder / "mesh.npz") as content:
            return Mesh(content["vertices"], content["triangles"], content["faces"])


def _is_sound(score: dict[str, Any]) -> bool:
    return bool(score["valid"] and score["closed"] and score["solids"] == 1 and score["volume"] > 0)


def doubts_of(record: dict[str, Any]) -> tuple[str, ...]:
    """Why an analytic solid must not be shown as the part; empty when it may.

    Deviation is judged against the cloud's own noise and against the part's size, whichever allows more: a clean
    cloud would else refuse a part for its rounded edges.
    """
    score, noise, diagonal = record["score"], record["noise"], record["diagonal"]
    doubts = []
    if not _is_sound(score):
        doubts.append("not one valid closed solid on reading back")
    p95_max = max(3.5 * noise, 0.006 * diagonal)
    if score["deviation_p95"] > p95_max:
        doubts.append(f"95 % of the cloud within {score['deviation_p95']:.3g}, more than {p95_max:.3g}")
    if score["missed"] > 0.06:
        doubts.append(f"{score['missed']:.0%} of the cloud lies off the solid")
    if score["bare"] > 0.25:
        doubts.append(f"{score['bare']:.0%} of the visible skin has no points near")
    if score["pierced"] > 0.06:
        doubts.append(f"{score['pierced']:.0%} of the solid was seen through")
    return tuple(doubts)


class _Server:
    """The process that loads the kernel once and forks the rungs of one ladder (``cad/rung.py``)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: list[str], log: Path, limit_s: float) -> int | None:
        """Exit status of a rung, None where it took too long by the clock."""
        single = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cad.rung", "serve"], cwd=_PACKAGE_ROOT, env={**os.environ, **single}, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        order = {"arguments": arguments, "limitS": limit_s, "log": str(log)}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        if not select.select([self._process.stdout], [], [], _WALL_PER_CPU * limit_s)[0]:
            self.end()
            return None
        answer = self._process.stdout.readline()
        if answer:
            return int(answer)
        # Whoever ended the server ended the rung with it.
        status, self._process = self._process.wait(), None
        return status

    def end(self) -> None:
        """The rung at work ends with it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _run(
    engine: str, request: Request, folder: Path, limit_s: float, before: Rung | None, server: _Server
) -> Rung:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.iterdir():
        stale.unlink()
    request.save(folder / "request.json")
    arguments = [engine, str((folder / "request.json").resolve()), str(folder.resolve())]
    arguments += [str(before.folder.resolve())] if before is not None else []
    started = time.monotonic()
    status = server.run(arguments, (folder / "log.txt").resolve(), limit_s)
    if status in (None, -signal.SIGXCPU):
        # The best solid so far counts; what it could have become is not known.
        status = None
        if (folder / "solved-0.pickle").exists():
            status = server.run(["finish", *arguments[:3]], (folder / "finish.txt").resolve(), _FINISH_S)
    if status is None:
        return Rung(engine, folder, None, f"not done within {limit_s:.0f} s", time.monotonic() - started)
    seconds = time.monotonic() - started
    record, problem = folder / "rung.json", folder / "problem.json"
    if status == 0 and record.exists():
        content = json.loads(record.read_text())
        return Rung(engine, folder, content, None, seconds, doubts_of(content) if engine != "faceted" else ())
    if problem.exists():
        content = json.loads(problem.read_text())
        if content["code"] != "no-solid":
            raise CadError(content["code"], content["detail"])
        return Rung(engine, folder, None, content["detail"], seconds)
    return Rung(engine, folder, None, f"broke off with status {status}", seconds)


def _stands(rung: Rung) -> bool:
    if rung.record is None or rung.doubts:
        return False
    return _is_sound(rung.record["score"])


def _spent_s(rung: Rung) -> float:
    assert rung.record is not None
    return float(rung.record["cpuSeconds"])


def _may_be_facets(rung: Rung) -> bool:
    assert rung.record is not None
    figures = rung.record["figures"]
    return bool(figures.get("patchableShare", 0.0) > _PATCHABLE_MAX and figures["fault"] > _FAULT_NONE)


def better(rung: Rung, than: Rung) -> bool:
    """Less at fault against cloud and free space; between the like, the one of fewer (analytic) faces."""
    assert rung.record is not None and than.record is not None
    first, second = (r.record["figures"]["fault"] for r in (rung, than))
    if abs(first - second) > _LIKE:
        return bool(first < second)
    return _intricacy(rung.record) < _intricacy(than.record)


def _intricacy(record: dict[str, Any]) -> int:
    return sum(_FACES_PER_PATCH if face["type"] == "freeform" else 1 for face in record["score"]["faces"])


def _climbed(
    request: Request, work: Path, say: Callable[[str], None], limits_s: dict[str, float], server: _Server
) -> tuple[list[Rung], Rung | None]:
    """All rungs tried, in order, and the best that stands."""
    tried: list[Rung] = []
    if request.segmenter:
        limits_s = {"network": limits_s["analytic"], **limits_s}
    best: Rung | None = None
    for engine, limit_s in limits_s.items():
        if best is not None:
            # An alternative to what stands already gets what time the first one left.
            limit_s = min(limit_s, max(limits_s.values()) - _spent_s(best))
            if engine != "freeform" or limit_s < _WORTH_S or not _may_be_facets(best):
                break
        say(engine)
        rung = _run(engine, request, work / engine, limit_s, tried[-1] if tried else None, server)
        if best is not None and _stands(rung) and not better(rung, best):
            rung = replace(rung, doubts=("no closer to the cloud than the analytic solid",))
        tried.append(rung)
        if _stands(rung):
            best, beaten = rung, best
            if beaten is not None:
                tried = [
                    replace(r, doubts=("freeform patches are closer to the cloud",)) if r is beaten else r
                    for r in tried
                ]
    return tried, best


def climb_ladder(
    request: Request, work: Path, say: Callable[[str], None] = lambda text: None,
    limits_s: dict[str, float] | None = None,
) -> Outcome:  # fmt: skip
    """The first engine, in order of preference, whose solid stands up to the cloud.

    Where much of an analytic solid may be facets of a smooth face, the freeform one is tried too, and the better taken.
    A network's segmentation, where its weights are named, goes before ours under the same limit.

    Raises CadError: of a bad input at once; ``no-solid`` when no engine gave a sound solid.
    """
    server = _Server()
    try:
        tried, best = _climbed(request, work, say, limits_s or LIMITS_S, server)
    finally:
        server.end()
    if best is not None:
        return Outcome("faceted" if best.engine == "faceted" else "analytic", best, tried)
    reasons = "; ".join(f"{rung.engine}: {rung.reason or ', '.join(rung.doubts) or 'not sound'}" for rung in tried)
    raise CadError("no-solid", reasons)
