"""Solids as bytes, exactly as they are, their triangles included: imported, it lets ``pickle`` and ``copy`` pass them
on."""

from __future__ import annotations

import copyreg
import io

from OCP.BinTools import BinTools
from OCP.TopoDS import TopoDS, TopoDS_Shape, TopoDS_Solid


def _unpacked(content: bytes) -> TopoDS_Solid:
    shape = TopoDS_Shape()
    BinTools.Read_s(shape, io.BytesIO(content))
    return TopoDS.Solid(shape)


def _packed(solid: TopoDS_Solid) -> tuple:
    stream = io.BytesIO()
    BinTools.Write_s(solid, stream)
    return _unpacked, (stream.getvalue(),)


copyreg.pickle(TopoDS_Solid, _packed)
