"""Where the weights of a segmentation network lie on this machine. None ship with Caliper."""

from __future__ import annotations

import os
from pathlib import Path

SEGMENTER_VARIABLE = "CALIPER_SEGMENTER"


def segmenter_place() -> Path | None:
    """The file that the environment names; None where it names none (then our own segmentation runs alone)."""
    named = os.environ.get(SEGMENTER_VARIABLE)
    return Path(named) if named else None
