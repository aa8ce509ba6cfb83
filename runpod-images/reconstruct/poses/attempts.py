"""Structure from motion in several ways; the model that most verified matches agree with is kept.

Which way fails on a set hangs on little: growing photo by photo, on the first pair and on a guessed focal length; all
at once, on false pairs. Each model is cleared of what its own photos contradict and grown on from the rest.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pycolmap

from reconstruct.matching.database import verified_matches
from reconstruct.poses.agreement import Verdict, Verified, judge
from reconstruct.poses.mapping import Model, calibrate, map_globally, map_incrementally, read_model, without_frames
from reconstruct.poses.spanning import Evidence, linked

ENOUGH_SHARE = 0.9  # of the photos that hang together: with so many no other way is tried
LINK_MATCHES = 30  # as many as COLMAP's mapper wants to place a photo
MAPPING_LIMIT_S = 350
NO_NEW_WAY_AFTER_S = 500


@dataclass(frozen=True)
class Attempt:
    """A model as mapped, and what is not to be believed of it. ``way``: how it was found."""

    way: str
    reconstruction: pycolmap.Reconstruction
    model: Model
    verdict: Verdict

    @property
    def believed(self) -> int:
        return len(self.model.poses) - len(self.verdict.reasons)


@dataclass(frozen=True)
class Mapping:
    """What is mapped: the database, the photos' folder, a folder to work in, their longest side, and the seed."""

    database: Path
    images: Path
    work: Path
    longest_px: int
    seed: int

    def grow(self, database: Path, start: pycolmap.Reconstruction | None = None) -> pycolmap.Reconstruction | None:
        return map_incrementally(database, self.images, self.work / "sparse", self.seed, MAPPING_LIMIT_S, start)

    def calibrated(self) -> Path:
        """A copy of the database with focal lengths from the pairs' geometries; made once."""
        path = self.work / "calibrated.db"
        if not path.exists():
            shutil.copyfile(self.database, path)
            calibrate(path, self.seed)
        return path


def best_attempt(mapping: Mapping, earlier: Attempt | None = None) -> Attempt | None:
    """The best of the ways tried until one places nearly all photos that hang together, ``earlier`` grown on first."""
    verified = verified_matches(mapping.database)
    names = sorted({name for pair in verified for name in pair})
    strength = {pair: Evidence(len(a), 1.0) for pair, (a, _) in verified.items()}
    enough = ENOUGH_SHARE * len(linked(names, strength, LINK_MATCHES))
    (mapping.work / "calibrated.db").unlink(missing_ok=True)
    # Judged anew: the database may hold more matches by now.
    best = None if earlier is None else _judged(earlier.way, earlier.reconstruction, mapping, verified)
    began_s = time.monotonic()
    for way, run in _ways(mapping, best):
        if (best is not None and best.believed >= enough) or time.monotonic() - began_s > NO_NEW_WAY_AFTER_S:
            break
        found = run()
        attempt = None if found is None else _settled(way, found, mapping, verified)
        if attempt is not None and (best is None or _worth(attempt) > _worth(best)):
            best = attempt
    return best


def _ways(
    mapping: Mapping, earlier: Attempt | None
) -> Iterator[tuple[str, Callable[[], pycolmap.Reconstruction | None]]]:
    """From the one that is most often enough to those that are slower or more easily fooled."""
    if earlier is not None:
        kept = without_frames(earlier.reconstruction, set(earlier.verdict.reasons))
        yield "grown on", lambda: mapping.grow(mapping.database, kept)
    yield "grown", lambda: mapping.grow(mapping.database)
    yield "global", lambda: map_globally(mapping.calibrated(), mapping.images, mapping.work / "sparse", mapping.seed)
    yield "grown, calibrated", lambda: mapping.grow(mapping.calibrated())


def _settled(way: str, found: pycolmap.Reconstruction, mapping: Mapping, verified: Verified) -> Attempt:
    """The model, or what grows from the part of it that is believed, whichever more matches agree with."""
    first = _judged(way, found, mapping, verified)
    # The global mapper is content with looser points; growing on from its model fits it anew.
    if first.believed < 3 or (way != "global" and not first.verdict.reasons):
        return first
    grown = mapping.grow(mapping.database, without_frames(found, set(first.verdict.reasons)))
    second = None if grown is None else _judged(way, grown, mapping, verified)
    return first if second is None or _worth(second) < _worth(first) else second


def _judged(way: str, found: pycolmap.Reconstruction, mapping: Mapping, verified: Verified) -> Attempt:
    model = read_model(found)
    return Attempt(way, found, model, judge(model, verified, mapping.longest_px))


def _worth(attempt: Attempt) -> tuple[int, int]:
    return attempt.verdict.agreeing, attempt.believed
