"""What a stage says of itself, read from its source: importing it would load its native libraries here."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STAGE_NAMES = ("load", "features", "matching", "poses", "dense", "object", "mesh", "cad", "export")


@dataclass(frozen=True)
class StageDeclaration:
    """``code_sha256`` is over the sources of the stage's folder and of the packages in its ``SOURCES``."""

    name: str
    version: int
    inputs: tuple[str, ...]
    timeout_s: float
    code_sha256: str


def declare(package: str, name: str) -> StageDeclaration:
    """Reads ``VERSION``, ``INPUTS``, ``TIMEOUT_S`` and the optional ``SOURCES`` (other packages whose code counts).

    They must be plain literals at the top level of the module; raises ``ValueError`` where they are not.
    """
    folder = package_folder(f"{package}.{name}")
    values = _literals((folder / "stage.py").read_text(encoding="utf-8"))
    try:
        inputs, version, timeout_s = tuple(values["INPUTS"]), int(values["VERSION"]), float(values["TIMEOUT_S"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{package}.{name}.stage must declare VERSION, INPUTS and TIMEOUT_S as literals") from error
    folders = [folder, *(package_folder(source) for source in values.get("SOURCES", ()))]
    return StageDeclaration(name, version, inputs, timeout_s, _code_sha256(folders))


def package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"no package {package}")
    return Path(next(iter(spec.submodule_search_locations)))


def _literals(source: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        if isinstance(target, ast.Name):
            try:
                values[target.id] = ast.literal_eval(value)
            except ValueError:
                continue
    return values


def _code_sha256(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            if not file.name.startswith("test_"):
                digest.update(f"{file.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
