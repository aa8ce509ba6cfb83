from __future__ import annotations

import os
import time

import pytest

from harness.workspaces import Workspaces


@pytest.fixture
def workspaces(tmp_path) -> Workspaces:
    return Workspaces(tmp_path, disk_mb=1, keep_s=100)


def fill(workspaces, job_id, kilobytes, age_s=0.0):
    path = workspaces.open(job_id)
    (path / "file").write_bytes(bytes(kilobytes * 1024))
    workspaces.close(job_id, keep=True)
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_attempts_of_a_job_share_a_workspace(workspaces):
    path = fill(workspaces, "a", 1)
    assert (workspaces.open("A") / "file").exists()
    assert workspaces.open("A") == path


def test_a_workspace_that_is_not_kept_is_gone(workspaces):
    path = fill(workspaces, "a", 1)
    workspaces.close("a", keep=False)
    assert not path.exists()


def test_an_old_workspace_goes_when_another_job_comes(workspaces):
    old, young = fill(workspaces, "old", 1, age_s=101), fill(workspaces, "young", 1, age_s=50)
    workspaces.open("next")
    assert not old.exists()
    assert young.exists()


def test_the_oldest_go_until_the_budget_is_met(workspaces):
    paths = [fill(workspaces, str(index), 400, age_s=50 - index) for index in range(3)]
    workspaces.open("next")
    assert [path.exists() for path in paths] == [False, True, True]


def test_the_workspace_in_use_is_never_evicted(workspaces):
    path = fill(workspaces, "large", 5000, age_s=1000)
    assert workspaces.open("large") == path
    assert (path / "file").exists()
