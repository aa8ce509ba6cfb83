import numpy as np
import pytest

from reconstruct.passes import turned
from reconstruct.passes.align import align
from reconstruct.passes.judge import Candidate, decide, refuted_share
from reconstruct.passes.patches import PatchFeatures
from reconstruct.passes.testing_bodies import block, bracket, error, noisy, passes_of, seen_again, strewn
from reconstruct.passes.vote import alike, propose
from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.rigid import Rigid

EXTENT = 45.0
HALF_TURN = np.diag([-1.0, -1.0, 1.0])


@pytest.fixture(scope="module")
def brackets():
    return passes_of(bracket())


@pytest.fixture(scope="module")
def blocks():
    return passes_of(block())


def _features(first, motion, share, seed=3) -> tuple[PatchFeatures, PatchFeatures]:
    own = strewn(first.cloud, 600, seed)
    return own, seen_again(own, motion.inverse(), share, 0.05, seed + 1)


def test_the_motion_is_voted_for_among_mostly_false_pairs(brackets):
    first, second, true = brackets
    best, *rest = propose(alike(*_features(first, true, 0.1)), EXTENT, 5)
    turn_deg, shift_mm = error(best.motion, true, second.cloud.points)
    assert turn_deg < 0.5
    assert shift_mm < 0.1
    assert best.votes > 40
    assert all(proposal.votes < 0.5 * best.votes for proposal in rest)


def test_features_that_have_nothing_in_common_get_no_motion_worth_the_name(brackets):
    first, _, true = brackets
    proposals = propose(alike(*_features(first, true, 0.0)), EXTENT, 5)
    motion, reason = decide([Candidate(p.motion, p.votes, 0.0) for p in proposals])
    assert motion is None
    assert "looks alike" in reason


def test_nothing_seen_proposes_nothing(brackets):
    first, _, _ = brackets
    none = PatchFeatures(*(np.zeros((0, n)) for n in (3, 3, 3)), np.zeros((0, 128), np.float32), np.zeros(0))
    assert propose(alike(none, strewn(first.cloud, 50, 1)), EXTENT, 5) == []
    assert propose(alike(strewn(first.cloud, 50, 1), none), EXTENT, 5) == []


def test_surfaces_that_overlap_in_part_are_aligned_to_a_twentieth_of_a_degree(brackets):
    first, second, true = brackets
    pairs = alike(*_features(first, true, 0.1))
    proposal = propose(pairs, EXTENT, 1)[0]
    nudge = Rigid(rotation_from_vector(np.deg2rad([[0.6, -0.5, 0.6]]))[0], np.array([0.2, -0.2, 0.2]))
    start = Rigid(nudge.rotation @ proposal.motion.rotation, nudge.apply(proposal.motion.shift))
    proposal = type(proposal)(start, proposal.votes, proposal.pairs)
    clouds = noisy(first.cloud, 0.05, 1), noisy(second.cloud, 0.05, 2)
    found = align(*clouds, pairs, proposal, EXTENT, first.footprint)
    turn_deg, shift_mm = error(found, true, second.cloud.points)
    assert turn_deg < 0.05
    assert shift_mm < 0.05


def test_the_right_motion_is_seen_through_nowhere_and_a_wrong_one_is(brackets):
    first, second, true = brackets
    wrong = Rigid(HALF_TURN @ true.rotation, HALF_TURN @ true.shift)
    sunk = Rigid(true.rotation, true.shift - [0, 0, 4.0])
    assert refuted_share(first, second, true, EXTENT) < 0.02
    assert refuted_share(first, second, wrong, EXTENT) > 0.1
    assert refuted_share(first, second, sunk, EXTENT) > 0.1


def _find(monkeypatch, passes, features):
    first, second, _ = passes
    by_surface = {id(first): features[0], id(second): features[1]}
    monkeypatch.setattr(turned, "patch_features", lambda surface, extent: by_surface[id(surface)])
    return turned.find_turn(first, second)


def _with_twins(features: PatchFeatures, twist: Rigid) -> PatchFeatures:
    """The features, and each once more where the part looks the same."""
    twins = seen_again(features, twist, 1.0, 0.0, 9)
    pairs = zip(vars(features).values(), vars(twins).values(), strict=True)
    return PatchFeatures(*(np.concatenate(pair) for pair in pairs))


def test_a_part_turned_over_is_found_whole(monkeypatch, brackets):
    first, second, true = brackets
    found = _find(monkeypatch, brackets, _features(first, true, 0.1))
    assert found.motion is not None, found.reason
    assert error(found.motion, true, second.cloud.points)[0] < 0.1


def test_texture_that_repeats_is_settled_by_the_shape(monkeypatch, brackets):
    first, second, true = brackets
    own, other = _features(first, true, 0.2)
    found = _find(monkeypatch, brackets, (_with_twins(own, Rigid(HALF_TURN, np.zeros(3))), other))
    assert found.motion is not None, found.reason
    assert error(found.motion, true, second.cloud.points)[0] < 0.1
    assert found.figures["joinRivalRefuted"] > 0.1


def test_a_part_that_looks_the_same_turned_round_is_refused(monkeypatch, blocks):
    first, _, true = blocks
    own, other = _features(first, true, 0.2)
    found = _find(monkeypatch, blocks, (_with_twins(own, Rigid(HALF_TURN, np.zeros(3))), other))
    assert found.motion is None
    assert "looks the same turned round" in found.reason


def test_a_block_whose_texture_tells_its_ends_apart_is_joined(monkeypatch, blocks):
    first, second, true = blocks
    found = _find(monkeypatch, blocks, _features(first, true, 0.2))
    assert found.motion is not None, found.reason
    assert error(found.motion, true, second.cloud.points)[0] < 0.1


def test_no_way_of_turning_is_taken_that_both_passes_see_through():
    still = Rigid(np.eye(3), np.zeros(3))
    assert decide([Candidate(still, 50, 0.4)])[0] is None
    assert decide([Candidate(still, 50, 0.05)])[0] is not None
