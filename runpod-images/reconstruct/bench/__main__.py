"""``npm run bench:scan``: photo sets with truth → the whole reconstruction → the field's figures.

Failures are counted, with their reason. Everything lies in ``--out`` as well: ``scan.json``, and a picture a run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from reconstruct.bench.bars import Bar, bars_of, spread_of
from reconstruct.bench.sets import find_sets
from reconstruct.bench.table import print_bars, print_row
from reconstruct.bench.trial import Asked, run_set
from reconstruct.pipeline.process import ROOT
from reconstruct.pipeline.run import MEMORY_MB

_CHECKOUT = ROOT.parent
_SHARED = _CHECKOUT.parent / "shared"


def main(words: list[str]) -> int:
    """Exit status: 0 every set gave a result, 1 one failed, 2 there was no set."""
    given = _arguments(words)
    given.out.mkdir(parents=True, exist_ok=True)
    folders = given.sets or [_SHARED / "renders", _CHECKOUT / "sample"]
    sets = [s for s in find_sets(folders, given.parts) if not given.only or s.name in given.only.split(",")]
    for folder in folders:
        if not folder.is_dir():
            print(f"{folder} is not there: left out", file=sys.stderr)
    if not sets:
        print("no set: a folder with photos/, cameras.json and truth.stl (--sets DIR)", file=sys.stderr)
        return 2
    asked = Asked(given.out, given.workspaces, given.quality, given.processes, given.memory_mb, given.cached)
    rows = []
    for chosen in sets:
        for run in range(given.runs):
            print(f"{chosen.name}, run {run}", file=sys.stderr)
            rows.append(run_set(chosen, run, asked))
            # After each run: whoever breaks off keeps what was measured.
            content, bars = _content(rows)
            (given.out / "scan.json").write_text(content + "\n")
            if not given.json:
                print_row(rows[-1])
                sys.stdout.flush()
    if given.json:
        print(content)
    else:
        print_bars(bars)
        print(f"\nfigures and pictures: {given.out}")
    return 1 if any(row["label"] == "failed" for row in rows) else 0


def _content(rows: list[dict[str, Any]]) -> tuple[str, list[Bar]]:
    by_set = [list(group) for _, group in groupby(rows, lambda row: row["set"])]
    bars = [bar for group in by_set for bar in bars_of(group)]
    spreads = {group[0]["set"]: spread_of(group) for group in by_set if len(group) > 1}
    return json.dumps({"rows": rows, "bars": [asdict(bar) for bar in bars], "spread": spreads}, indent=1), bars


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench:scan --", description=__doc__)
    parser.add_argument("--sets", type=Path, action="append", default=[], metavar="DIR",
                        help="a set, or a folder of sets; default: ../shared/renders and sample/")  # fmt: skip
    parser.add_argument("--parts", type=Path, default=_SHARED / "parts", metavar="DIR",
                        help="STEP files named as the sets: they tell the holes")  # fmt: skip
    parser.add_argument("--only", default="", help="names of sets, separated by commas")
    parser.add_argument("--runs", type=int, default=1, help="runs a set; the number of a run is its seed")
    parser.add_argument("--quality", choices=("draft", "standard"), default="standard")
    parser.add_argument("--cached", action="store_true", help="take finished stages of an earlier bench")
    parser.add_argument("--processes", type=int, default=int(os.environ.get("CALIPER_PROCESSES", os.cpu_count() or 1)))
    parser.add_argument("--memory-mb", type=float, default=float(os.environ.get("CALIPER_MEMORY_MB", MEMORY_MB)))
    parser.add_argument("--out", type=Path, default=_CHECKOUT / "out" / "bench" / "scan")
    parser.add_argument("--workspaces", type=Path, default=_CHECKOUT / ".caliper" / "bench" / "scan")
    parser.add_argument("--json", action="store_true", help="the figures as JSON, nothing else, on stdout")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
