"""Telling of a job's progress: to the edge by POST, to RunPod by its own way. Losing an event does no harm."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from contract.models import ProgressEvent, WorkerInput
from harness.links import refused_link
from reconstruct.pipeline.run import StageEvent

#: Between two events of a running stage; its start and end are always told.
INTERVAL_S = 1.0
LAST_WAIT_S = 3.0

#: Said of a finished stage; the names are its own figures.
SUMMARIES = {
    "load": "{usable} of {photos} photos are good",
    "features": "{featuresMedian} features a photo, the mat in {photosWithMat}",
    "matching": "{pairsMatched} of {pairs} pairs match",
    "poses": "{photosRegistered} of {photos} photos placed",
    "dense": "{points} points from {views} views",
    "object": "{points} points on the part",
    "mesh": "{triangles} triangles",
    "cad": "{label}, {faces} faces",
}

Send = Callable[[str, dict[str, Any]], None]


class ProgressReporter:
    """Takes events from any thread and sends them from one of its own, the newest of a stage in place of those before.

    ``post(url, event)`` reaches the edge, ``update(event)`` RunPod; what they raise is dropped.
    """

    def __init__(
        self, task: WorkerInput, post: Send, update: Callable[[dict[str, Any]], None], origins: tuple[str, ...] = ()
    ) -> None:
        self._task, self._post, self._update = task, post, update
        self._url = task.progress_url if refused_link(task.progress_url, origins) is None else None
        self._waiting: list[ProgressEvent] = []
        self._sequence = 0
        self._text = ""
        self._sent_s = -INTERVAL_S
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._send_all, name="progress", daemon=True)
        self._thread.start()

    def __call__(self, event: StageEvent) -> None:
        with self._changed:
            if self._closed:
                return
            text = summary(event.record) or self._text if event.record else event.text
            self._text = text if event.state == "running" else ""
            told = ProgressEvent(
                attempt=self._task.attempt,
                sequence=self._sequence,
                stage=event.stage,
                state=event.state,
                done=event.done,
                total=event.total,
                text=text[:300],
                at_ms=int(time.time() * 1000),
            )
            self._sequence += 1
            last = self._waiting[-1] if self._waiting else None
            if last and last.state == "running" and last.stage == told.stage:
                self._waiting.pop()
            self._waiting.append(told)
            self._changed.notify()

    def close(self) -> None:
        """Sends what is waiting, for a moment at most."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(LAST_WAIT_S)

    def _send_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._is_due(), timeout=INTERVAL_S)
                if not self._waiting:
                    if self._closed:
                        return
                    continue
                if not self._closed and not self._is_due():
                    continue
                event = self._waiting.pop(0).wire()
            self._sent_s = time.monotonic()
            self._quietly(lambda event=event: self._update(event))
            if self._url:
                self._quietly(lambda event=event: self._post(self._url, event))

    def _is_due(self) -> bool:
        if not self._waiting:
            return False
        only_running = len(self._waiting) == 1 and self._waiting[0].state == "running" and self._waiting[0].text
        return not only_running or time.monotonic() - self._sent_s >= INTERVAL_S

    @staticmethod
    def _quietly(send: Callable[[], None]) -> None:
        # An event may be lost, and its link is no matter for a log.
        with suppress(Exception):
            send()


def summary(record: dict[str, Any]) -> str:
    """What a finished stage came to, for people; empty where its figures are not the usual ones."""
    try:
        text = SUMMARIES[record["name"]].format_map(record["measured"])
    except (KeyError, ValueError):
        return ""
    return f"{text} (kept from the attempt before)" if record["cached"] else text
