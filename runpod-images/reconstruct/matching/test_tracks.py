import numpy as np

from reconstruct.matching.tracks import build_tracks


def test_matches_of_one_point_become_one_track():
    matches = {(0, 1): np.array([[3, 5], [4, 6]]), (1, 2): np.array([[5, 7]])}
    tracks = build_tracks([10, 10, 10], matches)
    assert tracks.count == 2
    rows = set(zip(tracks.track.tolist(), tracks.photo.tolist(), tracks.feature.tolist(), strict=True))
    long = tracks.track[tracks.photo == 2][0]
    assert {(photo, feature) for track, photo, feature in rows if track == long} == {(0, 3), (1, 5), (2, 7)}


def test_a_track_with_two_features_of_one_photo_is_dropped_whole():
    matches = {(0, 1): np.array([[1, 1]]), (1, 2): np.array([[1, 1]]), (0, 2): np.array([[2, 1]])}
    assert build_tracks([5, 5, 5], matches).count == 0


def test_no_matches_give_no_tracks():
    assert build_tracks([5, 5], {}).count == 0
    assert build_tracks([5, 5], {(0, 1): np.zeros((0, 2), int)}).count == 0
