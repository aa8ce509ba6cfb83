"""``npm run bench:peers``: what else there is, on the same photos and the same clouds, in one run.

Only the first pass of a set is used: no peer joins a part that was turned over. Peers that know no scale are laid onto
the truth by their cameras' centres, and their clouds are cut to the true part's box: both favour them. What cannot be
run here is told with its reason.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from reconstruct.bench.peers.ours import ours, poisson_of_ours
from reconstruct.bench.peers.photogrammetry import debian_colmap, plain_pycolmap, reverse3d
from reconstruct.bench.peers.probe import probe_cad, probe_dense
from reconstruct.bench.peers.table import print_table
from reconstruct.bench.peers.told import Told, judged
from reconstruct.bench.sets import PhotoSet, find_sets
from reconstruct.bench.truth import load_truth
from reconstruct.pipeline.process import ROOT

_CHECKOUT = ROOT.parent
_SHARED = _CHECKOUT.parent / "shared"


def main(words: list[str]) -> int:
    """Exit status: 0 something was compared, 2 there was no set."""
    given = _arguments(words)
    given.out.mkdir(parents=True, exist_ok=True)
    sets = [
        chosen
        for chosen in find_sets(given.sets or [_SHARED / "renders", _CHECKOUT / "sample"], None)
        if not given.only or chosen.name in given.only.split(",")
    ]
    if not sets:
        print("no set: a folder with photos/, cameras.json and truth.stl (--sets DIR)", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    for chosen in sets:
        mine = _compare(chosen, given)
        rows += mine
        (given.out / "peers.json").write_text(json.dumps(rows, indent=1) + "\n")
        if not given.json:
            print_table(mine)
            sys.stdout.flush()
    if given.json:
        print(json.dumps(rows, indent=1))
    return 0


def _compare(chosen: PhotoSet, given: argparse.Namespace) -> list[dict[str, Any]]:
    truth, photos = load_truth(chosen.truth), _first_pass(chosen.photos)
    place = given.workspaces / chosen.name
    shutil.rmtree(place / "peers", ignore_errors=True)

    def folder(name: str) -> Path:
        made = place / "peers" / name
        made.mkdir(parents=True)
        return made

    own = ours(photos, place / "ours", given.processes)
    placed = (place / "ours" / "poses" / "views.json").exists()
    python, probe = given.probe_python, given.probe
    told = [own, poisson_of_ours(own, folder("poisson"))]
    peers = [
        lambda: plain_pycolmap(chosen, photos, truth, folder("pycolmap")),
        lambda: debian_colmap(chosen, photos, truth, folder("colmap")),
        lambda: reverse3d(chosen, photos, truth, folder("reverse3d"), given.reverse3d),
    ]
    if placed and own.points is not None:
        peers.append(lambda: probe_dense(place / "ours", probe, python, folder("probe-dense")))
        peers.append(lambda: probe_cad(place / "ours", probe, python, folder("probe-cad")))
    else:
        told.append(Told("probe's way", not_run="ours left no poses or no cloud to begin from"))
    for peer in peers:
        told.append(peer())
        print(f"{chosen.name}: {told[-1].peer}: {told[-1].not_run or told[-1].seconds}", file=sys.stderr)
    return [judged(one, chosen, truth) for one in told]


def _first_pass(photos: Path) -> Path:
    folders = sorted(path for path in photos.iterdir() if path.is_dir())
    return folders[0] if folders else photos


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench:peers --", description=__doc__)
    parser.add_argument("--sets", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--only", default="", help="names of sets, separated by commas")
    parser.add_argument("--reverse3d", type=Path, metavar="PROGRAM", help="reverse3d's program, installed apart")
    parser.add_argument("--probe", type=Path, default=_SHARED / "probe", metavar="DIR")
    parser.add_argument("--probe-python", type=Path, metavar="PYTHON", help="the interpreter that has its libraries")
    parser.add_argument("--processes", type=int, default=int(os.environ.get("CALIPER_PROCESSES", os.cpu_count() or 1)))
    parser.add_argument("--out", type=Path, default=_CHECKOUT / "out" / "bench" / "peers")
    parser.add_argument("--workspaces", type=Path, default=_CHECKOUT / ".caliper" / "bench" / "peers")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
