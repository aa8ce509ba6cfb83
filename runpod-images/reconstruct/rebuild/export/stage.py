"""Stage ``export`` of a rebuild: the same files as a reconstruction's, checked in the same way."""

from __future__ import annotations

from reconstruct.export.stage import export
from reconstruct.stage import StageContext, StageResult

VERSION = 1
INPUTS = ("cad",)
TIMEOUT_S = 120.0


def run(context: StageContext) -> StageResult:
    """As ``reconstruct.export``."""
    return export(context, context.folder("cad") / "cloud.ply", context.folder("cad") / "full.ply")
