"""Where photos were taken from, and whether one set of places agrees with another."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reconstruct.bench.poses import umeyama
from reconstruct.bench.sets import true_cameras

RIGHT_WITHIN_SHARE = 0.03  # of the cameras' extent
TRIALS = 400


@dataclass(frozen=True, eq=False)
class Centres:
    """``place[stem]``: the camera's centre (3,) in any frame of one scale; ``axis[stem]``: where it looks (3,)."""

    place: dict[str, np.ndarray]
    axis: dict[str, np.ndarray]

    @property
    def extent(self) -> float:
        points = np.array(list(self.place.values()))
        return float(max(np.linalg.norm(points - point, axis=1).max() for point in points))

    def azimuths_deg(self, stems: list[str]) -> list[float] | None:
        """Round the middle of the cameras' ring, about the point they look at; None where a camera is not known."""
        if any(stem not in self.place for stem in stems):
            return None
        places, axes = (np.array([each[stem] for stem in stems]) for each in (self.place, self.axis))
        # The point nearest to all optical axes.
        projectors = np.eye(3) - axes[:, :, None] * axes[:, None, :]
        middle = np.linalg.solve(projectors.sum(axis=0), (projectors @ places[:, :, None]).sum(axis=0)).ravel()
        # Cameras look down on the part: the mean of where they look is the ring's own axis.
        up = -axes.mean(axis=0)
        up /= np.linalg.norm(up)
        side = places[0] - middle
        side -= up * (side @ up)
        side /= np.linalg.norm(side)
        other = np.cross(up, side)
        return [float(np.degrees(np.arctan2((p - middle) @ other, (p - middle) @ side))) % 360 for p in places]


def centres_of_result(path: Path) -> Centres:
    """Of the registered photos in ``poses/cameras.json``."""
    cameras = [camera for camera in json.loads(path.read_text())["cameras"] if camera["registered"]]
    return _centres((Path(c["name"]).stem, np.reshape(c["R"], (3, 3)), np.array(c["t"], float)) for c in cameras)


def centres_of_truth(document: dict[str, Any], name: str | None) -> Centres:
    """Of a set's ``cameras.json``; ``name``: that pass alone, each pass having a mat of its own."""
    if name is not None and "passes" in document:
        document = {**document, "passes": {name: document["passes"][name]}}
    return _centres((camera.stem, camera.R, camera.t) for camera in true_cameras(document))


def _centres(cameras: Any) -> Centres:
    rows = [(stem, rotation, shift) for stem, rotation, shift in cameras]
    return Centres({s: -r.T @ t for s, r, t in rows}, {s: np.array(r[2]) for s, r, _ in rows})


def right_places(found: Centres, wanted: Centres, name_of: dict[str, str | None]) -> dict[str, bool]:
    """Which of the registered photos stand where they should, after the similarity that most of them agree on.

    ``name_of``: a photo's stem in ``wanted``; None for a photo that belongs to another scene, which is never right.
    """
    stems = [stem for stem in found.place if (name_of.get(stem) or "") in wanted.place]
    right = dict.fromkeys(found.place, False)
    if len(stems) < 4:
        return right
    source = np.array([found.place[stem] for stem in stems])
    target = np.array([wanted.place[name_of[stem] or ""] for stem in stems])
    limit = RIGHT_WITHIN_SHARE * wanted.extent
    random = np.random.default_rng(0)
    triples = list(itertools.combinations(range(len(stems)), 3))
    if len(triples) > TRIALS:
        triples = [triples[k] for k in random.choice(len(triples), TRIALS, replace=False)]
    best = np.zeros(len(stems), bool)
    for triple in [list(range(len(stems))), *triples]:
        rows = list(triple)
        for _ in range(3):
            fit = umeyama(source[rows], target[rows])
            good = np.linalg.norm(fit.points(source) - target, axis=1) <= limit
            if good.sum() > best.sum():
                best = good
            if good.sum() < 3:
                break
            rows = list(np.flatnonzero(good))
    return right | {stem: bool(ok) for stem, ok in zip(stems, best, strict=True)}
