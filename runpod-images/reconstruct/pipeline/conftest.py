"""Stages made up for the tests: packages of real modules that run in real processes."""

from __future__ import annotations

import itertools
import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from reconstruct.pipeline.photos import Photo, lay_input

_numbers = itertools.count()
Stages = Callable[..., str]

HEAD = """
import os, signal, subprocess, sys, time
from reconstruct.stage import StageError, StageResult
VERSION = {version}
INPUTS = {inputs!r}
TIMEOUT_S = {timeout_s}
FILES_FROM = {files_from!r}
def run(context):
    folder = context.folder({name!r})
"""


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stages:
    """Call with ``name=body`` (or ``name=(body, {"version": …, "inputs": …, "timeout_s": …})``); returns a package."""
    root = tmp_path / "packages"
    root.mkdir()
    monkeypatch.syspath_prepend(root)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))

    def make(package: str | None = None, **bodies: str | tuple[str, dict[str, object]]) -> str:
        package = package or f"made_up_{next(_numbers)}"
        for name, given in bodies.items():
            body, declared = given if isinstance(given, tuple) else (given, {})
            values = {"name": name, "version": 1, "inputs": ("input",), "timeout_s": 30.0, "files_from": (), **declared}
            folder = root / package / name
            folder.mkdir(parents=True, exist_ok=True)
            for place in (root / package, folder):
                (place / "__init__.py").touch()
            text = textwrap.indent(textwrap.dedent(body).strip(), "    ")
            (folder / "stage.py").write_text(HEAD.format(**values) + text + "\n")
        sys.path_importer_cache.clear()
        return package

    return make


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with two photos in its input (their bytes are no images: the made-up stages do not look)."""
    photos = []
    for index in range(2):
        path = tmp_path / f"{index}.jpg"
        path.write_bytes(bytes([index]) * 100)
        photos.append(Photo(f"photo-{index}", 0, path.name, str(index) * 64, path))
    lay_input(tmp_path / "workspace", photos)
    return tmp_path / "workspace"
