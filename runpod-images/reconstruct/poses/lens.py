"""What is known of the lenses before the photos speak: one physical lens serves a portrait and a landscape camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FREE_SHARE, PRIOR_SHARE = 0.35, 0.08
CENTRE_SHARE = 0.01
TANGENTIAL_SIGMA = 1e-3
RADIAL_SIGMA = (0.3, 0.5)
GUESSED_FOCAL_SHARE = 1.2  # of the longest side: what COLMAP starts from without EXIF


@dataclass(frozen=True)
class LensTable:
    """Flat lens parameters with priors, and where each camera group finds its ``[f, cx, cy, k1, k2, p1, p2]``.

    ``groups`` names, ``parameter_of (g, 7)``, ``prior (k,)``, ``sigma (k,)``; ``focal_known (g,)``: EXIF told it.
    """

    groups: tuple[str, ...]
    parameter_of: np.ndarray
    prior: np.ndarray
    sigma: np.ndarray
    focal_known: np.ndarray

    def group_index(self, name: str) -> int:
        return self.groups.index(name)

    def with_focal(self, group: int, focal_px: float, sigma_share: float) -> LensTable:
        """The table with another start for the focal length of a group's lens."""
        prior, sigma = self.prior.copy(), self.sigma.copy()
        where = self.parameter_of[group, 0]
        prior[where], sigma[where] = focal_px, sigma_share * focal_px
        return LensTable(self.groups, self.parameter_of, prior, sigma, self.focal_known)


def lens_table(photos: list[dict[str, object]]) -> LensTable:
    """Makes the table from ``load/photos.json`` entries; focal length and radial terms are shared within a lens."""
    groups = tuple(sorted({str(photo["cameraGroup"]) for photo in photos}))
    lenses = sorted({name.split(":")[0] for name in groups})
    prior: list[float] = []
    sigma: list[float] = []
    shared: dict[str, list[int]] = {}
    known: dict[str, bool] = {}
    for lens in lenses:
        members = [photo for photo in photos if str(photo["cameraGroup"]).split(":")[0] == lens]
        told = [float(p["focalPriorPx"]) for p in members if p["focalPriorPx"] is not None]
        side = max(max(int(p["widthPx"]), int(p["heightPx"])) for p in members)
        focal = float(np.median(told)) if told else GUESSED_FOCAL_SHARE * side
        shared[lens] = [len(prior), len(prior) + 1, len(prior) + 2]
        known[lens] = bool(told)
        prior += [focal, 0.0, 0.0]
        sigma += [focal * (PRIOR_SHARE if told else FREE_SHARE), *RADIAL_SIGMA]
    rows = []
    for name in groups:
        lens, size = name.split(":")
        width, height = (int(side) for side in size.split("x"))
        focal, k1, k2 = shared[lens]
        first = len(prior)
        rows.append([focal, first, first + 1, k1, k2, first + 2, first + 3])
        prior += [width / 2, height / 2, 0.0, 0.0]
        sigma += [CENTRE_SHARE * max(width, height)] * 2 + [TANGENTIAL_SIGMA] * 2
    return LensTable(
        groups,
        np.array(rows),
        np.array(prior),
        np.array(sigma),
        np.array([known[name.split(":")[0]] for name in groups]),
    )
