"""report.json of a rebuilt part: the report it began from, with what was made anew in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reconstruct.export.report import read_json, software, stage_reports

PACKAGE = "reconstruct.rebuild"
STAGES = ("cad", "export")


def assemble_rebuilt(
    workspace: Path, *, of: dict[str, Any], quality: str, seconds: float, peak_memory_mb: float | None,
    failure: dict[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """The contract's report. ``of``: the result it was rebuilt from. Lengths that were kept are brought to its scale.

    Raises ValueError where a run without a failure left no CAD result or had no report to begin from: bugs.
    """
    before = read_json(workspace / "input" / "report.json")
    if before is None:
        raise ValueError("a rebuild without the report it begins from")
    cad, rebuild = (read_json(workspace / "cad" / name) for name in ("cad.json", "rebuild.json"))
    if failure is not None:
        return {**before, "label": "failed", "summary": f"Failed: {failure['detail']}", "failure": failure,
                "solid": None, "boundingBoxMm": None, "mesh": None, "rebuiltFrom": of}  # fmt: skip
    export = read_json(workspace / "export" / "export.json")
    if cad is None or rebuild is None or export is None:
        raise ValueError("a rebuild without a failure and without a result")
    by = rebuild["scale"] or 1.0
    kept = [{**stage, "cached": True} for stage in before["stages"] if stage["name"] not in STAGES]
    stages = [*kept, *stage_reports(workspace)]
    scale = _scale(before, workspace) if rebuild["scale"] else before["scale"]
    return {
        **before, "label": cad["label"], "summary": cad["summary"] + _said(rebuild["overrides"], scale),
        "failure": None, "quality": quality, "unit": cad["unit"], "scale": scale,
        "boundingBoxMm": export["boundingBox"],
        "stages": stages, "cameras": [_scaled_camera(camera, by) for camera in before["cameras"]],
        "mesh": _scaled_mesh(before["mesh"], by), "solid": cad["solid"], "overrides": rebuild["overrides"],
        "rebuiltFrom": of, "warnings": [warning for stage in stages for warning in stage["warnings"]],
        "seconds": seconds, "peakMemoryMb": peak_memory_mb, "software": software(),
    }  # fmt: skip


def _scale(before: dict[str, Any], workspace: Path) -> dict[str, Any]:
    known = (read_json(workspace / "input" / "request.json") or {})["knownDistance"]
    by = (read_json(workspace / "cad" / "rebuild.json") or {})["scale"]
    told = f"{known['distanceMm']:g} mm between two points picked on the part"
    if before["scale"]["known"]:
        told += f", {(by - 1) * 100:+.2f} % against the scale before ({before['scale']['detail']})"
    return {"source": "known-distance", "known": True, "detail": told}


def _said(overrides: list[dict[str, Any]], scale: dict[str, Any]) -> str:
    count = len(overrides)
    text = "" if not count else f" {count} dimension{'' if count == 1 else 's'} set by hand."
    return text if scale["known"] else f"{text} The scale is unknown: lengths are in scene units."


def _scaled_camera(camera: dict[str, Any], by: float) -> dict[str, Any]:
    place = camera["positionMm"]
    return {**camera, "positionMm": None if place is None else [value * by for value in place]}


def _scaled_mesh(mesh: dict[str, Any] | None, by: float) -> dict[str, Any] | None:
    if mesh is None:
        return None
    powers = {"volumeMm3": 3, "areaMm2": 2, "deviationMeanMm": 1, "deviationP95Mm": 1}
    return {**mesh, **{name: mesh[name] * by**power for name, power in powers.items() if mesh[name] is not None}}
