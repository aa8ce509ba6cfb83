"""A result and its truth in one picture."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from cad.geometry.mesh import Mesh
from cad.picture.shaded import render_picture

_FOUND, _TRUE = (0.36, 0.62, 0.84), (0.78, 0.79, 0.80)


def render_beside(path: Path, found: Mesh, true: Mesh, caption: str) -> None:
    """Three views of ``found`` (blue) over three of ``true`` (grey), the same framing for both, written as PNG."""
    rows = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="beside-") as work:
        for name, mesh, colour, said in (("found", found, _FOUND, caption), ("true", true, _TRUE, "truth")):
            colours = np.tile(colour, (int(mesh.faces.max()) + 1, 1))
            render_picture(Path(work) / f"{name}.png", mesh, colours, said, "mm", framed=true)
            with Image.open(Path(work) / f"{name}.png") as picture:
                rows.append(picture.convert("RGB"))
    sheet = Image.new("RGB", (rows[0].width, sum(row.height for row in rows)))
    for number, row in enumerate(rows):
        sheet.paste(row, (0, number * rows[0].height))
    sheet.save(path, optimize=True)
