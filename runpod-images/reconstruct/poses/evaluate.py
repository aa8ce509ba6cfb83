"""Pose errors against known cameras: ``python -m reconstruct.poses.evaluate WORKSPACE cameras.json``.

The truth: ``{"passes": {"a": {"part_to_mat": 4 x 4, "cameras": [{"file", "R", "t"}]}, ...}}``, world to camera, mm;
pass "a" is pass 0, "b" pass 1. Cameras of later passes are carried into pass a's frame by how the part was turned.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np


def umeyama(source: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Similarity ``target = scale * R @ source + shift`` of least squares (Umeyama 1991); points (n, 3)."""
    mean_a, mean_b = source.mean(axis=0), target.mean(axis=0)
    a, b = source - mean_a, target - mean_b
    left, values, right = np.linalg.svd(b.T @ a / len(a))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right)) or 1.0])
    rotation = left @ flip @ right
    scale = float((values * np.diag(flip)).sum() / max((a**2).sum() / len(a), 1e-300))
    return scale, rotation, mean_b - scale * rotation @ mean_a


def truth_poses(document: dict[str, Any]) -> dict[tuple[int, str], tuple[np.ndarray, np.ndarray]]:
    """By (pass, file stem): rotation (3, 3) and centre (3,) in pass a's mat frame."""
    names = sorted(document["passes"])
    base = np.array(document["passes"][names[0]]["part_to_mat"], dtype=float)
    out = {}
    for number, name in enumerate(names):
        entry = document["passes"][name]
        move = np.array(entry["part_to_mat"], dtype=float) @ np.linalg.inv(base)
        for camera in entry["cameras"]:
            rotation = np.array(camera["R"], dtype=float) @ move[:3, :3]
            shift = np.array(camera["R"], dtype=float) @ move[:3, 3] + np.array(camera["t"], dtype=float)
            out[number, Path(camera["file"]).stem] = rotation, -rotation.T @ shift
    return out


def evaluate(cameras: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """Figures by pass and over all: registered, position error mm, rotation error degrees, scale error.

    With the mat's frame errors are absolute; in any other frame a similarity is taken out first.
    """
    poses = truth_poses(truth)
    rows = [
        (camera["pass"], *_pose(camera), *poses[camera["pass"], Path(camera["name"]).stem])
        for camera in cameras["cameras"]
        if camera["registered"]
    ]
    asked = len(cameras["cameras"])
    if len(rows) < 3:
        return {"photos": asked, "registered": len(rows)}
    found, true = np.array([row[2] for row in rows]), np.array([row[4] for row in rows])
    scale, turn, shift = umeyama(found, true)
    known = cameras["frame"] == "mat" and cameras["unit"] == "mm"
    moved = found if known else scale * found @ turn.T + shift
    distance = np.linalg.norm(moved - true, axis=1)
    angle = np.array([_angle_deg(row[1] @ (np.eye(3) if known else turn.T), row[3]) for row in rows])
    figures = {
        "photos": asked,
        "registered": len(rows),
        "frame": cameras["frame"],
        "scaleErrorPercent": round(100 * (1 / scale - 1), 4) if known else None,
    }
    number = np.array([row[0] for row in rows])
    for name, mask in [("all", number >= 0), *((f"pass{n}", number == n) for n in np.unique(number))]:
        figures[name] = {
            "registered": int(mask.sum()),
            "positionMedianMm": round(float(np.median(distance[mask])), 4),
            "positionMaxMm": round(float(distance[mask].max()), 4),
            "rotationMedianDeg": round(float(np.median(angle[mask])), 4),
            "rotationMaxDeg": round(float(angle[mask].max()), 4),
        }
    return figures


def _pose(camera: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    rotation = np.array(camera["R"], dtype=float).reshape(3, 3)
    return rotation, -rotation.T @ np.array(camera["t"], dtype=float)


def _angle_deg(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(a @ b.T) - 1) / 2, -1, 1))))


def main(arguments: list[str]) -> int:
    """Prints the figures as JSON."""
    workspace, truth = Path(arguments[0]), Path(arguments[1])
    cameras = json.loads((workspace / "poses" / "cameras.json").read_text())
    print(json.dumps(evaluate(cameras, json.loads(truth.read_text())), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
