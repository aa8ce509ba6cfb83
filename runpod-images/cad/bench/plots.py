"""Plots of a run: IoU and face F1 by part, how exact the dimensions are, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt

_COLOURS = {True: "#2c6fbb", False: "#d98a2b"}
_ERROR_SHOWN_MM = 0.6
_SIDES = {True: "underside seen", False: "underside unseen"}


def draw_plots(rows: Sequence[dict[str, Any]], folder: Path) -> list[Path]:
    """Writes the PNG files; a failed trial stands at zero."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"by-part": _by_part, "dimensions": _dimensions, "seconds": _seconds}
    paths = []
    for name, draw in plots.items():
        figure = draw(rows)
        paths.append(folder / f"{name}.png")
        figure.savefig(paths[-1], dpi=130, bbox_inches="tight")
        plt.close(figure)
    return paths


def _by_part(rows: Sequence[dict[str, Any]]) -> plt.Figure:
    parts = sorted({row["part"] for row in rows}, key=lambda p: (_source(rows, p), p))
    figure, panels = plt.subplots(1, 2, figsize=(13, 1.2 + 0.27 * len(parts)), sharey=True)
    for panel, name, title in zip(panels, ("iou", "f1"), ("volumetric IoU", "face-type F1"), strict=True):
        for side, colour in _COLOURS.items():
            mine = [row for row in rows if row["underside"] is side]
            places = [parts.index(row["part"]) + (0.15 if side else -0.15) for row in mine]
            panel.scatter([row[name] for row in mine], places, s=18, color=colour, alpha=0.7, label=_SIDES[side])
        panel.set_xlim(-0.02, 1.02)
        panel.set_title(title)
        panel.grid(alpha=0.3)
    panels[0].set_yticks(range(len(parts)), parts, fontsize=8)
    panels[0].invert_yaxis()
    panels[1].legend(loc="lower left", fontsize=8)
    return figure


def _source(rows: Sequence[dict[str, Any]], part: str) -> str:
    return next(row["source"] for row in rows if row["part"] == part)


def _dimensions(rows: Sequence[dict[str, Any]]) -> plt.Figure:
    """Share of all true dimensions within an error: what was not found keeps the curve from reaching 1."""
    figure, panels = plt.subplots(1, 2, figsize=(11, 4), sharey=True)
    kinds = (("radiusErrorMm", "cylinders", "radii, in place"), ("planeErrorMm", "planes", "places of planes"))
    for panel, (name, total, title) in zip(panels, kinds, strict=True):
        for noise in sorted({row["noiseMm"] for row in rows}):
            mine = [row for row in rows if row["noiseMm"] == noise]
            errors = np.sort(np.abs([error for row in mine for error in row[name]]))
            there = max(1, sum(row[total] for row in mine))
            share = np.arange(len(errors) + 1) / there
            ends = np.concatenate([[0.0], errors, [_ERROR_SHOWN_MM]])
            panel.step(ends, np.append(share, share[-1]), where="post", label=f"noise {noise:g} mm")
        panel.axvline(0.1, color="#888", linewidth=0.8, linestyle="--")
        panel.set(xlim=(0, _ERROR_SHOWN_MM), ylim=(0, 1.02), title=title, xlabel="error, mm")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("share of all that there are")
    panels[0].legend(loc="lower right", fontsize=8)
    return figure


def _seconds(rows: Sequence[dict[str, Any]]) -> plt.Figure:
    figure, panel = plt.subplots(figsize=(7, 4))
    for side, colour in _COLOURS.items():
        mine = [row["seconds"] for row in rows if row["underside"] is side]
        panel.hist(mine, bins=np.linspace(0, 190, 39), color=colour, alpha=0.6, label=_SIDES[side])
    panel.axvline(15, color="#888", linewidth=0.8, linestyle="--")
    panel.axvline(90, color="#888", linewidth=0.8, linestyle="--")
    panel.set(xlabel="seconds a part", ylabel="trials", title="time of the whole ladder")
    panel.legend(fontsize=8)
    return figure
