"""Where the slicer's worker keeps things and how much one slice may use; all of it can be set by the environment."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from slicer.sandbox.run import Limits

LIMITS = Limits(timeout_s=180.0, memory_mb=1024.0, file_mb=512.0)


@dataclass(frozen=True)
class SlicerConfig:
    """``program``: PrusaSlicer. ``cache_mb``: what slices already made may hold on disk."""

    cache: Path
    cache_mb: float = 500.0
    program: str = "prusa-slicer"
    limits: Limits = LIMITS
    link_origins: tuple[str, ...] = ()


def config_from_env() -> SlicerConfig:
    """``CALIPER_CACHE_DIR``, ``…_SLICE_CACHE_MB``, ``…_SLICE_TIMEOUT_S``, ``…_SLICE_MEMORY_MB``, ``…_SLICER``,
    ``…_LINK_ORIGINS``."""
    base = SlicerConfig(cache=Path(tempfile.gettempdir()) / "caliper-slicer")
    origins = os.environ.get("CALIPER_LINK_ORIGINS", "").split(",")
    return SlicerConfig(
        cache=Path(os.environ.get("CALIPER_CACHE_DIR") or base.cache),
        cache_mb=float(os.environ.get("CALIPER_SLICE_CACHE_MB") or base.cache_mb),
        program=os.environ.get("CALIPER_SLICER") or base.program,
        limits=Limits(
            timeout_s=float(os.environ.get("CALIPER_SLICE_TIMEOUT_S") or base.limits.timeout_s),
            memory_mb=float(os.environ.get("CALIPER_SLICE_MEMORY_MB") or base.limits.memory_mb),
            file_mb=base.limits.file_mb,
        ),
        link_origins=tuple(origin.strip() for origin in origins if origin.strip()),
    )
