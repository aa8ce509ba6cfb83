"""A small plate with a hole, reconstructed from a made-up cloud: what a rebuild in a test begins from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Cloud
from cad.cloud.ply import write_cloud
from cad.kernel.shape import tessellate
from reconstruct.cad import stage as cad_stage
from reconstruct.export import stage as export_stage
from reconstruct.pipeline.results import gather_results
from reconstruct.pipeline.run import PipelineOptions, PipelineOutcome
from reconstruct.stage import JobSettings, StageContext

PLATE_MM, HOLE_RADIUS_MM = (30.0, 20.0, 5.0), 4.0
_MESH = {"watertight": True, "manifold": True, "bodies": 1, "triangles": 900, "genus": 1, "volumeMm3": 1.0,
         "areaMm2": 1.0, "deviationMeanMm": 0.1, "deviationP95Mm": 0.2}  # fmt: skip


def plate_results(root: Path, mm_per_length: float | None = None) -> Path:
    """The folder of results. ``mm_per_length``: the cloud in scene units of that length, its scale unknown."""
    truth = cut(box((0, 0, 0), PLATE_MM), rod((15, 10, -1), Z, HOLE_RADIUS_MM, 7))
    cloud, _ = scan(tessellate(truth, 0.05, 0.1), ScanSettings(noise_mm=0.04, points=12_000, underside=False))
    per = mm_per_length or 1.0
    for name in ("poses", "object", "mesh", "dense", "load", "input"):
        (root / name).mkdir(parents=True)
    write_cloud(root / "object" / "cloud.ply", Cloud(cloud.points / per, cloud.normals))
    (root / "object" / "object.json").write_text(json.dumps({"supportPlane": [0, 0, 1, 0], "supported": True}))
    known = mm_per_length is None
    scale = {"source": "mat" if known else "unknown", "known": known, "detail": "from the mat" if known else "no mat"}
    camera = {"photoId": "5f0c6fd6-3e4b-4b4f-9a55-0f6f0d1c2b3a", "name": "a.jpg", "pass": 0, "registered": True,
              "reason": None, "reprojectionErrorPx": 0.3, "widthPx": 1280, "heightPx": 960, "distortion": [0] * 4,
              "K": [1800, 0, 640, 0, 1800, 480, 0, 0, 1], "R": np.eye(3).reshape(-1).tolist(),
              "t": [1 / per, 2 / per, 3 / per]}  # fmt: skip
    content = {"frame": "mat" if known else "table", "scale": scale, "cameras": [camera]}
    (root / "poses" / "cameras.json").write_text(json.dumps(content))
    (root / "mesh" / "mesh.json").write_text(json.dumps(_MESH))
    context = StageContext(root, JobSettings())
    for name, stage in (("cad", cad_stage), ("export", export_stage)):
        result = stage.run(context)
        record = {"name": name, "seconds": 1.0, "cached": False, "peakMemoryMb": None, "measured": result.measured,
                  "warnings": list(result.warnings)}  # fmt: skip
        (root / name / "record.json").write_text(json.dumps(record))
    return gather_results(PipelineOptions(root), PipelineOutcome((), None, 3.0))[0]
