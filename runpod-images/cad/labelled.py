"""A solid as STEP whose faces say what they are worth: written, read back, judged, and written with the verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from OCP.TopoDS import TopoDS_Solid

from cad.geometry.mesh import Mesh
from cad.score import Score
from cad.step.document import write_step

#: Names on thousands of facets help nobody and make the file slow to open.
_FACES_NAMED_MAX = 400


def product_name(product: str, unit: str) -> str:
    """Name of the product in STEP: one without a scale says so wherever it is opened."""
    return product if unit == "mm" else f"{product} (scale unknown: scene units)"


def write_labelled(
    path: Path, solid: TopoDS_Solid, product: str, judge: Callable[[Path], tuple[Score, Mesh]]
) -> tuple[Score, Mesh]:
    """Writes ``path`` with a name and a colour on every face; ``judge`` scores the file as read back."""
    write_step(path, solid, product, [], [])
    score, mesh = judge(path)
    if len(score.faces) <= _FACES_NAMED_MAX:
        # Written a second time with what was just learnt about every face.
        names = [f"{face.id}: {face.type}, {face.evidence}" for face in score.faces]
        write_step(path, solid, product, names, [face.evidence for face in score.faces])
        score, mesh = judge(path)
    return score, mesh


def save_mesh(path: Path, mesh: Mesh) -> None:
    """``vertices``, ``triangles``, ``faces`` as npz."""
    np.savez_compressed(path, vertices=mesh.vertices, triangles=mesh.triangles, faces=mesh.faces)
