"""An edge on loopback for the tests: signed links to photos and results, with faults to order."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from reconstruct.pipeline.conftest import Stages, stages  # noqa: F401 - a fixture here too

RESULT_NAMES = (
    "part.step",
    "part.stl",
    "part.3mf",
    "part.glb",
    "dimensions.csv",
    "report.json",
    "preview.png",
    "state.zip",
    "manifest.json",
)
PHOTO_COUNT = 3


@dataclass
class Edge:
    """``faults[path]``: what the next calls of a path get instead: a status, ``"cut"``, ``"flip"`` or ``"hang"``."""

    base: str
    photos: dict[str, bytes]
    job_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    faults: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    put: dict[str, bytes] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def job_input(self, attempt: int = 1) -> dict[str, Any]:
        return {
            "schema": 1,
            "jobId": self.job_id,
            "attempt": attempt,
            "scanName": "bracket",
            "options": {"scale": {"mat": "none"}, "quality": "draft"},
            "photos": [
                {
                    "photoId": str(uuid.UUID(int=index)),
                    "pass": 0,
                    "name": f"{name}.jpg",
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content),
                    "url": f"{self.base}/photos/{name}?signature=secret",
                }
                for index, (name, content) in enumerate(self.photos.items())
            ],
            "rebuild": None,
            "results": {name: f"{self.base}/results/{name}?signature=secret" for name in RESULT_NAMES},
            "progressUrl": f"{self.base}/progress?token=secret",
        }

    def rebuild_input(self, state: bytes, overrides: list, known: dict | None, attempt: int = 1) -> dict[str, Any]:
        """A job that begins from ``state`` in place of photos."""
        self.files["state.zip"] = state
        link = {"sha256": hashlib.sha256(state).hexdigest(), "bytes": len(state),
                "url": f"{self.base}/files/state.zip?signature=secret"}  # fmt: skip
        of = {"jobId": str(uuid.UUID(int=7)), "attempt": 1}
        rebuild = {"of": of, "overrides": overrides, "knownDistance": known, "state": link}
        return {**self.job_input(attempt), "photos": [], "rebuild": rebuild}

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.put["manifest.json"])


class _Handler(BaseHTTPRequestHandler):
    edge: Edge

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        fault = self._fault()
        content = (self.edge.photos | self.edge.files).get(self.path.split("/")[-1].split("?")[0])
        if content is None or isinstance(fault, int):
            return self._answer(fault or 404)
        if fault == "flip":
            content = bytes([content[0] ^ 1]) + content[1:]
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if fault == "cut" else content)
        if fault == "cut":
            self.close_connection = True
        return None

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        fault = self._fault()
        if isinstance(fault, int):
            return self._answer(fault)
        name = self.path.split("/")[-1].split("?")[0]
        if hashlib.sha256(content).hexdigest() != self.headers["x-content-sha256"]:
            return self._answer(422)
        self.edge.put[name] = content
        self.edge.order.append(name)
        return self._answer(201)

    def do_POST(self) -> None:
        self.edge.events.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self._answer(self._fault() or 202)

    def _fault(self) -> Any:
        path = self.path.split("?")[0]
        self.edge.calls.append(path)
        waiting = self.edge.faults.get(path, [])
        return waiting.pop(0) if waiting else None

    def _answer(self, status: int) -> None:
        codes = {404: "not-found", 410: "link-expired", 422: "result-hash-mismatch", 500: "internal"}
        if self.command == "PUT":
            codes[410] = "attempt-over"
        body = json.dumps({"code": codes.get(status), "status": status}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def edge() -> Iterator[Edge]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    photos = {f"photo-{index}": bytes([index]) * 400_000 for index in range(PHOTO_COUNT)}
    edge = Edge(f"http://127.0.0.1:{server.server_port}", photos)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"edge": edge})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield edge
    server.shutdown()
    server.server_close()
