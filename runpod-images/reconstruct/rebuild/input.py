"""The folder ``input/`` of a rebuild: the state of the result it begins from, unpacked, and ``request.json``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from reconstruct.pipeline.cache import replace
from reconstruct.rebuild.archive import unpack_state


def lay_rebuild(workspace: Path, archive: Path, request: dict[str, Any]) -> None:
    """``request``: ``overrides`` and ``knownDistance`` of the contract's rebuild. Raises StageError."""
    workspace.mkdir(parents=True, exist_ok=True)
    made = workspace / ".input.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    unpack_state(archive, made)
    asked = {name: request[name] for name in ("overrides", "knownDistance")}
    (made / "request.json").write_text(json.dumps(asked, sort_keys=True))
    replace(made, workspace / "input")
