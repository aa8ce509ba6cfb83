"""Slices already made, by their key: on disk, the least used going first when there are too many."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True)
class KeptSlice:
    """``figures`` as on the wire. ``preview``: None where there is none."""

    figures: dict[str, int]
    preview: Path | None


class KeptSlices:
    def __init__(self, root: Path, megabytes: float) -> None:
        self._root, self._bytes_max = root, megabytes * 2**20
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, key: str) -> KeptSlice | None:
        folder = self._root / key
        try:
            figures = json.loads((folder / "figures.json").read_text())
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(folder)
        preview = folder / "preview.bin.gz"
        return KeptSlice(figures, preview if preview.exists() else None)

    def keep(self, key: str, figures: dict[str, int], preview: bytes | None) -> KeptSlice:
        """It is there whole or not at all: another worker may keep the same at once."""
        made = self._root / f".{uuid4()}"
        made.mkdir(mode=0o700)
        try:
            if preview is not None:
                (made / "preview.bin.gz").write_bytes(preview)
            (made / "figures.json").write_text(json.dumps(figures))
            with suppress(OSError):
                made.rename(self._root / key)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        self._evict(key)
        found = self.find(key)
        if found is None:
            raise OSError(f"the slice {key} could not be kept")
        return found

    def _evict(self, but: str) -> None:
        folders = [path for path in self._root.iterdir() if path.is_dir()]
        held = {}
        for path in folders:
            with suppress(OSError):
                held[path] = (path.stat().st_mtime, sum(file.stat().st_size for file in path.iterdir()))
        total = sum(size for _, size in held.values())
        for path, (_, size) in sorted(held.items(), key=lambda entry: entry[1][0]):
            if total <= self._bytes_max:
                return
            if path.name != but:
                shutil.rmtree(path, ignore_errors=True)
                total -= size
