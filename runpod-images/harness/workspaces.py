"""The jobs' workspaces on the worker's disk: shared by the attempts of a job, gone soon after it."""

from __future__ import annotations

import logging
import os
import shutil
import time
from pathlib import Path

log = logging.getLogger("caliper.workspaces")


class Workspaces:
    """``open`` → work → ``close``. A workspace kept for another attempt goes when it is old or the disk budget is met.

    ``root`` is this worker's alone. Ids come from validated input (UUIDs), so they are safe as folder names.
    """

    def __init__(self, root: Path, disk_mb: float, keep_s: float) -> None:
        self._root, self._bytes_max, self._keep_s = root, disk_mb * 2**20, keep_s
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def open(self, job_id: str) -> Path:
        """The job's workspace, made if it is not there; others are evicted where need be."""
        workspace = self._root / job_id.lower()
        workspace.mkdir(exist_ok=True, mode=0o700)
        os.utime(workspace)
        self.sweep(but=workspace)
        return workspace

    def close(self, job_id: str, *, keep: bool) -> None:
        """``keep``: another attempt may come. Otherwise nothing of the user's is left."""
        workspace = self._root / job_id.lower()
        if keep:
            os.utime(workspace)
        else:
            shutil.rmtree(workspace, ignore_errors=True)

    def sweep(self, but: Path | None = None) -> None:
        """Remove the old ones; then, oldest first, as many as the budget demands."""
        others = [path for path in self._root.iterdir() if path.is_dir() and path != but]
        by_age = sorted(others, key=lambda path: path.stat().st_mtime)
        held = {path: _tree_bytes(path) for path in by_age}
        total = sum(held.values()) + (_tree_bytes(but) if but else 0)
        for path in by_age:
            if time.time() - path.stat().st_mtime > self._keep_s or total > self._bytes_max:
                log.info("workspace %s is removed", path.name)
                shutil.rmtree(path, ignore_errors=True)
                total -= held[path]


def _tree_bytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink() and path.is_file())
