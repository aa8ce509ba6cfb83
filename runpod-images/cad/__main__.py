"""``python -m cad CLOUD.ply --out DIR``: one cloud to part.step, part.stl, part.glb, dimensions.csv, report.json."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from cad.cloud.ply import read_cloud
from cad.deviation.shown import shown_tessellation, write_shown
from cad.dimensions.table import write_table
from cad.files.stl import write_stl
from cad.files.weld import closedness, weld
from cad.ladder import Outcome, climb_ladder
from cad.network.place import SEGMENTER_VARIABLE, segmenter_place
from cad.problem import CadError
from cad.report import face_colours, ladder_report, shown_mesh, solid_report, summary_of, warnings_of
from cad.request import Request
from cad.step.document import read_step

EXIT_PROBLEM = 2


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cad", description=__doc__)
    parser.add_argument("cloud", type=Path, help="PLY in mm: x y z nx ny nz (and colour, confidence)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--table", type=float, metavar="Z", help="height of the table; the underside was not seen")
    parser.add_argument("--mesh", type=Path, help="closed PLY mesh of the part, for the faceted fallback")
    parser.add_argument("--views", type=Path, help="views.json of the reconstruction, for free space")
    parser.add_argument("--depths", type=Path, help="folder of its depth maps (NNN.npz)")
    parser.add_argument("--photos", type=Path, metavar="DIR", help="undistorted photos, for the rims of holes")
    parser.add_argument("--cameras", type=Path, metavar="FILE", help="their cameras.json: K and passes with R, t")
    parser.add_argument("--unit", choices=("mm", "scene"), default="mm")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--name", default="part", help="product name in the STEP file")
    weights = f"weights of a segmentation network, tried first; default: ${SEGMENTER_VARIABLE}"
    parser.add_argument("--segmenter", type=Path, default=segmenter_place(), metavar="ONNX", help=weights)
    parser.add_argument("--analytic-limit", type=float, default=90.0, metavar="SECONDS")
    given = parser.parse_args(words)
    if (given.photos is None) != (given.cameras is None):
        parser.error("--photos and --cameras go together")
    return given


def _write(outcome: Outcome, request: Request, out: Path, seconds: float) -> dict:
    """The files of an outcome; returns the report."""
    mesh = shown_mesh(outcome)
    solid, welded = solid_report(outcome, request.unit), weld(mesh)
    shutil.copyfile(outcome.step, out / "part.step")
    write_stl(out / "part.stl", welded)
    fine = mesh if solid["faces"][0]["type"] == "facet" else shown_tessellation(read_step(outcome.step))
    colours, cloud = face_colours(solid["faces"], mesh), read_cloud(Path(request.cloud))
    write_shown(out / "part.glb", fine, cloud, colours, solid["faces"], request.unit == "mm")
    write_table(out / "dimensions.csv", solid["dimensions"], request.unit == "mm")
    closed = closedness(welded)
    low, high = welded.bounds()
    report = {
        "label": outcome.label, "summary": summary_of(outcome, request.unit), "unit": request.unit, "solid": solid,
        "mesh": {"watertight": closed.watertight, "manifold": closed.manifold, "bodies": closed.bodies,
                 "genus": closed.genus, "triangles": len(welded.triangles)},
        "boundingBoxMm": {"min": low.tolist(), "max": high.tolist(), "size": (high - low).tolist()},
        "ladder": ladder_report(outcome), "warnings": warnings_of(outcome, request.unit),
        "figures": outcome.rung.record["figures"], "seconds": round(seconds, 2),
    }  # fmt: skip
    (out / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    return report


def main(words: list[str]) -> int:
    given = _arguments(words)
    if given.segmenter and not given.segmenter.is_file():
        print(f"the segmenter {given.segmenter} is not there", file=sys.stderr)
        return EXIT_PROBLEM
    path = lambda value: None if value is None else str(value.resolve())  # noqa: E731
    request = Request(
        str(given.cloud.resolve()), given.table, path(given.mesh), path(given.views), path(given.depths), given.unit,
        given.seed, given.name, path(given.cameras), path(given.photos), path(given.segmenter),
    )  # fmt: skip
    given.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cad-") as work:
        try:
            outcome = climb_ladder(
                request, Path(work), limits_s={"analytic": given.analytic_limit, "faceted": 90.0}
            )  # fmt: skip
            report = _write(outcome, request, given.out, time.monotonic() - started)
        except CadError as error:
            print(f"{error.code}: {error.detail}", file=sys.stderr)
            return EXIT_PROBLEM
    print(f"{report['label']}: {report['summary']} {report['seconds']} s")
    for warning in report["warnings"]:
        print(warning)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
