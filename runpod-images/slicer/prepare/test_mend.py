from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh

from slicer.prepare.conftest import BOX, both, moved, without
from slicer.prepare.mend import mend
from slicer.prepare.speak import Refusal

BALL = trimesh.creation.icosphere(4, 15)
TUBE = trimesh.creation.annulus(2, 4, 100)
SLAB = trimesh.creation.box((20, 20, 2))
HOLLOW = trimesh.creation.box((8, 8, 8))
HOLLOW.invert()


def _top_ring() -> list[int]:
    return np.flatnonzero(TUBE.face_normals[:, 2] > 0.9).tolist()


def _flipped() -> trimesh.Trimesh:
    faces = BOX.faces.copy()
    faces[3] = faces[3][::-1]
    return trimesh.Trimesh(BOX.vertices, faces, process=False)


def _hair_apart() -> trimesh.Trimesh:
    corners = BOX.triangles.reshape(-1, 3) + 2e-5 * (np.arange(36) % 5)[:, None]
    return trimesh.Trimesh(corners, np.arange(36).reshape(-1, 3), process=False)


def _twice() -> trimesh.Trimesh:
    return trimesh.Trimesh(BOX.vertices, np.vstack([BOX.faces, BOX.faces[:1]]), process=False)


@pytest.mark.parametrize(
    ("given", "kinds", "words", "volume_mm3", "bodies"),
    [
        (BOX, [], None, 8000, 1),
        (without(BOX, [0]), ["holes-closed"], "1 hole closed, the widest 28.3 mm across: 200.0 mm², 8.3%", 8000, 1),
        (without(BALL, [5]), ["holes-closed"], "1 hole closed, the widest 1.5 mm across", BALL.volume, 1),
        (without(TUBE, _top_ring()), ["holes-closed"], "2 holes closed", TUBE.volume, 1),
        (_flipped(), ["faces-turned"], "1 triangle turned", 8000, 1),
        (_hair_apart(), ["vertices-merged"], "merged", 8000, 1),
        (_twice(), ["duplicates-dropped"], "1 triangle left out", 8000, 1),
        (both(BOX, moved(BOX, 10, 0, 0)), ["bodies-united"], "2 bodies that overlapped by 4000.0 mm³", 12000, 1),
        (both(BOX, moved(BOX, 40, 0, 0)), [], None, 16000, 2),
        (both(BOX, HOLLOW), [], None, 8000 - 512, 1),
        (both(BOX, HOLLOW, moved(BOX, 15, 0, 0)), ["bodies-united"], "2 bodies", 14000 - 512, 1),
        (both(BOX, without(moved(BOX, 10, 0, 0), [0])), ["holes-closed", "bodies-united"], "1 hole", 12000, 1),
    ],
)  # fmt: skip
def test_what_is_plain_is_mended_and_said(given, kinds, words, volume_mm3, bodies, file_of, tmp_path):
    target = tmp_path / "mended.stl"
    report = mend(file_of(given), target)
    assert [change["kind"] for change in report["changes"]] == kinds
    assert words is None or words in report["changes"][0]["detail"]
    made = trimesh.load(target)
    assert made.is_watertight and made.volume == pytest.approx(volume_mm3, rel=2e-4)
    assert (report["after"]["openEdges"], report["bodies"]) == (0, bodies)
    assert report["after"]["volumeMm3"] == pytest.approx(volume_mm3, rel=2e-4)
    assert report["before"]["triangles"] == len(given.faces)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (without(BOX, [0, 1]), "is not flat"),
        (without(BALL, np.flatnonzero(BALL.triangles_center[:, 2] > 12)), "such are closed up to 2.0 mm"),
        (without(SLAB, np.flatnonzero(SLAB.face_normals[:, 2] > 0.9)), "at most 10% is made up"),
        (trimesh.Trimesh([[0, 0, 0], [9, 0, 0], [0, 9, 0]], [[0, 1, 2]], process=False), "at most 10% is made up"),
        (without(BALL, [5, 300, 301, 302]), "two holes touch"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(given, reason, file_of, tmp_path):
    with pytest.raises(Refusal, match=reason) as refused:
        mend(file_of(given), tmp_path / "mended.stl")
    assert refused.value.code == "mesh-mending-refused"
    assert not Path(tmp_path / "mended.stl").exists()
