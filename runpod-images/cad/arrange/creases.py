"""Edges of an arrangement: how long each is and which facets meet there, so that a skin's creases can be counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopoDS import TopoDS_Shape

from cad.arrange.cells import CellComplex
from cad.geometry.vectors import Array
from cad.kernel.distinct import Distinct
from cad.kernel.shape import edges_of


@dataclass(frozen=True)
class Creases:
    """``facet``, ``edge (m,)``: a facet and an edge of it, twice where it meets itself (a seam); ``lengths (e,)``."""

    facet: np.ndarray
    edge: np.ndarray
    lengths: Array


def creases_of(complex_: CellComplex) -> Creases:
    """Of all facets of ``complex_``."""
    edges, facet, edge = Distinct(), [], []
    for number, (face, *_) in enumerate(complex_.sides):
        for one in edges_of(face):
            facet.append(number)
            edge.append(edges.number(one))
    lengths = np.array([_length(one) for one in edges.shapes])
    return Creases(np.array(facet, np.int64), np.array(edge, np.int64), lengths)


def _length(edge: TopoDS_Shape) -> float:
    properties = GProp_GProps()
    BRepGProp.LinearProperties_s(edge, properties)
    return float(properties.Mass())
