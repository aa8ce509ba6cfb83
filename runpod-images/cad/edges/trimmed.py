"""A solid with the small chamfers and roundings that bring it closer to the cloud, and with no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from OCP.TopoDS import TopoDS_Solid
from scipy.spatial import cKDTree

from cad.build.blend import Blend, apply_blends
from cad.cloud.cloud import Surfels
from cad.edges.apply import apply_trims
from cad.edges.find import find_trims
from cad.edges.trim import Trim
from cad.geometry.mesh import distance_to_mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import tessellate
from cad.label.views import View

#: How often what did not help is left out and the rest made anew.
_ROUNDS = 4
#: Sum of squares in noise that a trim may add: its neighbours, and the corners they share, blur what is its own doing.
_HARM = 40.0


@dataclass(frozen=True)
class Rounded:
    """``solid``: ``sharp`` with its ``blends``, ``edges`` of which the kernel could make, and after them ``trims``."""

    sharp: TopoDS_Solid
    solid: TopoDS_Solid
    blends: list[Blend]
    edges: int
    trims: list[Trim]


def trimmed(given: Rounded, surfels: Surfels, views: Sequence[View], nominal: bool) -> Rounded | None:
    """``given`` (without trims) with those its cloud shows; None where there are none."""
    found = find_trims(given.solid, surfels, views, nominal)
    if not found:
        return None
    before = _squares(given.solid, surfels)
    for _ in range(_ROUNDS):
        made = _made(given, found, surfels.diagonal)
        after = _squares(made.solid, surfels)
        gains = _gains(found, before - after, surfels)
        harms = gains < -_HARM * surfels.seen_noise**2
        if not harms.any() and after.sum() < before.sum():
            return made
        # Where none does harm but the whole does, the least helpful goes.
        left_out = harms if harms.any() else gains <= gains.min()
        found = [trim for trim, out in zip(found, left_out, strict=True) if not out]
        if not found:
            break
    return None


def _made(given: Rounded, found: Sequence[Trim], diagonal: float) -> Rounded:
    rounds = [blend for trim in found if (blend := trim.as_blend()) is not None]
    trims = [trim for trim in found if trim.as_blend() is None]
    blends = given.blends + rounds
    solid, edges = apply_blends(given.sharp, blends, diagonal) if rounds else (given.solid, given.edges)
    return Rounded(given.sharp, apply_trims(solid, trims, diagonal), blends, edges, trims)


def _squares(solid: TopoDS_Solid, surfels: Surfels) -> Array:
    """Squared distance of each place as measured, none counting beyond five times the noise."""
    mesh = tessellate(solid, 0.0005 * surfels.diagonal, 0.15)
    far = max(5 * surfels.seen_noise, 0.01 * surfels.diagonal)
    return np.square(np.minimum(distance_to_mesh(surfels.seen, mesh)[0], far))


def _gains(trims: Sequence[Trim], closer: Array, surfels: Surfels) -> Array:
    """By how much the surfels beside each trim came closer, summed."""
    places = np.vstack([trim.places for trim in trims])
    owner = np.repeat(np.arange(len(trims)), [len(trim.places) for trim in trims])
    reach = np.array([3 * max(trim.sizes) for trim in trims]) + 3 * surfels.seen_noise
    distance, near = cKDTree(places).query(surfels.seen)
    mine = distance < reach[owner[near]]
    return np.bincount(owner[near[mine]], closer[mine], len(trims))
