"""What one rung of a ladder found and a later one would have to find again, as files in their folders."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Handed:
    """``own``: the rung's folder, None to keep nothing; ``before``: that of the rung before it, of the same ladder,
    request and program."""

    own: Path | None = None
    before: Path | None = None

    def found(self, name: str, find: Callable[[], T]) -> T:
        """What goes by ``name``, found now where nobody did before."""
        for folder in (self.own, self.before):
            path = folder / f"{name}.pickle" if folder else None
            if path is not None and path.exists():
                return pickle.loads(path.read_bytes())  # noqa: S301 - written below, by the same ladder
        value = find()
        if self.own is not None:
            # A job that is ended while it writes leaves no half of it.
            fresh = self.own / f"{name}.{os.getpid()}"
            fresh.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
            fresh.replace(self.own / f"{name}.pickle")
        return value
