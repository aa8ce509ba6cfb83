"""STEP AP242 with the part's name, and a name and a colour on every face; read back before anyone is told of it."""

from __future__ import annotations

from pathlib import Path

from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Interface import Interface_Static
from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_Reader, STEPControl_StepModelType
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDocStd import TDocStd_Document
from OCP.TopoDS import TopoDS_Shape, TopoDS_Solid
from OCP.XCAFDoc import XCAFDoc_ColorType, XCAFDoc_DocumentTool

from cad.kernel.shape import faces_of
from cad.problem import CadError

#: sRGB 0..1 of each kind of evidence; the viewer and the GLB use the same.
EVIDENCE_COLOURS = {"measured": (0.36, 0.62, 0.84), "fitted": (0.93, 0.72, 0.30), "guessed": (0.80, 0.42, 0.44)}


def write_step(path: Path, solid: TopoDS_Solid, product: str, names: list[str], evidence: list[str]) -> None:
    """Write ``solid`` in mm as AP242; ``names`` and ``evidence`` in the order of its faces (may be empty)."""
    document = TDocStd_Document(TCollection_ExtendedString("BinXCAF"))
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colours = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    label = shapes.AddShape(solid, False)
    TDataStd_Name.Set_s(label, TCollection_ExtendedString(product))
    for face, name, kind in zip(faces_of(solid), names, evidence, strict=False):
        part = shapes.AddSubShape(label, face)
        if part.IsNull():
            continue
        TDataStd_Name.Set_s(part, TCollection_ExtendedString(name))
        colour = Quantity_Color(*EVIDENCE_COLOURS[kind], Quantity_TypeOfColor.Quantity_TOC_sRGB)
        colours.SetColor(part, colour, XCAFDoc_ColorType.XCAFDoc_ColorSurf)
    writer = STEPCAFControl_Writer()
    Interface_Static.SetCVal_s("write.step.schema", "AP242DIS")
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    Interface_Static.SetCVal_s("write.step.product.name", product)
    Interface_Static.SetIVal_s("write.stepcaf.subshapes.name", 1)
    writer.SetNameMode(True)
    writer.SetColorMode(True)
    if not writer.Transfer(document, STEPControl_StepModelType.STEPControl_AsIs):
        raise CadError("no-solid", "the solid could not be put into STEP")
    if writer.Write(str(path)) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise CadError("no-solid", f"{path.name} could not be written")


def read_step(path: Path) -> TopoDS_Shape:
    """The one shape of a STEP file. Raises CadError ``no-solid`` when it cannot be read."""
    reader = STEPControl_Reader()
    if reader.ReadFile(str(path)) != IFSelect_ReturnStatus.IFSelect_RetDone or reader.TransferRoots() < 1:
        raise CadError("no-solid", f"{path.name} cannot be read as STEP")
    shape = reader.OneShape()
    if shape.IsNull():
        raise CadError("no-solid", f"{path.name} holds no shape")
    return shape
