"""The ladder: each engine in its own process with a time limit, judged by what it wrote; the best honest one wins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cad.geometry.mesh import Mesh
from cad.problem import CadError
from cad.request import Request

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]
LIMITS_S = {"analytic": 90.0, "faceted": 90.0}


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


def doubts_of(record: dict[str, Any]) -> tuple[str, ...]:
    """Why an analytic solid must not be shown as the part; empty when it may.

    Deviation is judged against the cloud's own noise and against the part's size, whichever allows more: a clean
    cloud would else refuse a part for its rounded edges.
    """
    score, noise, diagonal = record["score"], record["noise"], record["diagonal"]
    doubts = []
    if not (score["valid"] and score["closed"] and score["solids"] == 1 and score["volume"] > 0):
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


def _run(engine: str, request: Request, folder: Path, limit_s: float) -> Rung:
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.iterdir():
        stale.unlink()
    request.save(folder / "request.json")
    command = [sys.executable, "-m", "cad.rung", engine, str(folder / "request.json"), str(folder)]
    single = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    started = time.monotonic()
    try:
        with (folder / "log.txt").open("wb") as log:
            status = subprocess.run(
                command, cwd=_PACKAGE_ROOT, env={**os.environ, **single}, timeout=limit_s, stdout=log, stderr=log,
                check=False,
            ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        # The best solid so far counts; what it could have become is not known.
        status = 0 if (folder / "rung.json").exists() else None
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


def climb_ladder(
    request: Request, work: Path, say: Callable[[str], None] = lambda text: None,
    limits_s: dict[str, float] | None = None,
) -> Outcome:  # fmt: skip
    """The first engine, in order of preference, whose solid stands up to the cloud.

    A network's segmentation, where its weights are named, goes before ours under the same limit.

    Raises CadError: of a bad input at once; ``no-solid`` when no engine gave a sound solid.
    """
    tried: list[Rung] = []
    limits_s = limits_s or LIMITS_S
    if request.segmenter:
        limits_s = {"network": limits_s["analytic"], **limits_s}
    for engine, limit_s in limits_s.items():
        say(engine)
        rung = _run(engine, request, work / engine, limit_s)
        tried.append(rung)
        if rung.record is None:
            continue
        score = rung.record["score"]
        sound = score["valid"] and score["closed"] and score["solids"] == 1 and score["volume"] > 0
        if sound and not rung.doubts:
            return Outcome("faceted" if engine == "faceted" else "analytic", rung, tried)
    reasons = "; ".join(f"{rung.engine}: {rung.reason or ', '.join(rung.doubts) or 'not sound'}" for rung in tried)
    raise CadError("no-solid", reasons)
