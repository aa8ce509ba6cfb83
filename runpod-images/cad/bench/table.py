"""The bench's summary: one line per source, noise and side, figures as the field names them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import mean, median
from typing import Any

from cad.bench.bars import Bar, hit_share, share

_MARKS = {True: "pass", False: "MISS", None: "-"}


def summarise(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shares over all trials of a group; a failed trial counts with IoU 0, F1 0, no radius and no plane found.

    Distances, residual and P-coverage are medians over the trials that gave a solid (None where none did).
    """
    key = lambda row: (row["source"], row["noiseMm"], not row["underside"])  # noqa: E731
    return [_summary(*name, list(group)) for name, group in groupby(sorted(rows, key=key), key)]


def _summary(source: str, noise: float, unseen: bool, of: list[dict[str, Any]]) -> dict[str, Any]:
    solid = [row for row in of if row["label"] != "failed"]
    middle = lambda name: median(row[name] for row in solid) if solid else None  # noqa: E731
    return {
        "source": source, "noiseMm": noise, "underside": "unseen" if unseen else "seen", "trials": len(of),
        "invalidityRatio": 1 - share(of, lambda r: r["valid"]), "watertight": share(of, lambda r: r["watertight"]),
        "analytic": share(of, lambda r: r["label"] == "analytic"),
        "iou99": share(of, lambda r: r["iou"] >= 0.99), "iou98": share(of, lambda r: r["iou"] >= 0.98),
        "iou95": share(of, lambda r: r["iou"] >= 0.95), "iouMedian": median(r["iou"] for r in of),
        "f1Mean": mean(r["f1"] for r in of), "radii": hit_share(of, "radiiHit", "radii"),
        "cylindersInPlace": hit_share(of, "cylindersHit", "cylinders"),
        "planesInPlace": hit_share(of, "planesHit", "planes"),
        "distanceMeanMm": middle("distanceMeanMm"), "distanceP95Mm": middle("distanceP95Mm"),
        "hausdorffMm": middle("hausdorffMm"), "hausdorffShare": middle("hausdorffShare"),
        "primitiveResidualMm": middle("primitiveResidualMm"), "pCoverage": middle("pCoverage"),
        "secondsMedian": median(r["seconds"] for r in of), "secondsMax": max(r["seconds"] for r in of),
        "peakMemoryMb": max((r["peakMemoryMb"] for r in solid if r["peakMemoryMb"]), default=None),
    }  # fmt: skip


def print_tables(rows: Sequence[dict[str, Any]], bars: Sequence[Bar]) -> None:
    print(
        "\nsource    noise side   trials invalid closed analytic IoU≥.99 ≥.98 ≥.95 median F1    radii cyl.  planes "
        "s median/max  MB"
    )
    summaries = summarise(rows)
    for s in summaries:
        print(
            f"{s['source']:9} {s['noiseMm']:<5g} {s['underside']:6} {s['trials']:5d} {s['invalidityRatio']:8.1%} "
            f"{s['watertight']:6.0%} {s['analytic']:7.0%} {s['iou99']:7.0%} {s['iou98']:5.0%} {s['iou95']:5.0%} "
            f"{s['iouMedian']:.4f} {s['f1Mean']:.3f} {s['radii']:5.0%} {s['cylindersInPlace']:5.0%} "
            f"{s['planesInPlace']:5.0%} {s['secondsMedian']:6.1f}/{s['secondsMax']:<5.1f} {s['peakMemoryMb'] or 0:5.0f}"
        )
    print(
        "\nmedians over solids: point to surface mean, 95 %, Hausdorff (% of diagonal); primitive residual; P-coverage"
    )
    for s in (s for s in summaries if s["hausdorffMm"] is not None):
        print(
            f"{s['source']:9} {s['noiseMm']:<5g} {s['underside']:6} {s['distanceMeanMm']:.3f} mm, "
            f"{s['distanceP95Mm']:.3f} mm, {s['hausdorffMm']:.2f} mm ({s['hausdorffShare']:.2%}); "
            f"{s['primitiveResidualMm']:.3f} mm; {s['pCoverage']:.4f}"
        )
    print("\non                bar                                   measured")
    for bar in bars:
        print(f"{bar.on:17} {_MARKS[bar.passed]:4} {bar.asked:32} {bar.measured}")


def line_of(row: dict[str, Any]) -> str:
    side = "all" if row["underside"] else "top"
    return (
        f"{row['part'][:32]:32} {row['noiseMm']:<5g} {side} {row['seed']} {row['label']:9} IoU {row['iou']:.4f} "
        f"F1 {row['f1']:.2f} faces {row.get('faces', '-'):8} radii {row['radiiHit']}/{row['radii']} "
        f"in place: cylinders {row['cylindersHit']}/{row['cylinders']} planes {row['planesHit']}/{row['planes']} "
        f"{row['seconds']:5.1f} s {row['why'][:90]}"
    )
