"""The bench's figures as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconstruct.bench.bars import Bar

_MARKS = {True: "pass", False: "MISS", None: "-"}


def print_row(row: dict[str, Any]) -> None:
    memory = f"{row['peakMemoryMb']:.0f} MB" if row["peakMemoryMb"] else "-"
    print(f"\n{row['set']}, run {row['run']}: {row['label']}, {row['seconds']:.0f} s, {memory}")
    if row["failure"]:
        print(f"  failed: {row['failure']['code']} in {row['failure']['stage']}: {row['failure']['detail']}")
    stages = (f"{s['name']} {s['seconds']:.1f}{' (kept)' if s['cached'] else ''}" for s in row["stages"])
    print(f"  seconds: {', '.join(stages)}")
    _poses(row["poses"])
    if row["cloud"]:
        c = row["cloud"]
        print(
            f"  cloud: {c['points']} points, accuracy {c['accuracyMedianMm']:.3f} mm median, {c['accuracyP90Mm']:.3f} "
            f"mm 90 %; precision {c['precision']:.3f}, completeness {c['completeness']:.3f}, F {c['f']:.3f} "
            f"(seen by two cameras: {c['seenShare']:.0%} of the surface)"
        )
    for name in ("mesh", "solid", "stl"):
        if row[name]:
            _volume(name, row[name])
    for hole in row["holes"] or []:
        found = "not there" if hole["foundMm"] is None else f"{hole['foundMm']:.3f} ({hole['errorMm']:+.3f})"
        print(f"  hole ⌀ {hole['diameterMm']:.3f} mm at {hole['placeMm']}: {found}")


def print_bars(bars: Sequence[Bar]) -> None:
    print("\nset                     bar                                            measured")
    for bar in bars:
        print(f"{bar.set[:22]:22}  {_MARKS[bar.passed]:4} {bar.asked:43} {bar.measured}")


def _poses(poses: dict[str, Any] | None) -> None:
    if not poses:
        return
    line = f"  poses: {poses['registered']} of {poses['photos']} placed, {poses['rightShare']:.0%} within 0.3 mm"
    if "all" in poses:
        a = poses["all"]
        line += f", {a['positionMedianMm']:.3f} mm median, {a['positionMaxMm']:.3f} mm most"
        line += f", {a['rotationMaxDeg']:.3f}° most; frame {poses['frame']}"
    scale = poses.get("scaleErrorPercent")
    print(line + ("" if scale is None else f", scale {scale:+.3f} %"))


def _volume(name: str, f: dict[str, Any]) -> None:
    closed = "watertight, manifold" if f["watertight"] and f["manifold"] else "NOT closed"
    print(
        f"  {name}: IoU {f['iou']:.4f}, surface {f['distanceMeanMm']:.3f} mm mean, {f['distanceP95Mm']:.3f} mm 95 %, "
        f"{f['hausdorffMm']:.2f} mm Hausdorff, box within {f['boxErrorMm']:.2f} mm, {closed}, genus {f['genus']}"
    )
