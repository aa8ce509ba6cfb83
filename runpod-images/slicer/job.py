"""One slice job from its input to its output: fetch, slice or find, put. Knows nothing of RunPod's SDK."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.models import Failure, Figures, SliceFile, SliceInput, SliceOutput, Versions
from harness.job import read_input
from harness.links import LinkError, Links
from harness.results import put_file
from harness.transfer import fetch_file
from reconstruct.pipeline.results import describe_failure
from reconstruct.stage import StageError
from slicer.config import SlicerConfig
from slicer.kept import KeptSlice, KeptSlices
from slicer.profiles.store import Profile, load_profile, profile_version
from slicer.sandbox.run import own_folder
from slicer.slicing import VERSION, slice_part, slicer_version

log = logging.getLogger("caliper.slicer")

PREVIEW, MANIFEST = "preview.bin.gz", "slice.json"


def run_slice(
    given: Any, config: SlicerConfig, cancel: threading.Event, update: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """The contract's sliceOutput for its sliceInput. A slice takes seconds: nothing is told on the way.

    A part that cannot be sliced is an output with a ``failure``. Raises ``RefusedInputError``, ``AttemptOverError``
    and ``CancelledError``; nothing is put then.
    """
    task = read_input(SliceInput, given)
    links = Links(config.link_origins, cancel)
    with own_folder() as folder:
        work = _Work(task, config, links, cancel, folder)
        try:
            work.output = work.sliced()
        except StageError as error:
            work.output = work.failed(error)
        links.check()
        return work.put().wire()


def cache_key(task: SliceInput, slicer: str) -> str:
    """Of everything that figures depend on; neither names nor links are."""
    settings = task.settings.wire()
    del settings["material"]
    known = {
        "geometry": task.geometry.sha256,
        "settings": settings,
        "machine": task.machine,
        "material": task.profile,
        "density": task.density_mg_per_cm3,
        "slicer": slicer,
        "profile": profile_version(),
        "code": VERSION,
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


class _Work:
    """What is known of a job so far: a failure may come before or after there is a slicer."""

    output: SliceOutput

    def __init__(
        self, task: SliceInput, config: SlicerConfig, links: Links, cancel: threading.Event, folder: Path
    ) -> None:
        self._task, self._config, self._links, self._cancel, self._folder = task, config, links, cancel, folder
        self._started = time.monotonic()
        self._slicer: str | None = None
        self._kept: KeptSlice | None = None

    def sliced(self) -> SliceOutput:
        task = self._task
        self._slicer = slicer_version(self._config.program)
        profile = load_profile(task.machine, task.profile, task.settings.preset)
        if profile.process != task.settings.process:
            raise StageError(
                "slicer-profile-unknown", "slice", f"{task.machine} does not print {task.settings.process}"
            )
        kept = KeptSlices(self._config.cache / "slices", self._config.cache_mb)
        key = cache_key(task, self._slicer)
        found = kept.find(key)
        self._kept = found or self._slice(kept, key, profile)
        return self._output(Figures.model_validate(self._kept.figures), None, cached=found is not None)

    def _slice(self, kept: KeptSlices, key: str, profile: Profile) -> KeptSlice:
        part = self._folder / "given.stl"
        self._fetch(part)
        made = slice_part(part, self._task, profile, self._config, self._cancel)
        log.info("slice %s took %.0f MB", self._task.slice_id, made.peak_mb)
        return kept.keep(key, made.figures, made.preview)

    def _fetch(self, target: Path) -> None:
        geometry = self._task.geometry
        try:
            fetch_file(self._links, geometry.url, geometry.sha256, geometry.bytes, target)
        except LinkError as error:
            gone = error.status == 404
            code = "not-found" if gone else "storage-unavailable"
            detail = f"the part could not be fetched: {error.detail}"
            raise StageError(code, "slice", detail, retryable=not gone) from error

    def failed(self, error: StageError) -> SliceOutput:
        return self._output(None, Failure.model_validate(describe_failure(error)), cached=False)

    def _output(self, figures: Figures | None, failure: Failure | None, *, cached: bool) -> SliceOutput:
        versions = Versions(slicer=self._slicer, profile=profile_version()) if self._slicer else None
        return SliceOutput(
            schema_=1,
            slice_id=self._task.slice_id,
            attempt=self._task.attempt,
            figures=figures,
            failure=failure,
            versions=versions,
            cache_key=cache_key(self._task, self._slicer) if self._slicer else None,
            cached=cached,
            files=[],
            seconds=round(time.monotonic() - self._started, 3),
        )

    def put(self) -> SliceOutput:
        """The output, after its preview and itself were put; where they could not be, that is the failure."""
        urls = self._task.results
        try:
            preview = self._kept.preview if self._kept and self.output.figures else None
            if preview:
                content = preview.read_bytes()
                sha256 = hashlib.sha256(content).hexdigest()
                put_file(PREVIEW, urls.preview_bin_gz, preview, sha256, self._links)
                file = SliceFile(name=PREVIEW, sha256=sha256, bytes=len(content))
                self.output = self.output.model_copy(update={"files": [file]})
            manifest = self._folder / MANIFEST
            manifest.write_text(self.output.model_dump_json(by_alias=True))
            sha256 = hashlib.sha256(manifest.read_bytes()).hexdigest()
            put_file(MANIFEST, urls.slice_json, manifest, sha256, self._links)
        except StageError as error:
            # What was found wrong with the part stands without its manifest.
            return self.output if self.output.failure else self.failed(error)
        return self.output
