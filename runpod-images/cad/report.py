"""What is told of an outcome: the contract's solidReport, the ladder's rungs, a sentence for people."""

from __future__ import annotations

from typing import Any

import numpy as np

from cad.dimensions.find import dimensions_of
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.ladder import Outcome
from cad.step.document import EVIDENCE_COLOURS, read_step

#: Above it a list of single facets tells nobody anything: they are reported as one face of type ``facet``.
FACES_LISTED_MAX = 400
_PATCHES_TOLD = 5
_SPOTS_MAX = 20


def solid_report(outcome: Outcome, unit: str) -> dict[str, Any]:
    """The contract's ``solidReport``. A faceted solid is one face of type ``facet`` and has no dimensions."""
    score = outcome.rung.record["score"]
    faces, dimensions, spots = score["faces"], [], []
    if outcome.label == "faceted" or len(faces) > FACES_LISTED_MAX:
        area = sum(face["areaMm2"] for face in faces)
        seen = sum(face["areaMm2"] for face in faces if face["evidence"] != "guessed") / max(area, 1e-12)
        faces = [{
            "id": 0, "type": "facet", "evidence": "measured" if seen > 0.9 else "fitted" if seen > 0.1 else "guessed",
            "areaMm2": area, "radiusMm": None, "rawRadiusMm": None, "axis": None, "origin": None,
            "deviationMeanMm": score["deviation_mean"], "deviationP95Mm": score["deviation_p95"],
            "deviationBiasMm": None, "inliers": sum(face["inliers"] for face in faces),
        }]  # fmt: skip
    else:
        dimensions = dimensions_of(read_step(outcome.step), faces, unit == "mm")
        spots = [{name: patch[name] for name in ("areaMm2", "place", "normal")} for patch in score["bare_patches"]]
    return {
        "valid": score["valid"], "solids": score["solids"], "closed": score["closed"], "faces": faces,
        "dimensions": dimensions, "bareSpots": spots[:_SPOTS_MAX],
        "volumeMm3": score["volume"], "deviationMeanMm": score["deviation_mean"],
        "deviationP95Mm": score["deviation_p95"], "deviationMaxMm": score["deviation_max"],
    }  # fmt: skip


def ladder_report(outcome: Outcome) -> list[dict[str, Any]]:
    """Each engine tried: its seconds, and why it was not taken (null for the chosen one)."""
    rows = []
    for rung in outcome.tried:
        why = rung.reason or "; ".join(rung.doubts) or None
        rows.append({"engine": rung.engine, "seconds": round(rung.seconds, 2), "refused": why})
    return rows


def summary_of(outcome: Outcome, unit: str) -> str:
    """One honest sentence."""
    score = outcome.rung.record["score"]
    if outcome.label == "faceted":
        why = next((row["refused"] for row in ladder_report(outcome) if row["engine"] != "faceted"), None)
        return f"A faceted solid: the mesh sewn shut, without true planes or cylinders ({why or 'not tried'})."
    faces = score["faces"]
    guessed = sum(face["evidence"] == "guessed" for face in faces)
    freeform = sum(face["type"] == "freeform" for face in faces)
    length = "mm" if unit == "mm" else "scene units"
    which = f", {freeform} of them freeform" if freeform else ""
    off = f"{score['deviation_mean']:.3g} {length} from the cloud on average"
    text = f"An analytic solid of {len(faces)} faces{which}, {off}"
    return text + (f"; {guessed} of them were never seen and are guessed." if guessed else ".")


def warnings_of(outcome: Outcome, unit: str) -> list[str]:
    """What whoever uses the solid must know: engines refused, and skin on which nothing was measured."""
    told = [f"{row['engine']}: {row['refused']}" for row in ladder_report(outcome) if row["refused"]]
    if outcome.label == "faceted":
        return told
    area_unit = "mm²" if unit == "mm" else "square scene units"
    patches = outcome.rung.record["score"]["bare_patches"]
    for patch in patches[:_PATCHES_TOLD]:
        place = ", ".join(f"{value:.3g}" for value in patch["place"])
        told.append(
            f"Nothing was measured on {patch['areaMm2']:.3g} {area_unit} at ({place}): "
            "a hole there may have been closed."
        )
    if len(patches) > _PATCHES_TOLD:
        told.append(f"Nothing was measured on {len(patches) - _PATCHES_TOLD} smaller places either.")
    return told


def face_colours(faces: list[dict[str, Any]], mesh: Mesh) -> Array:
    """``faces``: of :func:`solid_report`. sRGB 0..1 of every face id of ``mesh`` by its evidence ``(f, 3)``."""
    count = int(mesh.faces.max()) + 1 if len(mesh.faces) else 1
    colours = np.tile(EVIDENCE_COLOURS["fitted"], (max(count, len(faces)), 1))
    for face in faces:
        colours[face["id"]] = EVIDENCE_COLOURS[face["evidence"]]
    return colours


def one_face(mesh: Mesh) -> Mesh:
    """The same triangles, all of face 0: a faceted solid is reported as one face."""
    return Mesh(mesh.vertices, mesh.triangles, np.zeros(len(mesh.triangles), np.int64))


def shown_mesh(outcome: Outcome) -> Mesh:
    """The tessellation with the face ids of :func:`solid_report`."""
    mesh = outcome.mesh()
    single = outcome.label == "faceted" or len(outcome.rung.record["score"]["faces"]) > FACES_LISTED_MAX
    return one_face(mesh) if single else mesh
