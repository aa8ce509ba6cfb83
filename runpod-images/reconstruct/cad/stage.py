"""Stage ``cad``: the part's cloud and mesh to a STEP solid with an honest label (the domain lies in ``cad/``)."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np

from cad.geometry.mesh import Mesh
from cad.ladder import Outcome, climb_ladder
from cad.network.place import segmenter_place
from cad.problem import CadError
from cad.rebuild.state import STATE_FILES
from cad.report import face_colours, ladder_report, shown_mesh, solid_report, summary_of, warnings_of
from cad.request import Request
from reconstruct.stage import Figure, StageContext, StageError, StageResult

VERSION = 7
INPUTS = ("poses", "dense", "object", "mesh")
TIMEOUT_S = 1500.0
FILES_FROM = ("CALIPER_SEGMENTER",)

#: Seconds of computing, see ``cad/ladder.py``.
_LIMITS_S = {"analytic": 150.0, "freeform": 90.0, "faceted": 120.0}
#: What the domain says of its input, in the contract's codes.
_CODES = {"cloud-unreadable": "output-missing", "cloud-too-thin": "dense-too-thin", "no-solid": "no-solid"}


def _existing(path: Path) -> str | None:
    return str(path) if path.exists() else None


def _table_z(content: dict, frame: str) -> float | None:
    """Height of the table when the part lies on a level one; None when all round was seen or the plane leans."""
    plane = content.get("supportPlane")
    if not content.get("supported", plane is not None) or plane is None or frame == "free":
        return None
    normal = np.array(plane[:3], float)
    return float(-plane[3] / normal[2]) if normal[2] > 0.999 * np.linalg.norm(normal) else None


def _request(context: StageContext) -> tuple[Request, dict]:
    part, poses = context.folder("object"), context.folder("poses")
    described = json.loads((part / "object.json").read_text())
    cameras = json.loads((poses / "cameras.json").read_text())
    segmenter = segmenter_place()
    request = Request(
        cloud=str(part / "cloud.ply"),
        table_z=_table_z(described, cameras["frame"]),
        mesh=_existing(context.folder("mesh") / "mesh.ply"),
        views=_existing(poses / "views.json"),
        depths=_existing(context.folder("dense")),
        unit="mm" if cameras["scale"]["known"] else "scene",
        seed=context.settings.seed,
        segmenter=None if segmenter is None else str(segmenter.resolve()),
    )
    return request, cameras


def save_outcome(outcome: Outcome, unit: str, frame: str, out: Path) -> None:
    """The stage's files: part.step, mesh.npz, faces.json, cad.json, and what the part can be rebuilt from."""
    mesh: Mesh = shown_mesh(outcome)
    shutil.copyfile(outcome.step, out / "part.step")
    for name in STATE_FILES:
        shutil.copyfile(outcome.rung.folder / name, out / name)
    solid = solid_report(outcome, unit)
    colours = face_colours(solid["faces"], mesh)
    np.savez_compressed(
        out / "mesh.npz", vertices=mesh.vertices, triangles=mesh.triangles, faces=mesh.faces, colours=colours
    )
    (out / "faces.json").write_text(json.dumps(solid["faces"]))
    content = {
        "label": outcome.label, "rung": outcome.rung.engine, "solid": solid, "frame": frame,
        "unit": unit, "summary": summary_of(outcome, unit), "ladder": ladder_report(outcome),
    }  # fmt: skip
    (out / "cad.json").write_text(json.dumps(content))


def run(context: StageContext) -> StageResult:
    """Writes part.step, mesh.npz (triangles with face ids), faces.json, cad.json and the state (``cad.rebuild``)."""
    out = context.folder("cad")
    out.mkdir(parents=True, exist_ok=True)
    request, cameras = _request(context)
    with tempfile.TemporaryDirectory(prefix="cad-") as work:
        try:
            outcome = climb_ladder(
                request, Path(work), lambda engine: context.progress(None, None, f"CAD: {engine}"), _LIMITS_S
            )
        except CadError as error:
            raise StageError(_CODES.get(error.code, "no-solid"), "cad", error.detail) from error
        save_outcome(outcome, request.unit, cameras["frame"], out)
    return StageResult(figures_of(outcome), tuple(warnings_of(outcome, request.unit)))


def figures_of(outcome: Outcome) -> dict[str, Figure]:
    """What the report says of the stage."""
    score = outcome.rung.record["score"]
    evidence = [face["evidence"] for face in score["faces"]]
    return {
        "label": outcome.label, "rung": outcome.rung.engine, "valid": score["valid"], "closed": score["closed"],
        "faces": len(evidence), "facesMeasured": evidence.count("measured"), "facesFitted": evidence.count("fitted"),
        "facesGuessed": evidence.count("guessed"), "deviationMeanMm": score["deviation_mean"],
        "deviationP95Mm": score["deviation_p95"], "deviationMaxMm": score["deviation_max"],
        "cloudMissedShare": score["missed"], "skinBareShare": score["bare"], "seenThroughShare": score["pierced"],
        "noiseMm": outcome.rung.record["noise"],
    }  # fmt: skip
