"""Putting the results by their signed links, the manifest last: what it names is there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import requests

from contract.models import ResultFile, WorkerInput, WorkerOutput
from harness.links import LinkError, Links
from reconstruct.stage import StageError

MEDIA_TYPES = {
    ".step": "model/step",
    ".stl": "model/stl",
    ".3mf": "model/3mf",
    ".glb": "model/gltf-binary",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".zip": "application/zip",
    ".gz": "application/gzip",
}
MANIFEST = "manifest.json"
SHA256_HEADER = "x-content-sha256"


class AttemptOverError(Exception):
    """The edge has fenced this attempt off: whatever it still does is thrown away."""


def result_links(task: WorkerInput) -> dict[str, str]:
    """``{file name: link}`` of all results and the manifest."""
    return {str(name): str(url) for name, url in task.results.wire().items()}


def put_results(task: WorkerInput, folder: Path, links: Links) -> list[ResultFile]:
    """Put each file of ``folder`` that the contract knows; returns what was put.

    Raises ``StageError`` (``output-missing``) where one could not be put and ``AttemptOverError`` when fenced off.
    """
    put = []
    for name, url in result_links(task).items():
        file = folder / name
        if name == MANIFEST or not file.is_file() or not file.stat().st_size:
            continue
        with file.open("rb") as body:
            sha256 = hashlib.file_digest(body, "sha256").hexdigest()
        put_file(name, url, file, sha256, links)
        put.append(ResultFile(name=name, sha256=sha256, bytes=file.stat().st_size))
    return put


def put_manifest(task: WorkerInput, output: WorkerOutput, folder: Path, links: Links) -> None:
    """Raises like ``put_results``."""
    file = folder / MANIFEST
    file.write_text(output.model_dump_json(by_alias=True, exclude_unset=True))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    put_file(MANIFEST, result_links(task)[MANIFEST], file, sha256, links)


def put_file(name: str, url: str, file: Path, sha256: str, links: Links) -> None:
    """Raises like ``put_results``."""
    headers = {"content-type": MEDIA_TYPES[file.suffix], SHA256_HEADER: sha256}
    try:
        links.call("PUT", url, _drain, data=lambda: file.open("rb"), headers=headers)
    except LinkError as error:
        if error.code in ("attempt-over", "scan-deleted", "result-taken"):
            raise AttemptOverError(error.code) from error
        raise StageError(
            "output-missing", "export", f"{name} could not be put: {error.detail}", retryable=True
        ) from error


def _drain(response: requests.Response) -> None:
    response.close()
