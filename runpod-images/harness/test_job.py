from __future__ import annotations

import hashlib
import json
import string
import threading
from pathlib import Path

import pytest

from contract.models import Results, WorkerOutput
from harness import links, progress
from harness.config import HarnessConfig
from harness.job import RefusedInputError, run_job
from harness.links import CancelledError
from harness.results import MEDIA_TYPES, AttemptOverError

LOAD = """
photos = sorted(path.name for path in context.folder('input').iterdir())
(folder / 'photos.txt').write_text(str(photos))
context.progress(3, 3, 'photo 3 of 3 read')
return StageResult({'photos': len(photos) - 1, 'usable': 3})
"""
CAD = """
import json
solid = {'valid': True, 'solids': 1, 'closed': True, 'faces': [], 'dimensions': [], 'volumeMm3': 1.0}
solid |= dict.fromkeys(('deviationMeanMm', 'deviationP95Mm', 'deviationMaxMm'), 0.1)
text = json.dumps({'label': 'analytic', 'summary': 'A made-up part.', 'solid': solid, 'frame': 'free', 'unit': 'scene'})
(folder / 'cad.json').write_text(text)
return StageResult({})
"""
EXPORT = """
import json
for name in ('part.step', 'part.stl'):
    (folder / name).write_text(name)
box = {'min': [0, 0, 0], 'max': [1, 1, 1], 'size': [1, 1, 1]}
(folder / 'export.json').write_text(json.dumps({'boundingBox': box}))
return StageResult({})
"""
CHAIN = ("load", "cad", "export")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(links, "FIRST_PAUSE_S", 0.01)


@pytest.fixture
def config(stages, tmp_path) -> HarnessConfig:
    package = stages(load=LOAD, cad=(CAD, {"inputs": ("load",)}), export=(EXPORT, {"inputs": ("cad",)}))
    return HarnessConfig(tmp_path / "cache", package=package, stages=CHAIN)


def run(edge, config, attempt=1, cancel=None, heard=None):
    heard = [] if heard is None else heard
    return run_job(edge.job_input(attempt), config, cancel or threading.Event(), heard.append)


def workspace(edge, config) -> Path:
    return config.cache / "jobs" / edge.job_id


def test_a_job_puts_its_files_then_the_manifest_and_answers_the_same(edge, config):
    output = run(edge, config)
    assert output == edge.manifest
    assert edge.order[-1] == "manifest.json"
    assert (output["label"], output["failure"]) == ("analytic", None)
    WorkerOutput.model_validate(output)
    named = {file["name"]: (file["sha256"], file["bytes"]) for file in output["files"]}
    put = {name: (hashlib.sha256(c).hexdigest(), len(c)) for name, c in edge.put.items() if name != "manifest.json"}
    assert named == put
    assert set(named) == {"part.step", "part.stl", "report.json"}


def test_the_report_names_every_stage(edge, config):
    run(edge, config)
    report = json.loads(edge.put["report.json"])
    assert [stage["name"] for stage in report["stages"]] == list(CHAIN)
    assert report["stages"][0]["measured"] == {"photos": 3, "usable": 3}
    assert report["quality"] == "draft"


def test_nothing_of_a_finished_job_is_left_on_the_worker(edge, config):
    run(edge, config)
    assert not workspace(edge, config).exists()


def test_progress_is_told_in_order_to_edge_and_runpod(edge, config):
    heard = []
    run(edge, config, heard=heard)
    assert edge.events == heard
    sequences = [event["sequence"] for event in heard]
    assert sequences == sorted(set(sequences))
    assert [(e["stage"], e["state"]) for e in heard if e["state"] == "done"] == [(name, "done") for name in CHAIN]
    assert next(e for e in heard if e["state"] == "done")["text"] == "3 of 3 photos are good"


def test_the_summaries_name_figures_that_the_stages_have():
    root = Path(progress.__file__).parents[1] / "reconstruct"
    for stage, text in progress.SUMMARIES.items():
        source = (root / stage / "stage.py").read_text()
        for _, figure, _, _ in string.Formatter().parse(text):
            assert figure is None or f'"{figure}"' in source, f"{stage} has no figure {figure}"


@pytest.mark.parametrize("fault", [500, 503, 429, "cut", "flip"])
def test_a_photo_that_did_not_arrive_whole_is_fetched_again(edge, config, fault):
    edge.faults["/photos/photo-1"] = [fault, fault]
    assert run(edge, config)["label"] == "analytic"
    assert edge.calls.count("/photos/photo-1") == 3


def test_a_photo_whose_bytes_stay_wrong_is_named_and_another_attempt_may_come(edge, config):
    edge.faults["/photos/photo-1"] = ["flip"] * 9
    failure = run(edge, config)["failure"]
    assert (failure["code"], failure["stage"], failure["retryable"]) == ("photo-hash-mismatch", "load", True)
    assert "photo-1.jpg" in failure["detail"]


def test_an_expired_link_is_not_tried_again_and_never_quoted(edge, config):
    edge.faults["/photos/photo-1"] = [410] * 9
    output = run(edge, config)
    assert output["failure"]["code"] == "link-expired"
    assert edge.calls.count("/photos/photo-1") == 1
    assert "secret" not in json.dumps(output)
    assert edge.manifest["label"] == "failed"


def test_a_photo_that_is_gone_fails_for_good(edge, config):
    edge.faults["/photos/photo-1"] = [404]
    failure = run(edge, config)["failure"]
    assert (failure["code"], failure["retryable"]) == ("photo-missing", False)


def test_a_redirect_is_not_followed(edge, config):
    edge.faults["/photos/photo-1"] = [302]
    assert run(edge, config)["label"] == "failed"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://user:word@127.0.0.1/a", "//x", "http://"]
)
def test_only_http_links_are_followed(edge, config, url):
    given = edge.job_input()
    given["photos"][0]["url"] = url
    output = run_job(given, config, threading.Event(), lambda event: None)
    assert output["failure"]["code"] == "link-invalid"


def test_links_to_other_hosts_are_refused_where_ours_are_named(edge, config):
    there = HarnessConfig(config.cache, link_origins=("https://caliper.example",), package=config.package, stages=CHAIN)
    assert run(edge, there)["failure"]["code"] == "link-invalid"
    here = HarnessConfig(config.cache, link_origins=(edge.base,), package=config.package, stages=CHAIN)
    assert run(edge, here)["label"] == "analytic"


def test_a_put_that_failed_is_tried_again(edge, config):
    edge.faults["/results/part.stl"] = [500, 422, 503]
    edge.faults["/results/manifest.json"] = [502]
    assert run(edge, config)["label"] == "analytic"
    assert edge.calls.count("/results/part.stl") == 4
    assert edge.manifest["label"] == "analytic"


def test_a_put_that_keeps_failing_is_a_missing_output_and_the_next_attempt_uses_what_is_done(edge, config):
    edge.faults["/results/part.stl"] = [500] * 5
    output = run(edge, config)
    assert (output["label"], output["failure"]["code"], output["failure"]["retryable"]) == (
        "failed",
        "output-missing",
        True,
    )
    assert "manifest.json" not in edge.put
    assert workspace(edge, config).exists()
    edge.calls.clear()
    assert run(edge, config, attempt=2)["label"] == "analytic"
    assert not [call for call in edge.calls if call.startswith("/photos/")]
    assert all(stage["cached"] for stage in json.loads(edge.put["report.json"])["stages"])


def test_a_crash_leaves_its_traceback_in_the_workers_log(edge, stages, tmp_path, caplog):
    package = stages(load="print('last words', flush=True); raise AttributeError('no such thing')")
    output = run(edge, HarnessConfig(tmp_path / "cache", package=package, stages=("load",)))
    assert output["failure"]["code"] == "stage-crashed"
    assert "last words" in caplog.text
    assert "Traceback" in caplog.text


def test_an_attempt_that_was_fenced_off_stops(edge, config):
    edge.faults["/results/part.step"] = [410]
    with pytest.raises(AttemptOverError):
        run(edge, config)
    assert edge.put == {}
    assert not workspace(edge, config).exists()


def test_a_failed_stage_puts_its_report_and_says_why(edge, stages, tmp_path):
    package = stages(load="raise StageError('photos-black', 'load', 'all 3 photos are dark')")
    config = HarnessConfig(tmp_path / "cache", package=package, stages=("load",))
    output = run(edge, config)
    assert output["failure"] == {
        "code": "photos-black", "stage": "load", "detail": "all 3 photos are dark", "retryable": False,
    }  # fmt: skip
    assert json.loads(edge.put["report.json"])["label"] == "failed"
    assert [file["name"] for file in output["files"]] == ["report.json"]
    assert edge.events[-1]["state"] == "failed"


def test_a_result_without_its_step_is_never_shown_as_one(edge, stages, tmp_path):
    export = EXPORT.replace("'part.step', 'part.stl'", "'part.stl',")
    package = stages(load=LOAD, cad=(CAD, {"inputs": ("load",)}), export=(export, {"inputs": ("cad",)}))
    output = run(edge, HarnessConfig(tmp_path / "cache", package=package, stages=CHAIN))
    assert (output["label"], output["failure"]["code"]) == ("failed", "output-missing")
    assert "part.stl" not in edge.put


def test_a_cancelled_job_puts_nothing_and_leaves_nothing(edge, stages, tmp_path):
    package = stages(load="context.progress(None, None, 'in it'); time.sleep(60)")
    config = HarnessConfig(tmp_path / "cache", package=package, stages=("load",))
    cancel = threading.Event()
    with pytest.raises(CancelledError):
        run_job(edge.job_input(), config, cancel, lambda event: event["text"] == "in it" and cancel.set())
    assert edge.put == {}
    assert not workspace(edge, config).exists()


@pytest.mark.parametrize("given", [None, {}, "x", {"schema": 1}])
def test_an_input_that_breaks_the_contract_is_refused(config, given):
    with pytest.raises(RefusedInputError):
        run_job(given, config, threading.Event(), lambda event: None)


def test_a_refusal_does_not_quote_the_links(edge, config):
    given = edge.job_input()
    given["attempt"] = "secret"
    with pytest.raises(RefusedInputError) as caught:
        run_job(given, config, threading.Event(), lambda event: None)
    assert "attempt" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_every_file_of_a_result_has_a_media_type():
    named = Results.model_fields.values()
    assert {Path(field.alias).suffix for field in named} <= set(MEDIA_TYPES)
