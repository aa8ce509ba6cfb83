from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.config import config_from_env, usable_cores


def test_the_environment_sets_everything(monkeypatch):
    values = {"CACHE_DIR": "/cache", "DISK_MB": "5", "KEEP_S": "6", "MEMORY_MB": "7", "PROCESSES": "3"}
    for name, value in values.items():
        monkeypatch.setenv(f"CALIPER_{name}", value)
    monkeypatch.setenv("CALIPER_LINK_ORIGINS", "https://a.example, https://b.example")
    config = config_from_env()
    assert (config.cache, config.disk_mb, config.keep_s) == (Path("/cache"), 5, 6)
    assert (config.memory_mb, config.processes) == (7, 3)
    assert config.link_origins == ("https://a.example", "https://b.example")


def test_without_an_environment_no_origin_is_excluded(monkeypatch):
    monkeypatch.delenv("CALIPER_LINK_ORIGINS", raising=False)
    assert config_from_env().link_origins == ()


@pytest.mark.parametrize(
    ("text", "cores"), [("100000 100000", 1), ("50000 100000", 1), ("max 100000", None), ("", None)]
)
def test_a_containers_share_of_the_processor_counts(tmp_path, text, cores):
    (tmp_path / "cpu.max").write_text(text)
    assert usable_cores(tmp_path / "cpu.max") == (cores or len(os.sched_getaffinity(0)))
