"""Stage ``export``: the files a person takes away, each checked after it was written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from OCP.TopoDS import TopoDS_Solid

from cad.cloud.cloud import Cloud
from cad.cloud.ply import read_cloud, read_mesh
from cad.deviation.shown import shown_tessellation, write_shown
from cad.dimensions.table import write_table
from cad.faceted.solid import thin_mesh
from cad.files.stl import read_stl, write_stl
from cad.files.three_mf import write_3mf
from cad.files.weld import Closedness, closedness, weld
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import bounds_of, is_closed, is_valid, solids_of
from cad.picture.shaded import render_picture
from cad.problem import CadError
from cad.step.document import read_step
from reconstruct.stage import Figure, StageContext, StageError, StageResult

VERSION = 4
INPUTS = ("poses", "object", "mesh", "cad")
TIMEOUT_S = 120.0

_GLB_BYTES_MAX = 3 * 1024 * 1024
#: Triangles of a faceted part's GLB; the second where the first is too large for the phone (every corner a crease).
_GLB_TRIANGLES = (24_000, 9_000)
#: Shares of the diagonal by which a faceted part's triangles may leave the full mesh: printed, shown on the phone.
_PRINT_ERROR, _GLB_ERROR = 0.0001, 0.0003


def _printed_mesh(source: Path, full: Path, label: str) -> tuple[Mesh, Array]:
    """What goes into STL and 3MF, welded: the B-rep's triangles when analytic, else the full mesh; colours by face.

    A full mesh that an STL's readers would not find closed gives way to the faceted solid's own triangles.
    """
    with np.load(source / "mesh.npz") as content:
        solid = Mesh(content["vertices"], content["triangles"], content["faces"])
        colours = content["colours"]
    if label == "faceted" and full.exists():
        mesh = weld(read_mesh(full))
        if _prints(closedness(mesh)):
            return _thinned(mesh), colours[:1]
    return weld(solid), colours


def _thinned(mesh: Mesh) -> Mesh:
    """As few triangles as the printed error allows; the mesh itself where thinning would break it."""
    try:
        raw = thin_mesh(mesh, len(mesh.triangles), _PRINT_ERROR)
    except CadError:
        return mesh
    thin = weld(Mesh(raw.vertices, raw.triangles, np.zeros(len(raw.triangles), np.int64)))
    return thin if _prints(closedness(thin)) else mesh


def _prints(found: Closedness) -> bool:
    return found.watertight and found.manifold and found.volume > 0


def _check_step(path: Path) -> TopoDS_Solid:
    """The STEP's solid; StageError when it is not one valid closed solid on reading back."""
    shape = read_step(path)
    solids = list(solids_of(shape))
    if len(solids) != 1 or not is_valid(shape) or not is_closed(solids[0]):
        raise StageError("output-missing", "export", "part.step does not read back as one valid closed solid")
    return solids[0]


def _check_stl(path: Path) -> Closedness:
    """Closedness of the STL as a slicer will read it; StageError when it would not print."""
    found = closedness(weld(read_stl(path), 1e-7, apart=False))
    if not _prints(found):
        raise StageError("output-missing", "export", "part.stl is not one closed body of positive volume")
    return found


def _write_glb(path: Path, solid: TopoDS_Solid, welded: Mesh, cloud: Cloud, colours: Array, described: dict) -> None:
    """GLB within the phone's limit: the solid's faces, or the printed mesh of a faceted one, thinned by error."""
    faces, unit_is_mm = described["solid"]["faces"], described["unit"] == "mm"
    if faces[0]["type"] != "facet":
        write_shown(path, shown_tessellation(solid), cloud, colours, faces, unit_is_mm)
    else:
        for most in _GLB_TRIANGLES:
            mesh = thin_mesh(welded, most, _GLB_ERROR)
            whole = Mesh(mesh.vertices, mesh.triangles, np.zeros(len(mesh.triangles), np.int64))
            write_shown(path, whole, cloud, colours, faces, unit_is_mm)
            if path.stat().st_size <= _GLB_BYTES_MAX:
                break
    if path.stat().st_size > _GLB_BYTES_MAX:
        raise StageError("output-missing", "export", "part.glb is larger than 3 MB")


def run(context: StageContext) -> StageResult:
    """Writes part.step/stl/3mf/glb, dimensions.csv, preview.png and export.json (bounding box, closedness)."""
    return export(context, context.folder("object") / "cloud.ply", context.folder("mesh") / "mesh.ply")


def export(context: StageContext, cloud: Path, full: Path) -> StageResult:
    """The files of what lies in ``cad/``. ``cloud``: the part's points, for the deviation shown in the GLB.

    ``full``: the whole mesh (PLY), for a faceted part; need not be there.
    """
    out, source = context.folder("export"), context.folder("cad")
    out.mkdir(parents=True, exist_ok=True)
    described = json.loads((source / "cad.json").read_text())
    unit_is_mm = described["unit"] == "mm"
    try:
        shutil.copyfile(source / "part.step", out / "part.step")
        solid = _check_step(out / "part.step")
        low, high = bounds_of(solid)
        welded, colours = _printed_mesh(source, full, described["label"])
        context.progress(1, 4, "STL, 3MF")
        write_stl(out / "part.stl", welded)
        closed = _check_stl(out / "part.stl")
        title = "part" if unit_is_mm else "part (scale unknown: scene units)"
        write_3mf(out / "part.3mf", welded, colours, title)
        context.progress(2, 4, "GLB")
        _write_glb(out / "part.glb", solid, welded, read_cloud(cloud), colours, described)
    except CadError as error:
        raise StageError("output-missing", "export", error.detail) from error
    write_table(out / "dimensions.csv", described["solid"]["dimensions"], unit_is_mm)
    context.progress(3, 4, "picture")
    caption = (
        f"{described['label']}, {len(described['solid']['faces'])} faces"
        if described["label"] == "analytic"
        else "faceted"
    )
    render_picture(out / "preview.png", welded, colours, caption, "mm" if unit_is_mm else "scene units")
    size = high - low
    box = {"min": low.tolist(), "max": high.tolist(), "size": size.tolist()}
    (out / "export.json").write_text(json.dumps({"boundingBox": box, "genus": closed.genus, "bodies": closed.bodies}))
    measured: dict[str, Figure] = {
        "watertight": closed.watertight, "manifold": closed.manifold, "bodies": closed.bodies, "genus": closed.genus,
        "triangles": len(welded.triangles), "volumeMm3": closed.volume, "sizeXMm": float(size[0]),
        "sizeYMm": float(size[1]), "sizeZMm": float(size[2]),
        **{f"{name}Bytes": (out / f"part.{name}").stat().st_size for name in ("step", "stl", "3mf", "glb")},
    }  # fmt: skip
    return StageResult(measured)
