"""What a finished part can be rebuilt from, as files: the sharp solid, its roundings, the evened cloud."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.BRepTools import BRepTools
from OCP.gp import gp_Pnt, gp_Trsf
from OCP.TopoDS import TopoDS_Shape, TopoDS_Solid

from cad.build.blend import Blend
from cad.cloud.cloud import Surfels
from cad.edges.trim import Trim
from cad.fit.surfaces import Cone, Cylinder, Plane, Sphere, Surface, Torus
from cad.kernel.shape import solids_of
from cad.problem import CadError
from cad.rebuild.build import Sharp

STATE_FILES = ("state.json", "solid.brep", "surfels.npz")


@dataclass(frozen=True)
class State:
    """``label``: ``analytic`` or ``faceted``; ``unit``: ``mm`` or ``scene``. ``sharp`` and ``surfels`` are in working
    lengths: those of the part times ``factor``. A faceted solid has no roundings."""

    label: str
    unit: str
    factor: float
    sharp: Sharp
    surfels: Surfels

    def save(self, folder: Path) -> None:
        """Writes ``STATE_FILES``."""
        BRepTools.Write_s(self.sharp.solid, str(folder / "solid.brep"))
        given = self.surfels
        np.savez_compressed(
            folder / "surfels.npz", points=given.points.astype(np.float32), normals=given.normals.astype(np.float32),
            good=given.good, seen=given.seen.astype(np.float32),
        )  # fmt: skip
        blends = [{name: _plain(value) for name, value in asdict(blend).items()} for blend in self.sharp.blends]
        measured = {name: getattr(given, name) for name in ("noise", "spacing", "diagonal", "table_z", "seen_noise")}
        content = {
            "label": self.label, "unit": self.unit, "factor": self.factor, "blends": blends, "surfels": measured,
            "trims": [_told(trim) for trim in self.sharp.trims],
        }  # fmt: skip
        (folder / "state.json").write_text(json.dumps(content))

    @staticmethod
    def load(folder: Path) -> State:
        """Raises CadError ``rebuild-impossible`` where the files are not what :meth:`save` writes."""
        try:
            content = json.loads((folder / "state.json").read_text())
            with np.load(folder / "surfels.npz", allow_pickle=False) as arrays:
                places = {name: arrays[name].astype(float) for name in ("points", "normals", "seen")}
                surfels = Surfels(**places, good=arrays["good"].astype(bool), **content["surfels"])
            blends = [_blend(entry) for entry in content["blends"]]
            shape = TopoDS_Shape()
            if not BRepTools.Read_s(shape, str(folder / "solid.brep"), BRep_Builder()):
                raise ValueError("solid.brep")
            solid = next(iter(solids_of(shape)))
            sharp = Sharp(solid, blends, [_trim(entry) for entry in content["trims"]])
            return State(content["label"], content["unit"], float(content["factor"]), sharp, surfels)
        except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
            raise CadError("rebuild-impossible", "what the part was built from cannot be read") from error

    def scaled(self, by: float) -> State:
        """The same part with all working lengths multiplied."""
        if by == 1.0:
            return self
        blends = [_scaled_blend(blend, by) for blend in self.sharp.blends]
        trims = [trim.scaled(by) for trim in self.sharp.trims]
        sharp = Sharp(scaled_solid(self.sharp.solid, by), blends, trims)
        return replace(self, factor=self.factor * by, sharp=sharp, surfels=self.surfels.scaled(by))


def scaled_solid(solid: TopoDS_Solid, factor: float) -> TopoDS_Solid:
    """A copy with all lengths multiplied, about the origin."""
    move = gp_Trsf()
    move.SetScale(gp_Pnt(0, 0, 0), factor)
    return next(iter(solids_of(BRepBuilderAPI_Transform(solid, move, True).Shape())))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def _blend(entry: dict) -> Blend:
    planes = [Plane(np.array(entry[side]["normal"]), entry[side]["offset"]) for side in ("first", "second")]
    return Blend(*planes, np.array(entry["axis"]), entry["radius"], entry["low"], entry["high"])


def _told(trim: Trim) -> dict:
    surfaces = {
        side: {"kind": surface.kind} | {name: _plain(value) for name, value in asdict(surface).items()}
        for side, surface in (("first", trim.first), ("second", trim.second))
    }  # fmt: skip
    return surfaces | {"kind": trim.kind, "sizes": list(trim.sizes), "places": trim.places.tolist()}


def _trim(entry: dict) -> Trim:
    first, second = (_surface(entry[side]) for side in ("first", "second"))
    return Trim(entry["kind"], first, second, (entry["sizes"][0], entry["sizes"][1]), np.array(entry["places"]))


def _surface(entry: dict) -> Surface:
    kinds = {made.kind: made for made in (Plane, Cylinder, Cone, Sphere, Torus)}
    fields = {name: np.array(v) if isinstance(v, list) else v for name, v in entry.items() if name != "kind"}
    return kinds[entry["kind"]](**fields)


def _scaled_blend(blend: Blend, by: float) -> Blend:
    first, second = blend.first.scaled(by), blend.second.scaled(by)
    return Blend(first, second, blend.axis, blend.radius * by, blend.low * by, blend.high * by)
