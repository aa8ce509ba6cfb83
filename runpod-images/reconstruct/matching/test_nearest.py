import numpy as np

from reconstruct.matching.nearest import match_descriptors


def _unit(count: int, seed: int) -> np.ndarray:
    values = np.abs(np.random.default_rng(seed).standard_normal((count, 128))).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def test_copies_find_each_other_whatever_the_order():
    first = _unit(600, 1)
    order = np.random.default_rng(2).permutation(600)
    matches = match_descriptors(first, first[order])
    assert len(matches) == 600
    assert (order[matches[:, 1]] == matches[:, 0]).all()


def test_what_is_there_twice_is_not_matched():
    first = _unit(50, 3)
    twice = np.concatenate([first, first[:10]])
    matches = match_descriptors(first, twice)
    assert set(matches[:, 0].tolist()) == set(range(10, 50))


def test_unlike_sets_and_empty_ones_match_nothing_or_hardly_anything():
    assert len(match_descriptors(_unit(300, 4), _unit(300, 5))) < 10
    assert match_descriptors(np.zeros((0, 128), np.float32), _unit(5, 6)).shape == (0, 2)
