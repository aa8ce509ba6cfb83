"""report.json (the contract's reportSchema) from what the stages left behind, also of a run that failed."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

STAGES = ("load", "features", "matching", "poses", "dense", "object", "mesh", "cad", "export")
_SOFTWARE = (
    "pycolmap",
    "opencv-python-headless",
    "cadquery-ocp-novtk",
    "manifold3d",
    "ortools",
    "numpy",
    "scipy",
    "numba",
)


def read_json(path: Path) -> Any | None:
    """JSON of a file, None where there is none or it was cut short by the failure being reported."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


def stage_reports(workspace: Path) -> list[dict[str, Any]]:
    """The contract's stageReports of the stages that have one, in order."""
    records = (read_json(workspace / name / "record.json") for name in STAGES)
    names = ("name", "seconds", "cached", "peakMemoryMb", "measured", "warnings")
    return [{name: record[name] for name in names} for record in records if record is not None]


def _camera(entry: dict[str, Any]) -> dict[str, Any]:
    out = {
        "photoId": entry["photoId"], "name": entry["name"], "pass": entry["pass"], "registered": entry["registered"],
        "reason": entry["reason"], "reprojectionErrorPx": entry["reprojectionErrorPx"], "positionMm": None,
        "rotation": None, "verticalFovDeg": None, "aspect": None,
    }  # fmt: skip
    if entry["registered"]:
        rotation = np.array(entry["R"], float).reshape(3, 3)
        focal, height = entry["K"][4], entry["heightPx"]
        out["positionMm"] = (-rotation.T @ np.array(entry["t"], float)).tolist()
        out["rotation"] = rotation.reshape(-1).tolist()
        out["verticalFovDeg"] = float(np.degrees(2 * np.arctan(height / (2 * focal))))
        out["aspect"] = entry["widthPx"] / height
    return out


def _cameras(workspace: Path, poses: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Cameras of the poses stage; before it, every photo as not registered, with why."""
    if poses is not None:
        return [_camera(entry) for entry in poses["cameras"]]
    photos = read_json(workspace / "load" / "photos.json") or read_json(workspace / "input" / "photos.json") or []
    rows = []
    for photo in photos:
        reason = photo.get("reason") or "the reconstruction stopped before the photos were placed"
        rows.append({
            "photoId": photo["photoId"], "name": photo["name"], "pass": photo["pass"], "registered": False,
            "reason": reason, "reprojectionErrorPx": None, "positionMm": None, "rotation": None,
            "verticalFovDeg": None, "aspect": None,
        })  # fmt: skip
    return rows


def software() -> dict[str, str]:
    """Versions of the libraries that shape the result."""
    found = {}
    for name in _SOFTWARE:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def assemble_report(
    workspace: Path, *, quality: str, seconds: float, peak_memory_mb: float | None, failure: dict[str, Any] | None
) -> dict[str, Any]:
    """The whole report. ``failure``: the contract's failure (code, stage?, detail, retryable), None on success.

    A run without a failure but without a CAD result is a bug of the caller and raises ValueError.
    """
    poses = read_json(workspace / "poses" / "cameras.json")
    cad = read_json(workspace / "cad" / "cad.json") if failure is None else None
    if failure is None and cad is None:
        raise ValueError("no failure was given, yet there is no cad.json")
    export = read_json(workspace / "export" / "export.json") if failure is None else None
    stages = stage_reports(workspace)
    scale = poses["scale"] if poses else {"source": "unknown", "known": False, "detail": "the photos were not placed"}
    box = export["boundingBox"] if export else None
    summary = cad["summary"] if cad else f"Failed: {failure['detail']}" if failure else ""
    if cad is not None and not scale["known"]:
        summary += " The scale is unknown: lengths are in scene units."
    return {
        "schema": 2,
        "label": cad["label"] if cad else "failed",
        "summary": summary,
        "failure": failure,
        "quality": quality,
        "unit": "mm" if scale["known"] else "scene",
        "scale": {name: scale[name] for name in ("source", "known", "detail")},
        "frame": poses["frame"] if poses else "free",
        "boundingBoxMm": box,
        "stages": stages,
        "cameras": _cameras(workspace, poses),
        "mesh": read_json(workspace / "mesh" / "mesh.json"),
        "solid": cad["solid"] if cad else None,
        "overrides": [],
        "rebuiltFrom": None,
        "warnings": [warning for stage in stages for warning in stage["warnings"]],
        "seconds": seconds,
        "peakMemoryMb": peak_memory_mb,
        "software": software(),
    }


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Strict JSON: a NaN is refused rather than written."""
    path.write_text(json.dumps(report, indent=1, allow_nan=False) + "\n")
