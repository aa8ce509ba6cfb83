"""Chains of matches: one track is one point seen in several photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Tracks:
    """Observations sorted by track: ``track (n,)``, ``photo (n,)``, ``feature (n,)``."""

    track: np.ndarray
    photo: np.ndarray
    feature: np.ndarray

    @property
    def count(self) -> int:
        return int(self.track.max()) + 1 if len(self.track) else 0


def build_tracks(feature_counts: list[int], matches: dict[tuple[int, int], np.ndarray], min_length: int = 2) -> Tracks:
    """Joins pairwise matches (pair -> (m, 2) feature indices) into tracks.

    A track that would hold two features of one photo joins unlike things and is dropped whole.
    """
    starts = np.concatenate([[0], np.cumsum(feature_counts)]).astype(int)
    left = [starts[i] + rows[:, 0] for (i, _), rows in matches.items() if len(rows)]
    right = [starts[j] + rows[:, 1] for (_, j), rows in matches.items() if len(rows)]
    if not left:
        return Tracks(*(np.zeros(0, int) for _ in range(3)))
    a, b = np.concatenate(left), np.concatenate(right)
    total = int(starts[-1])
    _, label = connected_components(coo_matrix((np.ones(len(a), bool), (a, b)), shape=(total, total)), directed=False)
    nodes = np.unique(np.concatenate([a, b]))
    photo = np.searchsorted(starts, nodes, side="right") - 1
    track = label[nodes]
    order = np.lexsort((photo, track))
    nodes, photo, track = nodes[order], photo[order], track[order]
    twice = (track[1:] == track[:-1]) & (photo[1:] == photo[:-1])
    length = np.bincount(track)
    keep = ~np.isin(track, track[1:][twice]) & (length[track] >= min_length)
    nodes, photo, track = nodes[keep], photo[keep], track[keep]
    _, compact = np.unique(track, return_inverse=True)
    return Tracks(compact.astype(int), photo.astype(int), (nodes - starts[photo]).astype(int))
