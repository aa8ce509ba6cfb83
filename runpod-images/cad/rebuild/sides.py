"""Material or air for the cells of a changed arrangement, from the solid before the change.

What lies on the same side of every surface as before is what it was. What a surface has swept over becomes what lies
nearest to it among the places of the old solid that are on the same sides of all surfaces; where no place was (a bore
now reaches a plane that it did not reach), among those that differ in the fewest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from cad.arrange.cells import CellComplex
from cad.fit.surfaces import Surface
from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.label.cut import Labels
from cad.problem import CadError

_BOX_SAMPLES, _SKIN_SAMPLES, _FACET_SAMPLES = 30_000, 20_000, 12_000
#: Samples near the skin lie this share of the diagonal off it.
_OFF = 1.5e-3


def signs_of(surfaces: Sequence[Surface], points: Array) -> np.ndarray:
    """``(n, s)`` bool: does a point lie outside each surface (in front of a plane)?"""
    return np.stack([surface.signed(points) > 0 for surface in surfaces], 1)


class OldSides:
    """The solid before the change: its surfaces, its closed outward ``mesh``, and samples of the space about it."""

    def __init__(self, surfaces: Sequence[Surface], mesh: Mesh, low: Array, high: Array) -> None:
        rng = np.random.default_rng(71)
        self._surfaces, self._columns = surfaces, Columns(mesh.vertices, mesh.triangles)
        skin, normals, _ = mesh.sample(_SKIN_SAMPLES, rng)
        off = normals * (_OFF * mesh.diagonal())
        box = low + (high - low) * rng.random((_BOX_SAMPLES, 3))
        self._points = np.vstack([box, skin - off, skin + off])
        self._inside = self._columns.inside(self._points)
        keys, self._group = np.unique(signs_of(surfaces, self._points), axis=0, return_inverse=True)
        self._keys = keys

    def material(self, points: Array, new: Sequence[Surface]) -> tuple[np.ndarray, np.ndarray]:
        """Is each point material after the change, and is that certain (its sides are those of before)?"""
        before, after = signs_of(self._surfaces, points), signs_of(new, points)
        certain = (before == after).all(1)
        out = self._columns.inside(points)
        swept, group = np.unique(after[~certain], axis=0, return_inverse=True)
        found = np.zeros(int((~certain).sum()), bool)
        for number, key in enumerate(swept):
            differing = (self._keys != key).sum(1)
            pool = np.flatnonzero(np.isin(self._group, np.flatnonzero(differing == differing.min())))
            mine = group == number
            nearest = cKDTree(self._points[pool]).query(points[~certain][mine])[1]
            found[mine] = self._inside[pool[nearest]]
        out[~certain] = found
        return out, certain


def label_like(complex_: CellComplex, old: OldSides, new: Sequence[Surface]) -> Labels:
    """Cells are material where most of their samples are; certain samples count alone where there are enough.

    Raises CadError ``rebuild-impossible`` when nothing is left.
    """
    rng = np.random.default_rng(72)
    mesh = complex_.mesh
    box = complex_.low + (complex_.high - complex_.low) * rng.random((_BOX_SAMPLES, 3))
    skin, normals, _ = mesh.sample(_FACET_SAMPLES, rng)
    off = normals * (_OFF * float(np.linalg.norm(complex_.high - complex_.low)))
    points = np.vstack([box, skin - off, skin + off])
    cell = _cells_of(complex_, points)
    points, cell = points[cell >= 0], cell[cell >= 0]
    material, certain = old.material(points, new)
    count = len(complex_.cells)
    sure = np.bincount(cell, certain, minlength=count)
    enough = sure > 0.1 * np.bincount(cell, minlength=count)
    counts = np.where(enough[cell], certain, True)
    for_it = np.bincount(cell, material & counts, minlength=count)
    weight = np.bincount(cell, counts, minlength=count)
    inside = for_it > 0.5 * weight
    _from_neighbours(complex_, inside, weight == 0)
    if not inside.any():
        raise CadError("rebuild-impossible", "nothing of the part is left with these dimensions")
    beyond = np.where(complex_.second >= 0, inside[np.maximum(complex_.second, 0)], False)
    return Labels(inside, np.flatnonzero(inside[complex_.first] != beyond))


def _cells_of(complex_: CellComplex, points: Array) -> np.ndarray:
    """The cell round each point, -1 outside all."""
    hit, side, _ = Columns(complex_.mesh.vertices, complex_.mesh.triangles).cast(points)
    facet = complex_.mesh.faces[np.maximum(hit, 0)]
    cell = np.where(side > 0, complex_.first[facet], complex_.second[facet])
    return np.where(hit < 0, -1, cell)


def _from_neighbours(complex_: CellComplex, inside: np.ndarray, empty: np.ndarray) -> None:
    """Slivers that no sample fell into become what lies across the most of their skin."""
    area = np.bincount(complex_.mesh.faces, complex_.mesh.areas(), minlength=len(complex_.sides))
    for cell in np.flatnonzero(empty):
        mine = (complex_.first == cell) | (complex_.second == cell)
        across = np.where(complex_.first == cell, complex_.second, complex_.first)
        solid = mine & (across >= 0) & inside[np.maximum(across, 0)]
        inside[cell] = area[solid].sum() > 0.5 * area[mine].sum()
