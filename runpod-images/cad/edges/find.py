"""Which edges of a sharp solid are chamfered or rounded in the cloud, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from OCP.TopoDS import TopoDS_Solid
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.edges.agree import Judged, agree
from cad.edges.edge import Edge, sharp_edges
from cad.edges.section import Section, Shape, best
from cad.edges.trim import Trim
from cad.geometry.mesh import distance_to_mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import tessellate
from cad.label.views import View, pixel_size

#: Larger ones (share of the diagonal, and in noise) are faces that the segmentation finds by itself.
_LARGEST, _LARGEST_IN_NOISE = 0.03, 6.0
#: What another freedom (a second leg) must bring.
_FREEDOM = 6.0
#: Points that an edge needs to be judged at all.
_POINTS_MIN = 12
#: How deep a corner must be cut: in noise, in pixels of the depth maps, in spacings of a cloud smoother than
#: ``_SMOOTH`` spacings.
_DEEP_IN_NOISE, _DEEP_IN_PIXELS, _DEEP_IN_SPACINGS, _SMOOTH = 0.8, 4.0, 1.5, 0.25


def _room(edges: list[Edge], number: int, tree: cKDTree, owner: np.ndarray, reach: float) -> tuple[float, float]:
    """How far either face goes on from the edge before another edge of it comes, at most ``reach``."""
    edge = edges[number]
    middle = slice(len(edge.places) // 4, -(len(edge.places) // 4) or None)
    room = []
    for face, into in zip(edge.faces, (edge.into_first, edge.into_second), strict=True):
        steps = np.linspace(0.1, 1.0, 10) * reach
        probes = edge.places[middle][:, None] + steps[None, :, None] * into[middle][:, None]
        near, index = tree.query(probes.reshape(-1, 3), k=1)
        other = owner[index].reshape(probes.shape[:2])
        of_face = np.array([face in e.faces for e in edges])[other] & (other != number)
        # Nearer to another edge of the face than to this one: half-way across.
        crossed = of_face & (near.reshape(other.shape) < steps[None, :])
        first = np.where(crossed.any(1), steps[np.argmax(crossed, 1)], reach)
        room.append(float(np.percentile(first, 25)))
    return room[0], room[1]


def _section(edge: Edge, room: tuple[float, float], points: Array, sample: np.ndarray, noise: float) -> Section | None:
    """The points laid into the edge's cross-section; ``sample (n,)``: the place on the edge nearest to each."""
    if not edge.closed:
        ends = min(max(1, round(max(room) / edge.length * len(edge.places))), len(edge.places) // 3)
        inner = (sample >= ends) & (sample < len(edge.places) - ends)
        points, sample = points[inner], sample[inner]
    if len(points) < _POINTS_MIN:
        return None
    offset = points - edge.places[sample]
    angle = float(np.median(edge.angle))
    along = np.einsum("ni,ni->n", offset, edge.into_first[sample])
    toward = np.einsum("ni,ni->n", offset, edge.into_second[sample])
    places = np.stack([along, (toward - along * np.cos(angle)) / np.sin(angle)], 1)
    on_second = places @ np.array([np.cos(angle), np.sin(angle)])
    near = (along < room[0]) & (on_second < room[1]) & (np.linalg.norm(places, axis=1) < max(room) + 3 * noise)
    if near.sum() < _POINTS_MIN:
        return None
    scatter = _scatter(places[near], along[near], on_second[near], room, angle)
    return Section(places[near], angle, room, max(noise, scatter))


def _scatter(places: Array, along: Array, on_second: Array, room: tuple[float, float], angle: float) -> float:
    """Spread of the points about both faces beyond any treatment of the edge: noise, and how far the faces are off."""
    first = np.abs(places[along > 0.6 * room[0], 1])
    across = np.array([-np.sin(angle), np.cos(angle)])
    second = np.abs(places[on_second > 0.6 * room[1]] @ across)
    both = np.concatenate([first, second])
    return 1.4826 * float(np.median(both)) if len(both) else 0.0


def judge(solid: TopoDS_Solid, surfels: Surfels) -> list[Judged]:
    """All edges of which enough is seen, with the likeliest chamfer and the likeliest rounding of each."""
    noise = surfels.seen_noise
    mesh = tessellate(solid, 0.0005 * surfels.diagonal, 0.1)
    edges = sharp_edges(solid, mesh, 0.5 * surfels.spacing)
    if not edges:
        return []
    reach = 1.25 * max(_LARGEST * surfels.diagonal, _LARGEST_IN_NOISE * noise)
    places, owner = np.vstack([e.places for e in edges]), np.repeat(range(len(edges)), [len(e.places) for e in edges])
    within = np.concatenate([np.arange(len(e.places)) for e in edges])
    tree = cKDTree(places)
    distance, near = tree.query(surfels.seen, distance_upper_bound=2 * reach)
    close = np.flatnonzero(np.isfinite(distance))
    face = mesh.faces[distance_to_mesh(surfels.seen[close], mesh)[1]]
    out = []
    for number, edge in enumerate(edges):
        mine = (owner[near[close]] == number) & np.isin(face, edge.faces)
        room = _room(edges, number, tree, owner, reach)
        section = _section(edge, room, surfels.seen[close[mine]], within[near[close[mine]]], noise)
        if section is not None and min(room) > 0.5 * noise:
            out.append(Judged(edge, section, _shapes(section)))
    return out


def _shapes(section: Section) -> list[Shape]:
    shapes = [best(section, "chamfer"), best(section, "fillet")]
    if shapes[0].gain > 0:
        uneven = best(section, "chamfer", even=False)
        if uneven.gain > shapes[0].gain + _FREEDOM:
            shapes.append(replace(uneven, gain=uneven.gain - _FREEDOM))
    return shapes


def least_depth(surfels: Surfels, views: Sequence[View]) -> float:
    """A corner cut less deep than this may be the cloud's own blur, in mm.

    Depth maps round edges by some pixels; a smooth cloud without views was fused or filtered, and rounds as much as
    its own spacing; scattered single points do not round at all.
    """
    if views:
        return max(_DEEP_IN_PIXELS * pixel_size(views), _DEEP_IN_NOISE * surfels.seen_noise)
    smooth = surfels.seen_noise < _SMOOTH * surfels.spacing
    return max(_DEEP_IN_SPACINGS * surfels.spacing if smooth else 0.0, _DEEP_IN_NOISE * surfels.seen_noise)


def find_trims(solid: TopoDS_Solid, surfels: Surfels, views: Sequence[View], nominal: bool) -> list[Trim]:
    """Chamfers and roundings of the solid's edges by ``surfels.seen``; ``nominal``: may sizes be rounded."""
    deep = least_depth(surfels, views)
    told = agree(judge(solid, surfels), deep, nominal)
    return [Trim(shape.kind, *one.edge.surfaces, shape.sizes, one.edge.places) for one, shape in told]
