"""The peers of one set beside each other; seconds as ratios to ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """Rows of one set, ours first."""
    own = rows[0]["seconds"]
    print(f"\n{rows[0]['set']} (first pass)")
    print(
        "peer                 placed right  median   cloud    prec. compl. mesh IoU closed  CAD IoU      "
        "seconds (ratio to ours)"
    )
    for row in rows:
        if row["notRun"]:
            print(f"{row['peer'][:19]:19}  not run: {row['notRun']}")
            continue
        print(
            f"{row['peer'][:19]:19}  {_poses(row['poses'])} {_cloud(row['cloud'])} {_mesh(row['mesh'])} "
            f"{_solid(row['solid'])} {_seconds(row['seconds'], own)}"
        )
    for row in rows:
        for note in row["notes"]:
            print(f"  {row['peer']}: {note}")


def _poses(poses: dict[str, Any] | None) -> str:
    if not poses:
        return f"{'':23}"
    middle = f"{poses['all']['positionMedianMm']:.3f}" if "all" in poses else "-"
    return f"{poses['registered']:3d}/{poses['photos']:<3d} {poses['rightShare']:4.0%} {middle:>8} mm"


def _cloud(cloud: dict[str, Any] | None) -> str:
    return f"{cloud['points']:8d} {cloud['precision']:.3f} {cloud['completeness']:.3f}" if cloud else f"{'':20}"


def _mesh(mesh: dict[str, Any] | None) -> str:
    return f"{mesh['iou']:7.3f} {'yes' if mesh['watertight'] else 'no':>6}" if mesh else f"{'':14}"


def _solid(solid: dict[str, Any] | None) -> str:
    if not solid:
        return f"{'':15}"
    return f"{solid['iou']:7.3f} {'valid' if solid['oneValidClosedSolid'] else 'BROKEN':6}"


def _seconds(seconds: dict[str, float], own: dict[str, float]) -> str:
    ratio = lambda step, took: f" ({took / own[step]:.2g} ×)" if own.get(step) else ""  # noqa: E731
    return ", ".join(f"{step} {took:.1f}{ratio(step, took)}" for step, took in seconds.items())
