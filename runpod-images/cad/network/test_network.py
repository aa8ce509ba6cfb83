"""A tiny network is taught here, written as ONNX, loaded through the real door, and asked for a part it never saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from cad.bench.judge import overlap
from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.scan import ScanSettings, scan
from cad.cloud.ply import write_cloud
from cad.cloud.prepare import prepare
from cad.fit.surfaces import Cone, Cylinder, Sphere, Torus, radius_of
from cad.geometry.vectors import unit
from cad.kernel.shape import tessellate
from cad.ladder import climb_ladder
from cad.network.clusters import mean_shift
from cad.network.detect import detect_by
from cad.network.features import FEATURES, local_features
from cad.network.first_fit import first_fit
from cad.network.model import Segmenter
from cad.network.small import teach, write_onnx
from cad.network.teach import lesson_of
from cad.problem import CadError
from cad.request import Request

UNSEEN = PLATES["plate_four_holes"]


def _cloud(seed: int = 0):
    return scan(tessellate(UNSEEN(), 0.02, 0.1), ScanSettings(noise_mm=0.08, points=16_000, seed=seed))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plates = [PLATES[name] for name in ("plate_slot", "plate_rounded", "bracket_l")]
    taught = [*plates, *(TURNED[name] for name in ("flange_square", "flange", "pillow_block"))]
    lesson = lesson_of(taught, ScanSettings(noise_mm=0.08, points=16_000), most=2500)
    path = tmp_path_factory.mktemp("weights") / "tiny.onnx"
    write_onnx(teach(lesson, hidden=64, rounds=60), path)
    return path


def test_a_taught_network_tells_the_faces_of_a_part_it_never_saw(weights: Path):
    assert weights.stat().st_size < 100_000
    found = detect_by(Segmenter(weights), prepare(*_cloud()).as_measured(), 0)
    radii = sorted(radius_of(s.surface) for s in found.segments if s.surface.kind == "cylinder" and s.sense == -1)
    heavy = [s for s in found.segments if s.surface.kind == "plane" and len(s.index) > 300]
    assert radii == pytest.approx([2.5] * 4, abs=0.12)
    assert len(heavy) == 6 and found.unexplained < 0.1
    thickness = [s.surface.offset * s.surface.normal[2] for s in heavy if abs(s.surface.normal[2]) > 0.99]
    assert max(thickness) - min(thickness) == pytest.approx(5.0, abs=0.05)


def test_the_same_cloud_and_seed_give_the_same_segments(weights: Path):
    surfels = prepare(*_cloud())
    first, second = (detect_by(Segmenter(weights), surfels, 3).segments for _ in range(2))
    assert [s.surface for s in map(_plain, first)] == [s.surface for s in map(_plain, second)]


def _plain(segment):
    values = {k: np.round(v, 12).tolist() if isinstance(v, np.ndarray) else v for k, v in vars(segment.surface).items()}
    return type("Plain", (), {"surface": (segment.surface.kind, values)})


def test_the_ladder_takes_the_networks_solid(weights: Path, tmp_path: Path):
    cloud, table = _cloud()
    write_cloud(tmp_path / "cloud.ply", cloud)
    outcome = climb_ladder(Request(str(tmp_path / "cloud.ply"), table, segmenter=str(weights)), tmp_path / "rungs")
    assert (outcome.label, outcome.rung.engine) == ("analytic", "network")
    assert overlap(outcome.mesh(), tessellate(UNSEEN(), 0.02, 0.1)) > 0.98


def test_weights_that_cannot_be_loaded_leave_the_part_to_our_own_segmentation(tmp_path: Path):
    cloud, table = _cloud()
    write_cloud(tmp_path / "cloud.ply", cloud)
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    request = Request(str(tmp_path / "cloud.ply"), table, segmenter=str(tmp_path / "broken.onnx"))
    outcome = climb_ladder(request, tmp_path / "rungs")
    assert outcome.rung.engine == "analytic"
    assert "broken.onnx cannot be loaded" in (outcome.tried[0].reason or "")


def _model(path: Path, inputs: dict[str, list], outputs: dict[str, list], nodes: list) -> Path:
    infos = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in group.items()]
        for group in (inputs, outputs)
    ]
    model = helper.make_model(
        helper.make_graph(nodes, "g", *infos), opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    )
    onnx.save(model, path)
    return path


@pytest.mark.parametrize(
    ("inputs", "outputs", "said"),
    [
        ({"voxels": [1, "N", 3]}, {"type_logits": [1, "N", 6]}, "asks for voxels"),
        ({"points": [1, "N", 4]}, {"type_logits": [1, "N", 4]}, "points has the shape"),
        ({"points": [1, "N", 3]}, {"type_logits": [1, "N", 3]}, "does not give embedding"),
    ],
)
def test_a_network_with_other_tensors_is_refused_in_words(tmp_path: Path, inputs, outputs, said):
    nodes = [helper.make_node("Identity", list(inputs), list(outputs))]
    with pytest.raises(CadError, match=said):
        Segmenter(_model(tmp_path / "other.onnx", inputs, outputs, nodes))


def test_answers_of_the_wrong_shape_are_refused(tmp_path: Path):
    names = {"type_logits": [1, "N", "C"], "embedding": [1, "N", "D"]}
    nodes = [helper.make_node("Identity", ["points"], [name]) for name in names]
    segmenter = Segmenter(_model(tmp_path / "short.onnx", {"points": [1, "N", 3]}, names, nodes))
    with pytest.raises(CadError, match="the segmenter gave"):
        segmenter.predict(prepare(*_cloud()), np.random.default_rng(0))


def test_features_of_a_cylinder_point_to_its_axis_and_radius():
    turn, height = np.random.default_rng(0).random((2, 4000)) * np.array([[2 * np.pi], [0.8]])
    normals = np.stack([np.cos(turn), np.sin(turn), np.zeros(4000)], 1)
    points = 0.3 * normals + np.stack([np.full(4000, 0.1), np.zeros(4000), height - 0.4], 1)
    row = dict(zip(FEATURES, np.median(local_features(points, normals, np.arange(500)), axis=0), strict=True))
    assert row["radius1"] == pytest.approx(0.3, abs=0.02)
    assert row["axiszz"] == pytest.approx(1.0, abs=0.02)
    assert [row["axisFootx"], row["axisFooty"]] == pytest.approx([0.1, 0.0], abs=0.02)


def test_clusters_are_found_without_their_number():
    rng = np.random.default_rng(1)
    places = np.repeat([[0.0, 0, 0], [1, 0, 0], [0, 2, 0]], [300, 200, 100], axis=0)
    label = mean_shift(places + rng.normal(0, 0.05, places.shape), 0.3, rng)
    assert [set(part) for part in np.split(label, [300, 500])] == [{0}, {1}, {2}]


@pytest.mark.parametrize(
    "surface",
    [
        Cylinder(unit(np.array([0.2, 0.1, 1.0])), np.array([3.0, 1, 2]), 4.0),
        Cone(np.array([0.0, 0, 1]), np.array([1.0, 2, -3]), 0.5),
        Sphere(np.array([1.0, 2, 3]), 5.0),
        Torus(unit(np.array([0.0, 0.3, 1.0])), np.array([1.0, 0, 2]), 9.0, 2.0),
    ],
)
def test_a_first_fit_is_on_exact_points_already_near(surface):
    rng = np.random.default_rng(2)
    points = rng.normal(0, 6, (4000, 3)) + np.array([0.0, 0, 6 if surface.kind == "cone" else 0])
    for _ in range(6):
        points = points - surface.signed(points)[:, None] * surface.outward(points)
    points = points[np.abs(surface.signed(points)) < 1e-6][:1500]
    found = first_fit(surface.kind, points, surface.outward(points))
    assert found is not None and np.abs(found.signed(points)).max() < 0.05
    assert first_fit("freeform", points, surface.outward(points)) is None
