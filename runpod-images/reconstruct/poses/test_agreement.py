import numpy as np

from reconstruct.poses.agreement import judge
from reconstruct.poses.camera_model import project
from reconstruct.poses.mapping import Model
from reconstruct.poses.synthetic import ring

LENS = np.array([1000.0, 640, 480, 0, 0, 0, 0])


def _model(count: int = 8) -> tuple[Model, dict]:
    points = np.random.default_rng(0).uniform(-20, 20, (150, 3))
    poses = {f"{i:03d}.png": (*pose, LENS) for i, pose in enumerate(ring(count, 150, 35))}
    seen = {name: project(points @ pose[0].T + pose[1], LENS) for name, pose in poses.items()}
    names = list(poses)
    pixels = np.concatenate([seen[name] for name in names])
    model = Model(poses, points, np.full(150, 0.3), np.tile(np.arange(150), count),
                  [name for name in names for _ in range(150)], pixels)  # fmt: skip
    verified = {(a, b): (seen[a], seen[b]) for i, a in enumerate(names) for b in names[i + 1 :]}
    return model, verified


def _without(model: Model, dropped: list[bool]) -> Model:
    keep = [row for row, drop in enumerate(dropped) if not drop]
    return Model(model.poses, model.points, model.point_errors_px, model.track_point[keep],
                 [model.track_file[row] for row in keep], model.track_xy[keep])  # fmt: skip


def test_a_right_model_is_believed_whole():
    verdict = judge(*_model(), longest_px=1280)
    assert verdict.reasons == {}
    assert verdict.share == 1.0


def test_a_misplaced_photo_is_named_by_the_pairs_it_contradicts():
    model, verified = _model()
    rotation, shift, lens = model.poses["003.png"]
    model.poses["003.png"] = rotation, shift + np.array([40.0, 30.0, 0.0]), lens
    verdict = judge(model, verified, longest_px=1280)
    assert set(verdict.reasons) == {"003.png"}
    assert "contradicts" in verdict.reasons["003.png"]


def test_false_pairs_weaker_than_the_true_ones_accuse_nobody():
    model, verified = _model()
    random = np.random.default_rng(1)
    false = {pair: (a[:60], random.uniform(0, 900, (60, 2))) for pair, (a, _) in list(verified.items())[7:]}
    chain = {pair: verified[pair] for pair in zip(model.poses, list(model.poses)[1:], strict=False)}
    verdict = judge(model, false | chain, longest_px=1280)
    assert verdict.reasons == {}
    assert 0 < verdict.share < 1
    assert verdict.agreeing == 7 * 150


def test_a_folded_half_of_the_ring_is_parted_from_the_rest():
    model, verified = _model(9)
    half_turn = np.diag([-1.0, -1.0, 1.0])
    for name in list(model.poses)[6:]:
        rotation, shift, lens = model.poses[name]
        model.poses[name] = rotation @ half_turn, shift, lens
    assert set(judge(model, verified, longest_px=1280).reasons) == set(list(model.poses)[6:])


def test_a_photo_resting_on_few_points_is_named():
    model, verified = _model()
    thin = _without(model, [n == "005.png" and p >= 10 for n, p in zip(model.track_file, model.track_point,
                                                                      strict=True)])  # fmt: skip
    assert set(judge(thin, verified, longest_px=1280).reasons) == {"005.png"}


def test_points_too_close_together_do_not_determine_a_place():
    model, _ = _model()
    points = model.points.copy()
    points[:40] = [3.0, 4.0, 5.0] + 0.02 * points[:40]
    seen = {name: project(points @ r.T + t, lens) for name, (r, t, lens) in model.poses.items()}
    pixels = np.concatenate([seen[name] for name in model.poses])
    close = Model(model.poses, points, model.point_errors_px, model.track_point, model.track_file, pixels)
    thin = _without(close, [n == "005.png" and p >= 40 for n, p in zip(close.track_file, close.track_point,
                                                                       strict=True)])  # fmt: skip
    names = list(seen)
    pairs = {(a, b): (seen[a], seen[b]) for i, a in enumerate(names) for b in names[i + 1 :]}
    verdict = judge(thin, pairs, longest_px=1280)
    assert set(verdict.reasons) == {"005.png"}
    assert "determine" in verdict.reasons["005.png"]
