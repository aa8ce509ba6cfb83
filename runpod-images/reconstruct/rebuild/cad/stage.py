"""Stage ``cad`` of a rebuild: the solid made anew from its state, with dimensions set by a person or another scale."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from cad.cloud.cloud import Cloud
from cad.cloud.ply import write_cloud
from cad.problem import CadError
from cad.rebuild.remake import Applied, as_told, remake
from cad.rebuild.state import State
from cad.report import warnings_of
from reconstruct.cad.stage import figures_of, save_outcome
from reconstruct.dense.ply import write_scaled_mesh
from reconstruct.rebuild.request import check_range, scale_of, wishes_of
from reconstruct.stage import StageContext, StageError, StageResult

VERSION = 2
INPUTS = ("input",)
TIMEOUT_S = 180.0


def run(context: StageContext) -> StageResult:
    """As ``reconstruct.cad``, with cloud.ply, rebuild.json (overrides, scale) and a faceted part's full.ply."""
    given, out = context.folder("input"), context.folder("cad")
    out.mkdir(parents=True, exist_ok=True)
    report = json.loads((given / "report.json").read_text())
    request = json.loads((given / "request.json").read_text())
    scale, wishes = scale_of(request["knownDistance"], report), wishes_of(request["overrides"])
    try:
        state = State.load(given)
        with tempfile.TemporaryDirectory(prefix="cad-") as work:
            context.progress(None, None, "CAD: the part made anew")
            outcome, applied = remake(state, report["solid"], report["overrides"], wishes, scale, Path(work))
            _check(applied)
            unit = "mm" if scale is not None else state.unit
            save_outcome(outcome, unit, report["frame"], out)
            warnings = warnings_of(outcome, unit)
    except CadError as error:
        code = "no-solid" if error.code == "cloud-unreadable" else error.code
        raise StageError(code, "cad", error.detail) from error
    made = State.load(out)
    points = made.surfels.scaled(1 / made.factor)
    write_cloud(out / "cloud.ply", Cloud(points.points, points.normals))
    if (given / "full.ply").is_file():
        write_scaled_mesh(given / "full.ply", 1.0 if scale is None else scale, out / "full.ply")
    (out / "rebuild.json").write_text(json.dumps({"overrides": as_told(applied), "scale": scale}))
    return StageResult({**figures_of(outcome), "overrides": len(applied), "scaleFactor": scale}, tuple(warnings))


def _check(applied: list[Applied]) -> None:
    for entry in applied:
        check_range(entry.fitted, entry.value)
