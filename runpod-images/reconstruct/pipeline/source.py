"""Which of our own modules a stage's code is made of, and their hash: a changed line is another stage to the cache."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path


def code_sha256(module: str) -> str:
    """SHA-256 over the sources of ``module`` and of what it imports, as far as this lies in the same root folder.

    Libraries count by their pins: another version is another image or environment, with a cache of its own.
    """
    file = module_file(module)
    if file is None:
        raise ValueError(f"no module {module}")
    roots = {file.parents[module.count(".")], Path(__file__).resolve().parents[2]}
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        place = None if name in found else module_file(name)
        if place is None or roots.isdisjoint(place.parents):
            continue
        found[name] = place
        waiting.extend(_imports(place, name))
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(f"{name}\0{hashlib.sha256(found[name].read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def module_file(module: str) -> Path | None:
    """Source file of a module or package on ``sys.path``, found without importing it; None where there is none."""
    relative = Path(*module.split("."))
    for entry in sys.path:
        for place in (relative.with_suffix(".py"), relative / "__init__.py"):
            file = Path(entry or ".") / place
            if file.is_file():
                return file.resolve()
    return None


def _imports(file: Path, module: str) -> Iterator[str]:
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            # Importing a.b.c runs a and a.b first.
            parts = name.split(".")
            yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))
