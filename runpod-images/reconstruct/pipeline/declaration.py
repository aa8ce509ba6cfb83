"""What a stage says of itself, read from its source: importing it would load its native libraries here."""

from __future__ import annotations

import ast
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconstruct.pipeline.source import code_sha256, module_file

STAGE_NAMES = ("load", "features", "matching", "poses", "dense", "object", "mesh", "cad", "export")


@dataclass(frozen=True)
class StageDeclaration:
    """``code_sha256``: over the stage's module and all of our own modules that it imports, directly or not, and over
    the files that the environment variables of its ``FILES_FROM`` name (weights of a network are code too)."""

    name: str
    version: int
    inputs: tuple[str, ...]
    timeout_s: float
    code_sha256: str


def declare(package: str, name: str) -> StageDeclaration:
    """Reads ``VERSION``, ``INPUTS``, ``TIMEOUT_S`` and, where it is there, ``FILES_FROM``.

    All are plain literals at the top level of the stage's module. Raises ``ValueError`` where they are not.
    """
    module = f"{package}.{name}.stage"
    file = module_file(module)
    if file is None:
        raise ValueError(f"no module {module}")
    values = _literals(file.read_text(encoding="utf-8"))
    try:
        inputs, version, timeout_s = tuple(values["INPUTS"]), int(values["VERSION"]), float(values["TIMEOUT_S"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{module} must declare VERSION, INPUTS and TIMEOUT_S as literals") from error
    code = code_sha256(module)
    for variable in values.get("FILES_FROM", ()):
        code = _with_file(code, os.environ.get(variable))
    return StageDeclaration(name, version, inputs, timeout_s, code)


def _with_file(code: str, named: str | None) -> str:
    if not named:
        return code
    file = Path(named)
    held = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
    return hashlib.sha256(f"{code}{held}".encode()).hexdigest()


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
