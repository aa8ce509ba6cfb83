"""The Python half of ``npm run bench:capture``: prepares sets, runs the reconstruction, writes what the judge reads.

``prepare --out DIR FOLDER… [--hard] [--only NAME,…]``: a folder a set under ``DIR/sets``; prints their names.
``grey SET_DIR --out DIR``: ``photos.json`` and raw grey pictures, with the mat's poses.
``outcome SET_DIR``: writes ``SET_DIR/outcome.json``; takes it from there where it was made before.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from reconstruct.bench.capture.bases import bare, base_of, origin_of, passes_in, truth_of
from reconstruct.bench.capture.centres import Centres, centres_of_result
from reconstruct.bench.capture.grey import write_grey
from reconstruct.bench.capture.outcome import outcome_of
from reconstruct.bench.capture.recipes import RECIPES, Base, make_hard


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m reconstruct.bench.capture", description=__doc__)
    commands = parser.add_subparsers(required=True)
    prepare = commands.add_parser("prepare")
    prepare.add_argument("folders", type=Path, nargs="+")
    prepare.add_argument("--out", type=Path, required=True)
    prepare.add_argument("--hard", action="store_true")
    prepare.set_defaults(run=_prepare)
    grey = commands.add_parser("grey")
    grey.add_argument("folder", type=Path)
    grey.add_argument("--out", type=Path, required=True)
    grey.set_defaults(run=lambda given: write_grey(given.folder / "photos", given.out))
    outcome = commands.add_parser("outcome")
    outcome.add_argument("folder", type=Path)
    outcome.add_argument("--processes", type=int, default=int(os.environ.get("CALIPER_PROCESSES", "1")))
    outcome.set_defaults(run=_outcome)
    given = parser.parse_args(words)
    given.run(given)
    return 0


def _prepare(given: argparse.Namespace) -> None:
    bases = [base_of(folder) for given_folder in given.folders for folder in passes_in(given_folder)]
    names = []
    for number, base in enumerate(bases):
        foreign = bases[(number + 1) % len(bases)].photos if len(bases) > 1 else ()
        for variant in (base, bare(base) if given.hard else None):
            for recipe in () if variant is None else RECIPES if given.hard else RECIPES[:1]:
                assert variant is not None
                folder = given.out / f"{variant.name}.{recipe}"
                if _is_current(folder, base) or _make(folder, base, _placed(variant, given.out), recipe, foreign):
                    names.append(folder.name)
    print(json.dumps(names))


def _is_current(folder: Path, base: Base) -> bool:
    """Whether the set lies there already, made of these very photos."""
    path = folder / "set.json"
    return path.exists() and json.loads(path.read_text()).get("origin") == origin_of(base)


def _make(folder: Path, base: Base, variant: Base, recipe: str, foreign: Sequence[Path]) -> bool:
    if not make_hard(variant, recipe, foreign, folder):
        return False
    told = json.loads((folder / "set.json").read_text())
    told |= {"origin": origin_of(base), "folder": str(base.photos[0].parent.resolve())}
    (folder / "set.json").write_text(json.dumps(told, indent=1))
    return True


def _placed(base: Base, out: Path) -> Base:
    """A base without truth has the places that the reconstruction of the whole set found, once it was made."""
    found = out / f"{base.name}.whole" / "workspace" / "poses" / "cameras.json"
    if base.centres is not None or not found.exists():
        return base
    return Base(base.name, base.photos, centres_of_result(found), base.mask)


def _outcome(given: argparse.Namespace) -> None:
    target = given.folder / "outcome.json"
    if target.exists():
        return
    told = json.loads((given.folder / "set.json").read_text())
    wanted = truth_of(Path(told["folder"])) or _whole(given.folder, told)
    name_of = {Path(row["name"]).stem: row["from"] and Path(row["from"]).stem for row in told["photos"]}
    workspace = given.folder / "workspace"
    made = outcome_of(given.folder / "photos", workspace, wanted, name_of, given.processes)
    target.write_text(json.dumps(made, indent=1))
    # Only the poses are read again; the pictures and features of fifty sets would fill the disk.
    for stage in ("load", "features", "matching", "results"):
        shutil.rmtree(workspace / stage, ignore_errors=True)


def _whole(folder: Path, told: dict[str, str]) -> Centres | None:
    found = folder.parent / f"{told['base']}.whole" / "workspace" / "poses" / "cameras.json"
    return centres_of_result(found) if found.exists() and told["recipe"] != "whole" else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
