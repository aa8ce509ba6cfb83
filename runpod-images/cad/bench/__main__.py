"""``npm run bench:cad``: true parts → scanned clouds → the ladder → the field's figures, failures counted.

The parts: ours, generated in code (analytic ones, and some with freeform faces), and every .step/.stp file of the
folders given. Everything lies in ``--out`` as well: ``cad.json`` (rows, summaries, bars), plots, and a picture of each
part beside its truth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from OCP.TopoDS import TopoDS_Shape

from cad.bench.bars import bars_of
from cad.bench.parts_freeform import PARTS as FREEFORM
from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.table import line_of, print_tables, summarise
from cad.bench.trial import Kept, Trial, run_trial
from cad.network.place import SEGMENTER_VARIABLE, segmenter_place
from cad.step.document import read_step

_CHECKOUT = Path(__file__).resolve().parents[3]
_PARTS = _CHECKOUT.parent / "shared" / "parts"


def _makers(given: argparse.Namespace) -> Iterator[tuple[str, str, Callable[[], TopoDS_Shape]]]:
    if not (given.only_given or given.only_freeform):
        yield from ((name, "generated", make) for name, make in {**PLATES, **TURNED}.items())
    if not (given.only_given or given.only_generated):
        yield from ((name, "freeform", make) for name, make in FREEFORM.items())
    if given.only_generated or given.only_freeform:
        return
    for folder in given.parts or [_PARTS]:
        if not folder.is_dir():
            print(f"{folder} is not there: its parts are left out (--parts DIR)", file=sys.stderr)
            continue
        for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in (".step", ".stp")):
            yield path.stem, "given", lambda path=path: read_step(path)


def _trials(given: argparse.Namespace) -> Iterator[Trial]:
    words = given.only.split(",")
    for name, source, make in _makers(given):
        if any(word in name for word in words):
            for noise in given.noise:
                for underside in given.underside:
                    for seed in range(given.seeds):
                        yield Trial(name, source, make, noise, underside, seed)


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench:cad --", description=__doc__)
    numbers = lambda text: [float(v) for v in text.split(",")]  # noqa: E731
    sides = lambda text: [{"seen": True, "unseen": False}[v] for v in text.split(",")]  # noqa: E731
    parser.add_argument("--parts", type=Path, action="append", default=[], metavar="DIR",
                        help="folders of STEP parts; default: ../shared/parts")  # fmt: skip
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only-given", action="store_true", help="leave the generated parts out")
    which.add_argument("--only-generated", action="store_true", help="our analytic parts alone")
    which.add_argument("--only-freeform", action="store_true", help="our parts with freeform faces alone")
    parser.add_argument("--only", default="", help="part names (or pieces of them), separated by commas")
    parser.add_argument("--noise", type=numbers, default=[0.15], metavar="MM,MM")
    parser.add_argument("--underside", type=sides, default=[True, False], metavar="seen,unseen")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_CHECKOUT / "out" / "bench" / "cad")
    parser.add_argument("--keep", type=Path, help="keep the STEP files here")
    parser.add_argument("--segmenter", type=Path, default=segmenter_place(), metavar="ONNX",
                        help=f"weights of a segmentation network; default: ${SEGMENTER_VARIABLE}")  # fmt: skip
    parser.add_argument("--no-pictures", action="store_true", help="draw no pictures (of the first seed, else)")
    parser.add_argument("--json", action="store_true", help="one JSON row a trial, then one of summaries and bars")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Exit status: 0 something was measured, 2 there was no part."""
    given = _arguments(words)
    given.out.mkdir(parents=True, exist_ok=True)
    pictures = None if given.no_pictures else given.out / "parts"
    rows = []
    with ThreadPoolExecutor(given.jobs) as pool:
        for row in pool.map(
            lambda trial: run_trial(trial, Kept(given.keep, None if trial.seed else pictures), given.segmenter),
            _trials(given),
        ):
            rows.append(row)
            print(json.dumps(row) if given.json else line_of(row), flush=True)
    if not rows:
        print("no part to measure", file=sys.stderr)
        return 2
    _conclude(rows, given)
    return 0


def _conclude(rows: list[dict], given: argparse.Namespace) -> None:
    # Heavy, and not needed by those who only import the bench's parts.
    from cad.bench.plots import draw_plots

    bars = bars_of(rows)
    end = {"summaries": summarise(rows), "bars": [asdict(bar) for bar in bars]}
    (given.out / "cad.json").write_text(json.dumps({"rows": rows, **end}, indent=1) + "\n")
    draw_plots(rows, given.out)
    if given.json:
        print(json.dumps(end))
        return
    print_tables(rows, bars)
    print(f"\nfigures, plots and pictures: {given.out}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
