"""``plot.py OUT.png``: how far the instant estimate is off the slice's cost, case by case, with the range shown."""

from __future__ import annotations

import json
import sys

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt


def main() -> int:
    rows = sorted(json.load(sys.stdin), key=lambda row: row["ratio"])
    figure, panel = plt.subplots(figsize=(9, 0.9 + 0.13 * len(rows)))
    for at, row in enumerate(rows):
        inside = row["low"] <= 1 <= row["high"]
        panel.plot([row["low"], row["high"]], [at, at], color="#9db8d6" if inside else "#e3b27f", linewidth=3)
        panel.plot(row["ratio"], at, "o", color="#1d4fa8" if inside else "#b3541e", markersize=4)
    panel.axvline(1, color="#1b1b1b", linewidth=1)
    panel.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=6)
    panel.set_ylim(-1, len(rows))
    panel.set_xlabel("estimated cost of printing ÷ cost by the slice (line: the range shown)")
    panel.set_title("The instant estimate on parts that it has not learnt from", fontsize=10)
    figure.savefig(sys.argv[1], dpi=110, bbox_inches="tight")
    return 0


if __name__ == "__main__":
    sys.exit(main())
