"""Fetching a job's photos by their signed links into its workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from contract.models import Photo as PhotoLink
from contract.models import WorkerInput
from contract.problems import PHOTO_BYTES_MAX
from harness.links import LinkError, Links
from harness.transfer import fetch_file
from reconstruct.pipeline.photos import Photo, lay_input
from reconstruct.stage import StageError

PARALLEL = 4
DISK_RESERVE_BYTES = 1 << 30


def fetch_photos(task: WorkerInput, workspace: Path, links: Links, on_fetched: Callable[[int, int], None]) -> None:
    """Make ``workspace/input`` hold the job's photos, each checked for its size and SHA-256.

    What an earlier attempt has fetched whole is not fetched again. ``on_fetched(done, total)`` follows each photo.
    Raises ``StageError`` of stage ``load`` naming the photo that could not be had.
    """
    store = workspace / "photos"
    store.mkdir(parents=True, exist_ok=True)
    _check_room(task, store)
    # One shared file where the same photo stands in two passes.
    unique = {photo.sha256: photo for photo in task.photos}
    with ThreadPoolExecutor(PARALLEL, "fetch") as threads:
        waiting = [threads.submit(_fetch, photo, store / photo.sha256, links) for photo in unique.values()]
        try:
            for done, fetched in enumerate(as_completed(waiting), 1):
                fetched.result()
                on_fetched(done, len(waiting))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    photos = [
        Photo(photo.photo_id, photo.pass_, photo.name, photo.sha256, store / photo.sha256) for photo in task.photos
    ]
    lay_input(workspace, photos)


def _check_room(task: WorkerInput, store: Path) -> None:
    too_large = next((photo for photo in task.photos if photo.bytes > PHOTO_BYTES_MAX), None)
    if too_large:
        raise StageError("photo-too-large", "load", f"{too_large.name} has {too_large.bytes} bytes")
    if shutil.disk_usage(store).free < sum(photo.bytes for photo in task.photos) + DISK_RESERVE_BYTES:
        raise StageError("stage-crashed", "load", "the worker has not enough disk for the photos", retryable=True)


def _fetch(photo: PhotoLink, target: Path, links: Links) -> None:
    try:
        fetch_file(links, photo.url, photo.sha256, photo.bytes, target)
    except LinkError as error:
        raise _failure(photo, error) from error


def _failure(photo: PhotoLink, error: LinkError) -> StageError:
    gone = error.status == 404
    code = "photo-missing" if gone else error.code or "storage-unavailable"
    # A new attempt brings new links.
    retryable = not gone and code != "scan-deleted"
    return StageError(code, "load", f"{photo.name} could not be fetched: {error.detail}", retryable=retryable)
