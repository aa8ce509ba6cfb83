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


def test_a_photo_resting_on_few_points_is_named():
    model, verified = _model()
    keep = [i for i, name in enumerate(model.track_file) if name != "005.png" or model.track_point[i] < 10]
    thin = Model(model.poses, model.points, model.point_errors_px, model.track_point[keep],
                 [model.track_file[i] for i in keep], model.track_xy[keep])  # fmt: skip
    assert set(judge(thin, verified, longest_px=1280).reasons) == {"005.png"}
