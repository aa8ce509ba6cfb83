"""Fetching the state that a rebuild begins from into its job's workspace."""

from __future__ import annotations

from pathlib import Path

from contract.models import RebuildTask
from harness.links import LinkError, Links
from harness.transfer import fetch_file
from reconstruct.rebuild.input import lay_rebuild
from reconstruct.stage import StageError


def fetch_state(task: RebuildTask, workspace: Path, links: Links) -> None:
    """Make ``workspace/input`` hold the state, checked for its size and SHA-256. Raises ``StageError``."""
    archive = workspace / "state.zip"
    try:
        fetch_file(links, task.state.url, task.state.sha256, task.state.bytes, archive)
    except LinkError as error:
        gone = error.status == 404 or error.code == "scan-deleted"
        code = "rebuild-unavailable" if error.status == 404 else error.code or "storage-unavailable"
        detail = f"the part to rebuild could not be fetched: {error.detail}"
        raise StageError(code, "cad", detail, retryable=not gone) from error
    lay_rebuild(workspace, archive, task.wire())
