"""A closed mesh of any roughness becomes a valid solid that holds the same volume."""

from __future__ import annotations

import numpy as np
import pytest
from manifold3d import Manifold

from cad.faceted.solid import build_faceted
from cad.geometry.mesh import Mesh
from cad.kernel.shape import is_closed, is_valid, volume_of
from cad.problem import CadError


def _mesh(body: Manifold) -> Mesh:
    raw = body.to_mesh()
    triangles = np.asarray(raw.tri_verts, np.int64)
    return Mesh(np.asarray(raw.vert_properties, float)[:, :3], triangles, np.arange(len(triangles)))


def _pot(noise_mm: float, seed: int = 3) -> Mesh:
    """A hollow pot with a thin wall, its vertices shaken as a reconstruction shakes them."""
    body = Manifold.cylinder(60, 30, 40, 160).refine(3) - Manifold.cylinder(60, 27, 37, 160).translate((0, 0, 4))
    mesh = _mesh(body)
    shake = np.random.default_rng(seed).normal(0, noise_mm, mesh.vertices.shape)
    return Mesh(mesh.vertices + shake, mesh.triangles, mesh.faces)


@pytest.mark.parametrize("noise_mm", [0.0, 0.15])
def test_a_rough_hollow_mesh_is_a_valid_closed_solid_of_its_volume(noise_mm: float):
    mesh = _pot(noise_mm)
    solid = build_faceted(mesh)
    assert is_valid(solid) and is_closed(solid)
    whole = _mesh_volume(mesh)
    assert volume_of(solid) == pytest.approx(whole, rel=0.02)


def test_an_open_mesh_is_refused():
    mesh = _pot(0.0)
    with pytest.raises(CadError) as caught:
        build_faceted(Mesh(mesh.vertices, mesh.triangles[5:], mesh.faces[5:]))
    assert caught.value.code == "no-solid"


def _mesh_volume(mesh: Mesh) -> float:
    a, b, c = (mesh.corners[:, i] for i in range(3))
    return float(np.einsum("ni,ni->n", a, np.cross(b, c)).sum() / 6)
