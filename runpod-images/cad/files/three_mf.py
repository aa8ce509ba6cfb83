"""3MF (core specification 1.3 with its materials extension): one object in mm, a colour per face."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Target="/3D/3dmodel.model" Id="model" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)
#: A fixed date: the same part gives the same file.
_WHEN = (2000, 1, 1, 0, 0, 0)


def _model(mesh: Mesh, face_colours: Array, title: str) -> str:
    palette, of_face = np.unique(np.round(face_colours * 255).astype(int), axis=0, return_inverse=True)
    of_face = of_face.reshape(-1)
    colours = "".join(f'<m:color color="#{r:02X}{g:02X}{b:02X}"/>' for r, g, b in palette)
    vertices = "".join(f'<vertex x="{x:.5f}" y="{y:.5f}" z="{z:.5f}"/>' for x, y, z in mesh.vertices)
    rows = np.c_[mesh.triangles, of_face[mesh.faces]]
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}" pid="1" p1="{p}"/>' for a, b, c, p in rows)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}" '
        f'xmlns:m="{_MATERIAL}"><metadata name="Title">{quoteattr(title)[1:-1]}</metadata>'
        f'<metadata name="Application">Caliper</metadata><resources><m:colorgroup id="1">{colours}</m:colorgroup>'
        f'<object id="2" type="model" pid="1" pindex="0"><mesh><vertices>{vertices}</vertices>'
        f'<triangles>{triangles}</triangles></mesh></object></resources><build><item objectid="2"/></build></model>'
    )


def write_3mf(path: Path, mesh: Mesh, face_colours: Array, title: str) -> None:
    """``mesh``: welded, mm; ``face_colours (f, 3)``: sRGB 0..1 by face id."""
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "3D/3dmodel.model": _model(mesh, face_colours, title),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text.encode(), zipfile.ZIP_DEFLATED)
