"""Where the worker keeps things and how much it may use; all of it can be set by the environment."""

from __future__ import annotations

import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from reconstruct.pipeline.declaration import STAGE_NAMES
from reconstruct.pipeline.run import MEMORY_MB


@dataclass(frozen=True)
class HarnessConfig:
    """``link_origins``: when not empty, links may point nowhere else. ``package``, ``stages``: what a job runs."""

    cache: Path
    disk_mb: float = 20_000.0
    keep_s: float = 3600.0
    memory_mb: float = MEMORY_MB
    processes: int = 1
    link_origins: tuple[str, ...] = ()
    package: str = "reconstruct"
    stages: tuple[str, ...] = STAGE_NAMES


def config_from_env() -> HarnessConfig:
    """``CALIPER_CACHE_DIR``, ``…_DISK_MB``, ``…_KEEP_S``, ``…_MEMORY_MB``, ``…_PROCESSES``, ``…_LINK_ORIGINS``."""
    default = HarnessConfig(cache=Path(tempfile.gettempdir()) / "caliper-worker")
    given = {name: os.environ.get(f"CALIPER_{name}") for name in ("CACHE_DIR", "DISK_MB", "KEEP_S", "MEMORY_MB")}
    origins = os.environ.get("CALIPER_LINK_ORIGINS", "").split(",")
    return HarnessConfig(
        cache=Path(given["CACHE_DIR"] or default.cache),
        disk_mb=float(given["DISK_MB"] or default.disk_mb),
        keep_s=float(given["KEEP_S"] or default.keep_s),
        memory_mb=float(given["MEMORY_MB"] or default.memory_mb),
        processes=int(os.environ.get("CALIPER_PROCESSES") or usable_cores()),
        link_origins=tuple(origin.strip() for origin in origins if origin.strip()),
    )


def usable_cores(cpu_max: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Cores this process may use: those it may run on, or fewer where the container's share is smaller."""
    cores = len(os.sched_getaffinity(0))
    try:
        quota, period = cpu_max.read_text().split()
        share = math.ceil(int(quota) / int(period))
    except (OSError, ValueError):
        return cores
    return max(1, min(cores, share))
