import pytest
from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse
from OCP.TopoDS import TopoDS_Solid

from cad.bench.shapes import box
from cad.build import join
from cad.build.join import join_faces, sound
from cad.kernel.shape import bounds_of, faces_of, is_valid, solids_of, volume_of


def _count(solid: TopoDS_Solid) -> int:
    return len(list(faces_of(solid)))


@pytest.fixture
def split() -> TopoDS_Solid:
    """A stepped block in three pieces whose seams the kernel left on every face they share."""
    whole = box((0, 0, 0), (10, 10, 5))
    for piece in (box((10, 0, 0), (20, 10, 5)), box((0, 10, 0), (10, 20, 9))):
        whole = BRepAlgoAPI_Fuse(whole, piece).Shape()
    return next(solids_of(whole))


def test_faces_on_one_plane_become_one(split: TopoDS_Solid):
    joined = join_faces(split, 30.0)
    assert joined is not None and _count(split) > _count(joined) == 10
    assert volume_of(joined) == pytest.approx(volume_of(split))


def test_a_face_that_cannot_be_joined_keeps_its_seams_and_the_others_are_joined(
    split: TopoDS_Solid, monkeypatch: pytest.MonkeyPatch
):
    """The kernel is made to fail as it does on rims that touch: where the top's seam is given up, nothing is sound."""
    top = [face for face in faces_of(split) if _is_top(face)]
    assert len(top) == 2
    seam = join._inner_seams_of(top)
    assert len(seam) == 1

    def touchy(shape, volume):
        whole = sound(shape, volume)
        return whole if whole is not None and sum(map(_is_top, faces_of(whole))) == 2 else None

    monkeypatch.setattr(join, "sound", touchy)
    monkeypatch.setattr(join, "_broken", lambda shape: [face for face in faces_of(shape) if _is_top(face)])
    joined = join_faces(split, 30.0)
    assert joined is not None and is_valid(joined) and _count(joined) == 11


def _is_top(face) -> bool:
    low, high = bounds_of(face)
    return abs(low[2] - 5) < 1e-3 and abs(high[2] - 5) < 1e-3
