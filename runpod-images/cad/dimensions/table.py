"""The dimension list as CSV (RFC 4180), one row a dimension."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

COLUMNS = (
    "id", "kind", "label", "count", "quantity", "value", "unit", "raw", "nominal", "nominal_basis", "uncertainty",
    "evidence", "x", "y", "z", "axis_x", "axis_y", "axis_z", "depth", "through", "faces",
)  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _row(entry: dict[str, Any], unit: str) -> list[str]:
    nominal, axis = entry["nominal"], entry["axis"] or (None, None, None)
    through = {True: "yes", False: "no", None: ""}[entry["through"]]
    return [
        entry["id"], entry["kind"], entry["label"], str(entry["count"]), entry["quantity"], _figure(entry["value"]),
        "deg" if entry["quantity"] == "angle" else unit, _figure(entry["raw"]),
        _figure(nominal["value"]) if nominal else "", nominal["detail"] if nominal else "",
        _figure(entry["uncertainty"]), entry["evidence"], *map(_figure, entry["place"]), *map(_figure, axis),
        _figure(entry["depthMm"]), through, " ".join(map(str, entry["faces"])),
    ]  # fmt: skip


def write_table(path: Path, rows: list[dict[str, Any]], unit_is_mm: bool) -> None:
    """``rows``: the contract's dimensions. Lengths of a part of unknown scale are in ``scene`` units, and say so."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(entry, "mm" if unit_is_mm else "scene") for entry in rows)
