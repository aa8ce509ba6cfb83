"""A solid as STEP whose faces say what they are worth: written, read back, judged, and written with the verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.TopoDS import TopoDS_Shape, TopoDS_Solid

from cad.geometry.mesh import Mesh
from cad.kernel.shape import area_of, faces_of, is_closed, is_valid, kind_of, solids_of
from cad.score import Score
from cad.step.document import read_step, write_step

#: Names on thousands of facets help nobody and make the file slow to open.
_FACES_NAMED_MAX = 400


def product_name(product: str, unit: str) -> str:
    """Name of the product in STEP: one without a scale says so wherever it is opened."""
    return product if unit == "mm" else f"{product} (scale unknown: scene units)"


def write_labelled(
    path: Path, solid: TopoDS_Solid, product: str, judge: Callable[[Path], tuple[Score, Mesh]]
) -> tuple[Score, Mesh]:
    """Writes ``path`` with a name and a colour on every face; ``judge`` scores the file as read back.

    Names change no geometry: of the named file it is read back that its faces are those that were judged.
    """
    write_step(path, solid, product, [], [])
    score, mesh = judge(path)
    if len(score.faces) <= _FACES_NAMED_MAX:
        # Written a second time with what was just learnt about every face.
        names = [f"{face.id}: {face.type}, {face.evidence}" for face in score.faces]
        write_step(path, solid, product, names, [face.evidence for face in score.faces])
        if not _is_as_judged(read_step(path), score):
            score, mesh = judge(path)
    return score, mesh


def _is_as_judged(shape: TopoDS_Shape, score: Score) -> bool:
    """The same faces in the same order, and as sound."""
    faces = [(kind_of(BRepAdaptor_Surface(face)), area_of(face)) for face in faces_of(shape)]
    told = [(face.type, face.areaMm2) for face in score.faces]
    return (
        [kind for kind, _ in faces] == [kind for kind, _ in told]
        and np.allclose([area for _, area in faces], [area for _, area in told], rtol=1e-9, atol=0.0)
        and is_valid(shape) == score.valid
        and len(list(solids_of(shape))) == score.solids
        and all(is_closed(solid) for solid in solids_of(shape)) == score.closed
    )


def save_mesh(path: Path, mesh: Mesh) -> None:
    """``vertices``, ``triangles``, ``faces`` as npz."""
    np.savez_compressed(path, vertices=mesh.vertices, triangles=mesh.triangles, faces=mesh.faces)
