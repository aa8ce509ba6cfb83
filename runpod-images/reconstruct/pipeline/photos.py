"""The folder ``input/`` of a workspace: the photos as sent, and ``photos.json``."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reconstruct.pipeline.cache import replace
from reconstruct.stage import StageError

PHOTO_NAMESPACE = uuid.UUID("6f1d3c7e-0f0b-5d0e-9a57-3b1a8f1c2d4e")


@dataclass(frozen=True)
class Photo:
    """``pass_index``: 0 for the part as first laid down, 1 turned over, …; ``name`` is shown, never used as a path."""

    photo_id: str
    pass_index: int
    name: str
    sha256: str
    path: Path


def photos_in(folder: Path) -> list[Photo]:
    """The photos of a folder: its files are one pass; where it has sub-folders, each of these is a pass.

    Photo ids are made from the bytes, so that the same folder gives the same ids. Hidden files are passed over;
    whether a file is a photo is decided by its content, later. Raises ``StageError`` where there is none.
    """
    if not folder.is_dir():
        raise StageError("photos-too-few", "load", f"{folder} is not a folder")
    folders = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    passes = [files for files in map(_files, [folder, *folders]) if files]
    if not passes:
        raise StageError("photos-too-few", "load", f"{folder} holds no files")
    photos = []
    for index, path in ((index, path) for index, files in enumerate(passes) for path in files):
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        photo_id = str(uuid.uuid5(PHOTO_NAMESPACE, f"{index}/{path.name}/{sha256}"))
        photos.append(Photo(photo_id, index, path.name, sha256, path))
    return photos


def lay_input(workspace: Path, photos: Sequence[Photo]) -> None:
    """Make ``workspace/input/`` hold exactly these photos: hard links where the file system allows, else copies."""
    workspace.mkdir(parents=True, exist_ok=True)
    made = workspace / ".input.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    listed = []
    for photo in sorted(photos, key=lambda photo: (photo.pass_index, photo.name, photo.photo_id)):
        _link_or_copy(photo.path, made / photo.photo_id)
        listed.append({"photoId": photo.photo_id, "pass": photo.pass_index, "name": photo.name,
                       "sha256": photo.sha256, "file": photo.photo_id})  # fmt: skip
    (made / "photos.json").write_text(json.dumps(listed, indent=1))
    replace(made, workspace / "input")


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
