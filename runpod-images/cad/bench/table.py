"""The bench's summary: one line per noise and side, figures as the field names them."""

from __future__ import annotations

from itertools import groupby
from statistics import median


def summarise(rows: list[dict]) -> list[dict]:
    """Shares over all trials of a group; a failed trial counts with IoU 0, F1 0, no radius found."""
    key = lambda row: (row["noiseMm"], not row["underside"])  # noqa: E731
    out = []
    for (noise, unseen), group in groupby(sorted(rows, key=key), key):
        of = list(group)
        share = lambda test, of=of: sum(map(test, of)) / len(of)  # noqa: E731
        radii = sum(row["radii"] for row in of)
        out.append({
            "noiseMm": noise, "underside": "unseen" if unseen else "seen", "trials": len(of),
            "valid": share(lambda r: r["valid"]), "analytic": share(lambda r: r["label"] == "analytic"),
            "iou98": share(lambda r: r["iou"] >= 0.98), "iou95": share(lambda r: r["iou"] >= 0.95),
            "iouMedian": median(r["iou"] for r in of), "f1Mean": sum(r["f1"] for r in of) / len(of),
            "radii": sum(row["radiiHit"] for row in of) / radii if radii else 1.0,
            "secondsMedian": median(r["seconds"] for r in of), "secondsMax": max(r["seconds"] for r in of),
        })  # fmt: skip
    return out


def print_tables(rows: list[dict]) -> None:
    print("noise side   trials valid analytic IoU≥.98 ≥.95 median  F1   radii s median / max")
    for s in summarise(rows):
        print(
            f"{s['noiseMm']:<5g} {s['underside']:6} {s['trials']:5d} {s['valid']:6.0%} {s['analytic']:7.0%} "
            f"{s['iou98']:7.0%} {s['iou95']:5.0%} {s['iouMedian']:.4f} {s['f1Mean']:.3f} {s['radii']:5.0%} "
            f"{s['secondsMedian']:6.1f} / {s['secondsMax']:.1f}"
        )
