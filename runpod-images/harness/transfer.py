"""One file by its signed link, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import requests

from harness.links import Links, TransferBrokenError

CHUNK_BYTES = 1 << 18


def fetch_file(links: Links, url: str, sha256: str, size: int, target: Path) -> None:
    """``target`` with exactly ``size`` bytes of that SHA-256; one that is there already is not fetched again.

    Raises ``LinkError`` and ``CancelledError``.
    """
    if target.exists():
        with target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return
    part = target.with_name(f"{target.name}.part")
    try:
        links.call("GET", url, lambda response: _receive(response, sha256, size, part, links))
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _receive(response: requests.Response, sha256: str, size: int, part: Path, links: Links) -> None:
    digest, received = hashlib.sha256(), 0
    with part.open("wb") as file:
        for chunk in response.iter_content(CHUNK_BYTES):
            links.check()
            received += len(chunk)
            if received > size:
                raise TransferBrokenError(f"more than its {size} bytes arrived")
            digest.update(chunk)
            file.write(chunk)
    if received != size or digest.hexdigest() != sha256:
        raise TransferBrokenError(f"{received} of {size} bytes arrived, or other ones")
