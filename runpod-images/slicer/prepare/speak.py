"""How what runs confined speaks: a report beside its result, or a refusal in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

REFUSAL, REPORT, MESH = "refusal.json", "report.json", "prepared.stl"


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


class Refusal(Exception):
    """``code`` is a problem of the contract."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def told(make: Callable[[Path, Path], dict], source: str) -> int:
    """``make(source, target)`` gives the report of the mesh it wrote. What breaks otherwise ends the process."""
    try:
        report = make(Path(source), Path(MESH))
    except Refusal as refusal:
        Path(REFUSAL).write_text(json.dumps({"code": refusal.code, "detail": refusal.detail}))
        return 0
    Path(REPORT).write_text(json.dumps(report))
    return 0
