"""Regions that faces, already cut where they cross, divide space into: for each the shell round it.

What BOPAlgo_BuilderSolid does, less its search for the solid round every hole. That compares what lies beyond
everything with each region in turn, takes longer than the rest together, and where surfaces nearly touch mistakes the
outside for a region.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from OCP.BOPAlgo import BOPAlgo_ShellSplitter
from OCP.BRep import BRep_Tool
from OCP.BRepTools import BRepTools
from OCP.TopAbs import TopAbs_Orientation
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shell
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cad.geometry.vectors import Array
from cad.kernel.distinct import Distinct
from cad.kernel.shape import edges_of, faces_of, is_reversed


@dataclass(frozen=True)
class Regions:
    """``shells``: round each region, outward; ``volumes``: signed, negative for what lies beyond a group of faces that
    hang together; ``outer``: of each group the number of that shell, -1 where there is none."""

    shells: list[TopoDS_Shell]
    volumes: Array
    outer: np.ndarray


def _edges_within(face: TopoDS_Face, known: Distinct) -> Counter[int]:
    """Numbers of a face's edges, and how often it has each: twice where it closes upon itself."""
    edges = (TopoDS.Edge(edge) for edge in edges_of(face))
    inner = TopAbs_Orientation.TopAbs_INTERNAL
    kept = (e for e in edges if not BRep_Tool.Degenerated_s(e) and e.Orientation() != inner)
    return Counter(map(known.number, kept))


def closing(faces: list[TopoDS_Face]) -> tuple[list[TopoDS_Face], np.ndarray]:
    """The faces, forward, that end nowhere in the open, and for each the group of those it hangs together with."""
    known = Distinct()
    edges = [_edges_within(face, known) for face in faces]
    uses: Counter[int] = Counter()
    for own in edges:
        uses.update(own)
    waiting, left = list(range(len(faces))), np.ones(len(faces), bool)
    users: dict[int, list[int]] = {}
    for number, own in enumerate(edges):
        for edge in own:
            users.setdefault(edge, []).append(number)
    while waiting:
        number = waiting.pop()
        if left[number] and any(uses[edge] < 2 for edge in edges[number]):
            left[number] = False
            for edge, times in edges[number].items():
                uses[edge] -= times
                waiting += [other for other in users[edge] if left[other]]
    kept = np.flatnonzero(left)
    pairs = [(row, len(kept) + edge) for row, number in enumerate(kept) for edge in edges[number]]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    size = len(kept) + len(known.shapes)
    graph = coo_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(size, size))
    group = np.unique(connected_components(graph, directed=False)[1][: len(kept)], return_inverse=True)[1]
    return [_plain(faces[k]) for k in kept], group


def _plain(face: TopoDS_Face) -> TopoDS_Face:
    """The face forward, less the edges within it at which others ended: the mesher leaves a face with some empty."""
    forward = TopoDS.Face(face.Oriented(TopAbs_Orientation.TopAbs_FORWARD))
    BRepTools.RemoveInternals_s(forward, True)
    return forward


def regions_between(faces: list[TopoDS_Face], group: np.ndarray, volumes: Array) -> Regions:
    """Regions of forward faces and groups from :func:`closing`; ``volumes``: signed, of the cone from one place to
    each face."""
    splitter, known = BOPAlgo_ShellSplitter(), Distinct(faces)
    for face in faces:
        splitter.AddStartElement(face)
        splitter.AddStartElement(face.Reversed())
    splitter.Perform()
    shells = [TopoDS.Shell(shell) for shell in splitter.Shells()]
    signed, outer = np.zeros(len(shells)), np.full(int(group.max(initial=-1)) + 1, -1)
    for number, shell in enumerate(shells):
        for face in faces_of(shell):
            facet = known.number(face)
            signed[number] += volumes[facet] * (-1 if is_reversed(face) else 1)
        held = outer[group[facet]]
        if signed[number] < min(0.0, signed[held] if held >= 0 else 0.0):
            outer[group[facet]] = number
    return Regions(shells, signed, outer)
