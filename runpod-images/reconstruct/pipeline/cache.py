"""When a stage's folder may be used again: the same input files, settings, VERSION and code gave it.

Beside its files a finished folder holds ``record.json`` (the contract's stageReport) and ``cache.json``
(``key``: of what went in, ``output``: SHA-256 over what came out, ``files``: their sizes). A folder appears by one
rename, so that a half-written one is never met.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reconstruct.pipeline.declaration import StageDeclaration
from reconstruct.stage import JobSettings

BOOKKEEPING = ("record.json", "cache.json")


def stage_key(stage: StageDeclaration, settings: JobSettings, inputs: dict[str, str]) -> str:
    """Cache key of a stage. ``inputs``: the output hash of each folder it reads."""
    # How many processes share the work may not change the result, so it is no part of the key.
    chosen = {name: value for name, value in asdict(settings).items() if name != "processes"}
    parts = [stage.name, stage.version, stage.code_sha256, chosen, {name: inputs[name] for name in stage.inputs}]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def tree_sha256(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files under ``folder``, its bookkeeping left out."""
    digest = hashlib.sha256()
    for name in _file_sizes(folder):
        with (folder / name).open("rb") as file:
            digest.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def find(folder: Path, key: str) -> tuple[str, dict[str, Any]] | None:
    """``(output hash, record)`` of a finished folder made from exactly this key; None when it must be made.

    Its ``record.json`` says ``cached`` from then on.
    """
    try:
        entry = json.loads((folder / "cache.json").read_text())
        record = json.loads((folder / "record.json").read_text())
        if entry["key"] != key or entry["files"] != _file_sizes(folder):
            return None
        record = {**record, "cached": True}
        _write_json(folder / "record.json", record)
        return entry["output"], record
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store(made: Path, folder: Path, key: str, record: dict[str, Any]) -> str:
    """Put the finished folder ``made`` in place of ``folder``; returns the hash of its files."""
    output = tree_sha256(made)
    _write_json(made / "record.json", record)
    _write_json(made / "cache.json", {"key": key, "output": output, "files": _file_sizes(made)})
    replace(made, folder)
    return output


def replace(made: Path, folder: Path) -> None:
    """Rename ``made`` to ``folder``; what stood there is removed after it has been moved aside."""
    aside = made.with_name(f"{made.name}.old")
    if folder.exists():
        folder.rename(aside)
    made.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _write_json(file: Path, value: dict[str, Any]) -> None:
    part = file.with_name(f".{file.name}.part")
    part.write_text(json.dumps(value, indent=1, allow_nan=False))
    part.replace(file)


def _file_sizes(folder: Path) -> dict[str, int]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = {str(path.relative_to(folder)): path.stat().st_size for path in files}
    return {name: size for name, size in sizes.items() if name not in BOOKKEEPING}
