from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import psutil

from harness.config import HarnessConfig
from harness.handler import make_handler
from reconstruct.pipeline.process import ROOT


def test_importing_the_handler_starts_nothing_and_loads_no_model():
    code = "import sys, threading, harness.handler; print(len(threading.enumerate()), sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found.startswith("1 ")
    for heavy in ("runpod", "pycolmap", "cv2", "OCP", "numba"):
        assert f"'{heavy}'" not in found


def test_a_bug_is_told_by_its_name_only(monkeypatch, tmp_path):
    def broken(*_):
        raise KeyError("https://signed.example/secret")

    monkeypatch.setattr("harness.handler.run_job", broken)
    handle = make_handler(HarnessConfig(tmp_path), lambda job, event: None)
    assert asyncio.run(handle({"id": "1", "input": {}})) == {"error": "internal: KeyError"}


def test_an_input_that_breaks_the_contract_fails_the_job(tmp_path):
    handle = make_handler(HarnessConfig(tmp_path), lambda job, event: None)
    assert asyncio.run(handle({"id": "1", "input": {}}))["error"].startswith("request-invalid")


def test_a_stopped_job_ends_its_stage_before_the_task_is_over(edge, stages, tmp_path):
    package = stages(load="context.progress(os.getpid(), None, 'in it'); time.sleep(60)")
    config = HarnessConfig(tmp_path / "cache", package=package, stages=("load",))
    heard: list[dict] = []

    async def stopped() -> None:
        handle = make_handler(config, lambda job, event: heard.append(event))
        task = asyncio.create_task(handle({"id": "1", "input": edge.job_input()}))
        while not any(event["text"] == "in it" for event in heard):
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    started = time.monotonic()
    asyncio.run(asyncio.wait_for(stopped(), 30))
    process_id = int(next(event["done"] for event in heard if event["text"] == "in it"))
    assert not psutil.pid_exists(process_id)
    assert time.monotonic() - started < 20
