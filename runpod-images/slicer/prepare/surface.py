"""What the mending looks at: which edges are open, which way neighbours face, which loops bound a hole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slicer.prepare.speak import Refusal
from slicer.prepare.stl import Mesh, open_edges

#: A loop lies in a plane within this share of its width.
_FLAT_SHARE, _FLAT_MM = 0.002, 0.01


@dataclass(frozen=True)
class Loop:
    """The rim of a hole, in the direction in which the faces that close it pass it."""

    points: np.ndarray
    places: np.ndarray
    normal: np.ndarray
    across_mm: float
    flat: bool


def without_duplicates(mesh: Mesh) -> tuple[Mesh, int]:
    """Of faces with the same three corners one is kept; a pair that looks both ways encloses nothing and goes."""
    order = np.argsort(mesh.faces, axis=1)
    keys = np.take_along_axis(mesh.faces, order, axis=1)
    even = np.isin(order[:, 0] * 9 + order[:, 1] * 3 + order[:, 2], (5, 15, 19))  # 012, 120, 201
    _, index, count = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    if count.max(initial=1) == 1:
        return mesh, 0
    facing = np.zeros(len(count), np.int64)
    np.add.at(facing, index, np.where(even, 1, -1))
    # The first of each that looks the way that most of its copies do.
    wanted = (even == (facing[index] > 0)) & (facing[index] != 0)
    kept = np.zeros(len(mesh.faces), bool)
    kept[np.flatnonzero(wanted)[np.unique(index[wanted], return_index=True)[1]]] = True
    return Mesh(mesh.points, mesh.faces[kept]), int((~kept).sum())


def facing_alike(mesh: Mesh) -> tuple[Mesh, int]:
    """Neighbours over an edge of exactly two faces take the side of the first one met; how many were turned."""
    edges = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    low, high = edges.min(1), edges.max(1)
    _, index, count = np.unique(low * len(mesh.points) + high, return_inverse=True, return_counts=True)
    order = np.argsort(index, kind="stable")
    pairs = order[np.isin(index[order], np.flatnonzero(count == 2))].reshape(-1, 2)
    forth = edges[:, 0] == low
    alike = forth[pairs[:, 0]] != forth[pairs[:, 1]]
    if alike.all():
        return mesh, 0
    neighbours: list[list[tuple[int, bool]]] = [[] for _ in mesh.faces]
    for (one, other), same in zip((pairs // 3).tolist(), alike.tolist(), strict=True):
        neighbours[one].append((other, same))
        neighbours[other].append((one, same))
    turn = np.full(len(mesh.faces), -1, np.int8)
    for start in range(len(mesh.faces)):
        if turn[start] >= 0:
            continue
        turn[start], members, todo = 0, [start], [start]
        while todo:
            face = todo.pop()
            for other, same in neighbours[face]:
                if turn[other] < 0:
                    turn[other] = turn[face] if same else 1 - turn[face]
                    members.append(other)
                    todo.append(other)
        # Fewer faces are wrong than right.
        if turn[members].sum() * 2 > len(members):
            turn[members] = 1 - turn[members]
    faces = np.where(turn[:, None] == 1, mesh.faces[:, ::-1], mesh.faces)
    return Mesh(mesh.points, faces), int(turn.sum())


def hole_loops(mesh: Mesh) -> list[Loop]:
    """Raises ``Refusal`` where the open edges are no simple rims."""
    onward: dict[int, int] = {}
    for start, end in open_edges(mesh).tolist():
        if end in onward:
            raise Refusal("mesh-mending-refused", "two holes touch, or more than two faces meet at a rim")
        onward[end] = start
    loops = []
    while onward:
        first, at = next(iter(onward.items()))
        loop = [first]
        while at != first:
            loop.append(at)
            if (at := onward.get(at, -1)) < 0 or len(loop) > len(onward):
                raise Refusal("mesh-mending-refused", "a rim does not come back to where it began")
        for point in loop:
            del onward[point]
        loops.append(_loop(mesh, np.array(loop)))
    return loops


def _loop(mesh: Mesh, points: np.ndarray) -> Loop:
    places = mesh.points[points]
    middle = places - places.mean(0)
    normal = np.cross(middle, np.roll(middle, -1, axis=0)).sum(0)
    length = float(np.linalg.norm(normal))
    normal = normal / length if length > 0 else np.array([0.0, 0.0, 1.0])
    across = float(np.linalg.norm(places.max(0) - places.min(0)))
    flat = length > 0 and float(np.abs(middle @ normal).max()) <= max(_FLAT_MM, _FLAT_SHARE * across)
    return Loop(points, places, normal, across, flat)
