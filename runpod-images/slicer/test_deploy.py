"""What a shop runs itself, held against the schemas of Compose and Kubernetes, and against what the worker reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from slicer.config import config_from_env
from slicer.control_plane import control_plane_environment

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "slicer" / "deploy"
TOOLS = Path(sys.executable).parent
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))


def checked(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True, check=False)


def compose_check(file: Path) -> subprocess.CompletedProcess[str]:
    return checked("check-jsonschema", "--builtin-schema", "vendor.compose-spec", file)


def kubernetes_check(file: Path) -> subprocess.CompletedProcess[str]:
    return checked("kubernetes-validate", "--strict", file)


def test_the_compose_file_is_one(tmp_path):
    assert (ran := compose_check(DEPLOY / "compose.yaml")).returncode == 0, ran.stdout
    wrong = tmp_path / "compose.yaml"
    wrong.write_text((DEPLOY / "compose.yaml").read_text().replace("read_only: true", "readonly: true"))
    assert compose_check(wrong).returncode != 0


def test_the_manifests_are_ones(tmp_path):
    assert (ran := kubernetes_check(DEPLOY / "kubernetes.yaml")).returncode == 0, ran.stdout + ran.stderr
    wrong = tmp_path / "kubernetes.yaml"
    wrong.write_text((DEPLOY / "kubernetes.yaml").read_text().replace("replicas: 2", "replica: 2"))
    assert kubernetes_check(wrong).returncode != 0


def test_every_container_is_confined():
    for service in COMPOSE["services"].values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"] and "mem_limit" in service
    for deployment in (part for part in KUBERNETES if part["kind"] == "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] and pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] and context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]} and container["resources"]["limits"]["memory"]


def test_no_key_stands_in_them():
    services = COMPOSE["services"].values()
    keys = [value for service in services for name, value in service["environment"].items() if "KEY" in name]
    assert len(keys) == 3 and all(re.fullmatch(r"\$\{\w+:\?set it\}", key) for key in keys)
    assert not any(part["kind"] == "Secret" for part in KUBERNETES)


def test_they_set_only_what_the_worker_reads():
    source = "".join(path.read_text() for path in (ROOT / "slicer").glob("*.py"))
    config = next(part["data"] for part in KUBERNETES if part["kind"] == "ConfigMap")
    named = {*COMPOSE["services"]["slicer"]["environment"], *config} - {"RUNPOD_AI_API_KEY"}
    assert named and all(f'"{name}"' in source for name in named)


def test_the_sdk_is_told_the_same_as_by_a_start_on_this_machine():
    code = (
        'import { workerEnv } from "./control-plane/worker-env.ts";'
        'const told = { base: "http://plane:1", endpoint: "slice", workerId: "a", workerKey: "" };'
        "console.log(JSON.stringify(workerEnv(told)))"
    )
    node = ROOT.parent / "node_modules" / ".bin" / "node"
    command = [node, "--input-type=module-typescript", "--eval", code]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    del told["RUNPOD_AI_API_KEY"]
    assert control_plane_environment("http://plane:1/", "a") == told


@pytest.mark.parametrize("key", ["", "local-worker"])
def test_a_control_plane_with_the_usual_keys_listens_to_nobody_else(key):
    node = ROOT.parent / "node_modules" / ".bin" / "node"
    environment = os.environ | {"CONTROL_PLANE_HOST": "0.0.0.0", "CONTROL_PLANE_PORT": "0", "RUNPOD_AI_API_KEY": key}
    command = [node, "control-plane/main.ts"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=20, check=False)
    assert ran.returncode == 1 and b"20 characters" in ran.stderr


def test_the_environment_sets_everything(monkeypatch):
    values = {"CACHE_DIR": "/cache", "SLICE_CACHE_MB": "5", "SLICE_TIMEOUT_S": "6", "SLICE_MEMORY_MB": "7",
              "SLICER": "/bin/other", "LINK_ORIGINS": "https://a.example, https://b.example"}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"CALIPER_{name}", value)
    config = config_from_env()
    assert (config.cache, config.cache_mb, config.program) == (Path("/cache"), 5, "/bin/other")
    assert (config.limits.timeout_s, config.limits.memory_mb) == (6, 7)
    assert config.link_origins == ("https://a.example", "https://b.example")
