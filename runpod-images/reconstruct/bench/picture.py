"""The result above, the truth below: the same views at the same scale."""

from __future__ import annotations

from pathlib import Path

from OCP.TopoDS import TopoDS_Shape

from cad.geometry.mesh import Mesh
from cad.kernel.shape import tessellate
from cad.picture.beside import render_beside
from reconstruct.bench.truth import Truth


def picture_beside(path: Path, truth: Truth, true_shape: TopoDS_Shape | None, found: Mesh, caption: str) -> None:
    """``true_shape``: the truth's B-rep where it is known, so that its faces are drawn; else its triangles."""
    true = truth.mesh if true_shape is None else tessellate(true_shape, 0.0005 * truth.diagonal, 0.1)
    render_beside(path, found, true, caption)
