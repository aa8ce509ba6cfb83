"""state.zip: what a finished part can be rebuilt from, in one file that travels with its results."""

from __future__ import annotations

import zipfile
from pathlib import Path

from reconstruct.stage import StageError

STATE_NAME = "state.zip"
#: In the workspace: the CAD stage's files, and the whole mesh of a faceted part where the photos or a rebuild left it.
_CAD_FILES = ("state.json", "solid.brep", "surfels.npz")
_MESHES = ("cad/full.ply", "mesh/mesh.ply")
_NAMES = (*_CAD_FILES, "report.json", "full.ply")
_BYTES_MAX = 1 << 30


def pack_state(workspace: Path, report: Path, target: Path) -> None:
    """Writes ``target``; nothing where the CAD stage left no state."""
    files = {name: workspace / "cad" / name for name in _CAD_FILES}
    if not all(file.is_file() for file in files.values()):
        return
    files["report.json"] = report
    mesh = next((workspace / name for name in _MESHES if (workspace / name).is_file()), None)
    if mesh is not None and '"label": "faceted"' in files["state.json"].read_text():
        files["full.ply"] = mesh
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.write(file, name)


def unpack_state(archive: Path, folder: Path) -> None:
    """The files of a state, and no others, into ``folder``. Raises StageError where they are not there whole."""
    try:
        with zipfile.ZipFile(archive) as content:
            found = {entry.filename: entry for entry in content.infolist() if entry.filename in _NAMES}
            if sum(entry.file_size for entry in found.values()) > _BYTES_MAX:
                raise StageError("rebuild-unavailable", "cad", "the state of the part is too large")
            for name, entry in found.items():
                (folder / name).write_bytes(content.read(entry))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise StageError("rebuild-unavailable", "cad", "the state of the part cannot be opened") from error
    if not {*_CAD_FILES, "report.json"} <= found.keys():
        raise StageError("rebuild-unavailable", "cad", "the state of the part is not whole")
