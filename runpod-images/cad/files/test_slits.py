"""Slits are closed, holes are left."""

import numpy as np

from cad.bench.shapes import box
from cad.files.slits import without_slits
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.kernel.shape import tessellate


def _with_gap(width: float) -> Mesh:
    """A box with a triangle missing: 10 mm long, ``width`` wide, cut out of its top."""
    whole = weld(tessellate(box((0, 0, 0), (10, 8, 6)), 0.1))
    top = [k for k, c in enumerate(whole.corners) if np.abs(c[:, 2] - 6).max() < 1e-9]
    a, b, c = whole.triangles[top[0]]
    extra = len(whole.vertices)
    longest = max(
        ((a, b, c), (b, c, a), (c, a, b)), key=lambda t: np.linalg.norm(np.subtract(*whole.vertices[[t[0], t[1]]]))
    )
    one, two, three = longest
    middle = (whole.vertices[one] + whole.vertices[two]) / 2
    place = middle + width * (whole.vertices[three] - middle) / np.linalg.norm(whole.vertices[three] - middle)
    rest = np.delete(whole.triangles, top[0], axis=0)
    # Two of the three that would make the triangle whole: the third, beside the long edge, is missing.
    triangles = np.vstack([rest, [(two, three, extra), (three, one, extra)]])
    faces = np.r_[np.delete(whole.faces, top[0]), [whole.faces[top[0]]] * 2]
    return Mesh(np.vstack([whole.vertices, place]), triangles, faces)


def test_a_slit_narrower_than_the_tolerance_is_closed():
    gap = _with_gap(0.0005)
    assert not closedness(gap).watertight
    made = without_slits(gap)
    assert closedness(made).watertight and closedness(made).manifold
    assert abs(made.volume() - 480) < 1e-6


def test_a_hole_is_left_for_others_to_see():
    gap = _with_gap(0.5)
    assert without_slits(gap) is gap
