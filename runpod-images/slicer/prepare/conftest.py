"""Parts as STEP, of known size, written once a run; meshes with faults of known size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
import trimesh

from cad.bench.shapes import Z, ball, box, cut, rod
from cad.step.document import write_step
from slicer.conftest import stl

BOX = trimesh.creation.box((20, 20, 20))


@pytest.fixture(scope="session")
def step_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    folder = tmp_path_factory.mktemp("step")
    shapes = {
        "plate": lambda: cut(box((0, 0, 0), (40, 25, 6)), rod((20, 12, -1), Z, 4, 8)),
        "ball": lambda: ball((0, 0, 0), 12),
    }

    def make(name: str) -> bytes:
        file = folder / f"{name}.step"
        if not file.exists():
            write_step(file, shapes[name](), name, [], [])
        return file.read_bytes()

    return make


def without(mesh: trimesh.Trimesh, faces: Iterable[int]) -> trimesh.Trimesh:
    kept = np.setdiff1d(np.arange(len(mesh.faces)), list(faces))
    return trimesh.Trimesh(mesh.vertices, mesh.faces[kept], process=False)


def moved(mesh: trimesh.Trimesh, *by: float) -> trimesh.Trimesh:
    return mesh.copy().apply_translation(by)


def both(*meshes: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.util.concatenate(meshes)


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[trimesh.Trimesh], Path]:
    def make(mesh: trimesh.Trimesh) -> Path:
        file = tmp_path / "given.stl"
        file.write_bytes(stl(mesh))
        return file

    return make
