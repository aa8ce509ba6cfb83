"""Runs the probe's own code, in the interpreter that has its libraries: ``probe_script.py mvs|cad PROBE IN.npz OUT``.

``mvs``: undistorted grey photos and poses → fused cloud (plane sweep at 1/8, PatchMatch at 1/4, as its facts say).
``cad``: oriented points → STEP. Nothing of Caliper is imported here: that interpreter does not have its libraries.
"""

import sys
from pathlib import Path

import numpy as np

_CAD_POINTS = 40_000


def mvs(probe: Path, given: dict, out: Path) -> None:
    sys.path.insert(0, str(probe))
    import mvs as probe_mvs
    import torch

    torch.set_num_threads(1)
    intrinsics, rotations, shifts = given["K"], given["R"], given["t"]
    stereo = probe_mvs.MVS(list(given["images"]), intrinsics, rotations, shifts, S=4, topk=2, win=5, step=1, planes=64)
    small = intrinsics.copy()
    small[:2] /= 4
    depths, normals, costs = [], [], []
    for number in range(len(rotations)):
        inverse, slope, cost = stereo.view(number, levels=((8, 0), (4, 3)))
        depths.append(1 / np.maximum(inverse, 1e-9))
        normals.append(probe_mvs.w2normal(inverse, slope, small))
        costs.append(cost)
    near = probe_mvs.pick_sources(stereo.C, stereo.ctr, 6)
    points, facing, _, _ = probe_mvs.fuse(
        depths, normals, costs, small, rotations, shifts, near, min_views=3, rel=0.002, maxcost=0.4,
        bound=(stereo.ctr, stereo.rad),
    )  # fmt: skip
    np.savez(out, points=points, normals=facing)


def cad(probe: Path, given: dict, out: Path) -> None:
    sys.path.insert(0, str(probe / "cad"))
    import proto
    from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer

    rows = np.random.default_rng(0).permutation(len(given["points"]))[:_CAD_POINTS]
    points, normals = given["points"][rows], given["normals"][rows]
    diagonal = float(np.linalg.norm(np.ptp(points, axis=0)))
    told, solid = proto.reconstruct(points, normals, diagonal, float(given["noise"]), "part")
    print(told)
    if solid is None:
        sys.exit("no solid")
    writer = STEPControl_Writer()
    writer.Transfer(solid, STEPControl_StepModelType.STEPControl_AsIs)
    writer.Write(str(out))


if __name__ == "__main__":
    what, place, content, target = sys.argv[1:]
    with np.load(content) as arrays:
        {"mvs": mvs, "cad": cad}[what](Path(place), dict(arrays), Path(target))
