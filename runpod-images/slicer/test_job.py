from __future__ import annotations

import asyncio
import dataclasses
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
import trimesh

from contract.models import SliceOutput
from harness import links
from harness.handler import make_handler
from harness.job import RefusedInputError
from harness.results import AttemptOverError
from slicer.conftest import cube, stl
from slicer.handler import sweep_leftovers
from slicer.job import run_slice
from slicer.kept import KeptSlices
from slicer.profiles.store import PINS
from slicer.sandbox.run import Limits

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(links, "FIRST_PAUSE_S", 0.01)


def run(given, config, cancel=None) -> dict:
    output = run_slice(given, config, cancel or threading.Event(), lambda event: None)
    SliceOutput.model_validate(output)
    return output


def failure(output: dict) -> str:
    assert output["figures"] is None
    return output["failure"]["code"]


def test_a_slice_puts_its_preview_then_its_output_and_answers_the_same(edge, ask, config):
    output = run(ask(cube()), config)
    assert output == json.loads(edge.put["slice.json"])
    assert edge.order == ["preview.bin.gz", "slice.json"]
    assert (output["failure"], output["cached"]) == (None, False)
    assert output["figures"]["layers"] == 100
    [file] = output["files"]
    assert file["sha256"] == hashlib.sha256(edge.put["preview.bin.gz"]).hexdigest()
    assert gzip.decompress(edge.put["preview.bin.gz"])[:4] == b"CSP1"


def test_its_versions_are_those_that_the_contract_names(ask, config):
    text = (ROOT.parent / "edge" / "contract" / "slice.ts").read_text()
    slicer, profile = re.search(r'sliceVersions = { slicer: "(.+?)", profile: "(.+?)" }', text).groups()
    assert run(ask(cube()), config)["versions"] == {"slicer": slicer, "profile": profile}
    assert json.loads(PINS.read_text())["version"] == profile


def test_the_same_slice_is_found_again_without_fetching_or_slicing(edge, ask, config):
    first = run(ask(cube()), config)
    edge.calls.clear()
    again = run(ask(cube(), material="another-name"), config)
    assert (again["cached"], again["figures"], again["files"]) == (True, first["figures"], first["files"])
    assert again["cacheKey"] == first["cacheKey"]
    assert not any("part.stl" in call for call in edge.calls)
    other = run(ask(cube(), infillPercent=20), config)
    assert other["cacheKey"] != first["cacheKey"] and not other["cached"]


def test_what_was_kept_goes_when_there_is_too_much(tmp_path):
    kept = KeptSlices(tmp_path, 1)
    for index in range(4):
        kept.keep(f"key-{index}", {"layers": index}, bytes(400_000))
        os.utime(tmp_path / f"key-{index}", (index, index))
    kept.keep("key-4", {"layers": 4}, bytes(400_000))
    assert [kept.find(f"key-{index}") is not None for index in range(5)] == [False, False, False, True, True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-3", "key-4"]


def test_a_half_written_slice_is_none(tmp_path):
    kept = KeptSlices(tmp_path, 1)
    (tmp_path / "key").mkdir()
    assert kept.find("key") is None
    (tmp_path / "key" / "figures.json").write_text("{")
    assert kept.find("key") is None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("time.sleep(60)", "slice-timeout"),
        ("sys.exit(1)", "slice-failed"),
        ("print('There is an object with no extrusions on the first layer.'); sys.exit(1)", "slice-failed"),
        ("os.abort()", "slice-failed"),
        ("kept = b'x' * (400 << 20); time.sleep(20)", "slice-too-large"),
        ("print('std::bad_alloc'); sys.exit(1)", "slice-too-large"),
        ("open('part.gcode', 'w').write('; filament used [mm] = 5')", "slice-failed"),
        ("pass", "slice-failed"),
    ],
)
def test_a_slicer_that_fails_is_told_by_what_it_did(edge, ask, config, made_up, lines, code):
    # What is not about time gets enough of it on a busy machine.
    limits = Limits(timeout_s=2 if code == "slice-timeout" else 60, memory_mb=200, file_mb=10)
    output = run(ask(cube()), dataclasses.replace(config, program=made_up(lines), limits=limits))
    assert failure(output) == code
    assert output == json.loads(edge.put["slice.json"])
    assert "/" not in output["failure"]["detail"]


def test_a_worker_without_its_slicer_still_answers(edge, ask, config):
    output = run(ask(cube()), dataclasses.replace(config, program="no-such-slicer"))
    assert failure(output) == "slicer-missing"
    assert (output["versions"], output["cacheKey"]) == (None, None)
    assert edge.order == ["slice.json"]


def test_another_bundle_than_the_pinned_one_makes_no_price(ask, config, room, monkeypatch):
    bundle = Path("/usr/share/PrusaSlicer/profiles/PrusaResearch.ini").read_text()
    other = room / "PrusaResearch.ini"
    other.write_text(bundle.replace("filament_density = 1.24", "filament_density = 0.124"))
    monkeypatch.setenv("CALIPER_SLICER_BUNDLE", str(other))
    assert failure(run(ask(cube()), config)) == "slicer-missing"


def _slicer_itself(home: Path, *arguments: str) -> None:
    subprocess.run(["prusa-slicer", *arguments], check=True, capture_output=True, env=os.environ | {"HOME": str(home)})


def test_a_3mf_that_would_run_a_program_never_reaches_the_slicer(ask, config, room):
    marker = room / "marker"
    room.chmod(0o777)
    script = room / "run-me"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    bomb, part = room / "bomb.3mf", room / "part.stl"
    part.write_bytes(cube())
    _slicer_itself(room, "--export-3mf", "--output", str(bomb), str(part))
    with zipfile.ZipFile(bomb, "a") as archive:
        head = "; generated by PrusaSlicer 2.5.0 on 2026-01-01 at 00:00:00 UTC"
        archive.writestr("Metadata/Slic3r_PE.config", f"{head}\n\n; post_process = {script}\n; layer_height = 0.2\n")
    # The file is a real one: the slicer by itself runs the script.
    _slicer_itself(room, "--export-gcode", "--output", str(room / "out.gcode"), str(bomb))
    assert marker.exists()
    marker.unlink()
    assert failure(run(ask(bomb.read_bytes()), config)).startswith("mesh-")
    assert not marker.exists()


def test_a_profile_that_names_a_program_could_not_run_it_either(ask, config, made_up, room, monkeypatch):
    room.chmod(0o777)
    marker = room / "marker"
    script = room / "run-me"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    monkeypatch.setattr("slicer.slicing.ini_text", lambda values: "".join(
        f"{key} = {value}\n" for key, value in (values | {"post_process": str(script)}).items()))  # fmt: skip
    assert run(ask(cube()), config)["failure"] is None
    assert not marker.exists()


@pytest.mark.parametrize("fault", [404, "flip", 500])
def test_a_part_that_cannot_be_fetched_is_told(edge, ask, config, fault):
    given = ask(cube())
    edge.faults["/files/part.stl"] = [fault] * 9
    output = run(given, config)
    assert failure(output) == ("not-found" if fault == 404 else "storage-unavailable")
    assert output["failure"]["retryable"] is (fault != 404)
    assert "secret" not in json.dumps(output)


def test_an_attempt_that_was_fenced_off_stops(edge, ask, config):
    given = ask(cube())
    edge.faults["/results/preview.bin.gz"] = [410]
    with pytest.raises(AttemptOverError):
        run(given, config)
    assert edge.put == {}


@pytest.mark.parametrize("given", [None, {}, "x", {"schema": 1}])
def test_an_input_that_breaks_the_contract_is_refused(config, given):
    with pytest.raises(RefusedInputError):
        run(given, config)


def test_a_stopped_job_ends_its_slicer(ask, config, made_up):
    slow = dataclasses.replace(config, program=made_up("time.sleep(60)"))

    async def stopped() -> None:
        handle = make_handler(slow, lambda job, event: None, run_slice)
        task = asyncio.create_task(handle({"id": "1", "input": ask(cube())}))
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    started = time.monotonic()
    asyncio.run(asyncio.wait_for(stopped(), 30))
    assert time.monotonic() - started < 15


def test_importing_the_handler_starts_nothing_and_needs_little():
    code = "import sys, threading, slicer.handler; print(len(threading.enumerate()), sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found.startswith("1 ")
    for foreign in ("runpod", "scipy", "cv2", "OCP", "numba", "PIL", "trimesh", "onnxruntime"):
        assert f"'{foreign}'" not in found


def test_only_old_folders_are_swept(tmp_path):
    old, young = tmp_path / "caliper-slice-old", tmp_path / "caliper-slice-young"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (1, 1))
    sweep_leftovers(tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


MEASURED = """
import json, sys, threading, time
from pathlib import Path
import slicer.job
from slicer.config import SlicerConfig

peaks, slice_part = [], slicer.job.slice_part
def watched(*given):
    made = slice_part(*given)
    peaks.append(made.peak_mb)
    return made
slicer.job.slice_part = watched
output = slicer.job.run_slice(json.load(sys.stdin), SlicerConfig(Path(sys.argv[1])), threading.Event(), print)
own_mb = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([output["failure"], own_mb, peaks[0]]))
"""


def test_fifty_megabytes_are_sliced_in_less_than_half_a_gigabyte(ask, config):
    balls = [trimesh.creation.icosphere(subdivisions=7, radius=9).apply_translation((x, 0, 0)) for x in (0, 30, 60)]
    part = stl(trimesh.util.concatenate(balls))
    assert 45 < len(part) / 2**20 <= 50
    given = ask(part, preset="draft", layerHeightUm=300)
    command = [sys.executable, "-c", MEASURED, config.cache]
    ran = subprocess.run(command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, check=True)
    problem, own_mb, slicer_mb = json.loads(ran.stdout.splitlines()[-1])
    assert problem is None
    assert slicer_mb > 100
    assert own_mb + slicer_mb < 512
