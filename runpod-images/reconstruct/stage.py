"""What a stage is: typed settings, input folders -> one output folder, figures measured on the way.

A stage is a module ``reconstruct.<name>.stage`` with

- ``VERSION: int`` - raised whenever the same input would give another output (part of the cache key);
- ``INPUTS: tuple[str, ...]`` - the stages whose folders it reads;
- ``TIMEOUT_S: float`` - the wall-clock limit of its subprocess;
- ``run(context: StageContext) -> StageResult``.

Each stage runs in a process of its own (native code can abort it): ``python -m reconstruct.run_stage``.
Files of a stage lie in ``workspace/<name>/``; the layout of each is written in ``reconstruct/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Figure = float | int | str | bool | None


class StageError(Exception):
    """A failure that a person can be told. ``code`` is one of the contract's problem codes."""

    def __init__(self, code: str, stage: str, detail: str, *, retryable: bool = False) -> None:
        super().__init__(f"{code} in {stage}: {detail}")
        self.code, self.stage, self.detail, self.retryable = code, stage, detail, retryable


@dataclass(frozen=True)
class JobSettings:
    """What the person asked for; part of every stage's cache key."""

    mat: Literal["auto", "none"] = "auto"
    quality: Literal["draft", "standard"] = "standard"
    seed: int = 0
    processes: int = 2


@dataclass(frozen=True)
class StageContext:
    """``workspace`` holds one folder a stage. ``progress(done, total, text)`` may be called as often as wished."""

    workspace: Path
    settings: JobSettings
    progress: Callable[[float | None, float | None, str], None] = field(default=lambda done, total, text: None)

    def folder(self, stage: str) -> Path:
        return self.workspace / stage


@dataclass(frozen=True)
class StageResult:
    """``measured`` goes into the report under the stage's name; units stand in the keys (``reprojectionErrorPx``)."""

    measured: dict[str, Figure]
    warnings: tuple[str, ...] = ()
