"""Chains of pieces over places in an order: what a profile is made of."""

import numpy as np
import pytest

from cad.segment.chain import Chain, arcs, binned, cheapest, flat_along, flat_free

_PRICE, _FACING = 25.0, 0.4


def _profile(*pieces: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Noisy places ``(n, 2)`` in units of the noise, normals and order of a profile of ``(x, y, nx, ny)`` pieces."""
    clean = np.vstack(pieces)
    return clean[:, :2] + np.random.default_rng(3).normal(size=(len(clean), 2)), clean[:, 2:], np.arange(len(clean))


def _line(start: tuple[float, float], end: tuple[float, float], count: int) -> np.ndarray:
    share = np.linspace(0, 1, count)[:, None]
    way = np.subtract(end, start)
    normal = np.array([-way[1], way[0]]) / np.linalg.norm(way)
    return np.hstack([start + share * way, np.tile(normal, (count, 1))])


def _round(radius: float, begin: float, end: float, count: int) -> np.ndarray:
    turn = np.radians(np.linspace(begin, end, count))
    out = np.stack([np.cos(turn), np.sin(turn)], 1)
    return np.hstack([radius * out, out])


def _chain(flat: np.ndarray, normals: np.ndarray, order: np.ndarray) -> Chain:
    bins, count = binned(order)
    offers = [flat_free(flat, normals, bins, count, _PRICE, _FACING), arcs(flat, normals, bins, count, _PRICE + 6, 0.8)]
    return cheapest(offers, bins, count)


def test_a_straight_profile_is_one_line_and_a_round_one_one_arc():
    assert _chain(*_profile(_line((0, 0), (40, 5), 300))).names == ["free"]
    assert _chain(*_profile(_round(12, 200, 20, 300))).names == ["arc"]


def test_a_fillet_between_two_faces_is_an_arc_between_two_lines():
    made = _chain(*_profile(_line((-40, 12), (0, 12), 200), _round(12, 90, 0, 120), _line((12, 0), (12, -40), 200)))
    assert made.names == ["free", "arc", "free"]
    sizes = np.bincount(made.owner)
    assert sizes == pytest.approx([200, 120, 200], abs=40)


def test_three_faces_at_an_angle_are_three_lines_though_their_normals_turn():
    pieces = _line((0, 0), (14, 14), 150), _line((14, 14), (34, 14), 150), _line((34, 14), (48, 0), 150)
    flat, normals, order = _profile(*pieces)
    blurred = np.stack([np.convolve(np.pad(n, 60, "edge"), np.ones(121) / 121, "valid") for n in normals.T], 1)
    assert _chain(flat, blurred, order).names == ["free"] * 3


def test_a_run_narrower_than_the_noise_shows_no_plane():
    flat, normals, order = _profile(_line((0, 0), (1.5, 0), 100))
    places, facing = np.c_[flat, np.zeros(100)], np.c_[normals, np.zeros(100)]
    bins, count = binned(order)
    slanted = flat_along(0, np.array([0.8, 0.6, 0]), np.array([0.6, -0.8, 0]), places, facing, bins, count, 0, 0.4)
    assert np.isinf(slanted.costs).all()
