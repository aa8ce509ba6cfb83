"""Parts of known size, a loopback edge, and slicers made up for what the real one does rarely."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from contract.models import SliceInput
from harness.conftest import Edge, edge  # noqa: F401 - a fixture here too
from slicer.config import SlicerConfig

Ask = Callable[..., dict[str, Any]]


def stl(mesh: trimesh.Trimesh) -> bytes:
    return trimesh.exchange.stl.export_stl(mesh)


def cube(side_mm: float = 20.0) -> bytes:
    return stl(trimesh.creation.box((side_mm, side_mm, side_mm)))


def table() -> bytes:
    """A top on one leg: it cannot be printed without supports."""
    top = trimesh.creation.box((30, 30, 3), trimesh.transformations.translation_matrix((0, 0, 18.5)))
    leg = trimesh.creation.box((8, 8, 17), trimesh.transformations.translation_matrix((0, 0, 8.5)))
    return stl(trimesh.boolean.union([top, leg], engine="manifold"))


def asked(
    part: bytes, url: str = "http://127.0.0.1/part.stl", results: str = "http://127.0.0.1", **choice: Any
) -> dict:
    """The input of a slice; ``choice`` overrides settings, machine, profile, density."""
    top = {name: choice.pop(name) for name in ("machine", "profile", "densityMgPerCm3") if name in choice}
    settings = {"process": "fdm", "material": "pla", "preset": "standard", "layerHeightUm": 200,
                "infillPercent": 15, "pattern": "gyroid", "supports": "none",
                "orientation": {"kind": "face-down", "side": "-z"}}  # fmt: skip
    return {
        "schema": 1,
        "sliceId": str(uuid.uuid4()),
        "attempt": 1,
        "geometry": {"sha256": hashlib.sha256(part).hexdigest(), "bytes": len(part), "url": url},
        "settings": settings | choice,
        "machine": "prusa-mk3s",
        "profile": "pla",
        "densityMgPerCm3": 1240,
        "results": {name: f"{results}/{name}?signature=secret" for name in ("preview.bin.gz", "slice.json")},
    } | top


@pytest.fixture
def ask(edge: Edge) -> Ask:  # noqa: F811
    """``ask(part, **choice)``: a job whose part lies at the loopback edge."""

    def make(part: bytes, **choice: Any) -> dict[str, Any]:
        edge.files["part.stl"] = part
        return asked(part, f"{edge.base}/files/part.stl?signature=secret", f"{edge.base}/results", **choice)

    return make


@pytest.fixture
def config(tmp_path: Path) -> SlicerConfig:
    return SlicerConfig(tmp_path / "cache")


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that the confined user may look into, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="caliper-room-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def made_up(room: Path) -> Callable[[str], str]:
    """A slicer of Python lines that says it is PrusaSlicer."""

    def make(lines: str) -> str:
        program = room / "made-up-slicer"
        head = "#!/usr/bin/python3\nimport sys, time, os\n"
        version = "if '--help' in sys.argv: print('PrusaSlicer-2.5.0'); sys.exit()\n"
        program.write_text(head + version + lines)
        program.chmod(0o755)
        return str(program)

    return make


def parsed(given: dict[str, Any]) -> SliceInput:
    return SliceInput.model_validate(given)


def with_corner(part: bytes, value: float) -> bytes:
    """The part with one coordinate replaced."""
    return part[:96] + np.float32(value).tobytes() + part[100:]
