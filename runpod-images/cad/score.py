"""How well a solid agrees with the cloud, face by face and as a whole, measured on the STEP that was read back."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape
from scipy.spatial import cKDTree

from cad.bare_skin import BarePatch, bare_patches
from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Segment, axis_of, radius_of
from cad.geometry.mesh import Mesh, distance_to_mesh
from cad.kernel.shape import area_of, faces_of, is_closed, is_valid, kind_of, solids_of, tessellate, volume_of
from cad.label.views import View, seen_through


@dataclass(frozen=True)
class FaceReport:
    """One face, as in the contract's faceReport (lengths in the part's unit, named mm there)."""

    id: int
    type: str
    evidence: str
    areaMm2: float
    radiusMm: float | None
    rawRadiusMm: float | None
    axis: list[float] | None
    origin: list[float] | None
    deviationMeanMm: float | None
    deviationP95Mm: float | None
    deviationBiasMm: float | None
    inliers: int


@dataclass(frozen=True)
class Score:
    """``missed``: share of the cloud off the solid; ``bare``: share of the skin (that could be seen) without cloud;
    ``pierced``: share of the skin that views saw through (0 without views).
    ``bare_patches``: where nothing was measured on faces that were seen otherwise."""

    valid: bool
    solids: int
    closed: bool
    volume: float
    deviation_mean: float
    deviation_p95: float
    deviation_max: float
    missed: float
    bare: float
    pierced: float
    faces: list[FaceReport]
    bare_patches: list[BarePatch]

    @property
    def sound(self) -> bool:
        return self.valid and self.closed and self.solids == 1 and self.volume > 0

    def as_json(self) -> dict:
        return asdict(self)


def _place(face: TopoDS_Face) -> tuple[str, float | None, list[float] | None, list[float] | None]:
    """Type, radius, axis and origin of a face's surface."""
    surface = BRepAdaptor_Surface(face)
    kind = kind_of(surface)
    if kind == "freeform":
        return kind, None, None, None
    geometry = {"plane": surface.Plane, "cylinder": surface.Cylinder, "cone": surface.Cone, "sphere": surface.Sphere,
                "torus": surface.Torus}[kind]()  # fmt: skip
    radius = {"cylinder": "Radius", "sphere": "Radius", "torus": "MinorRadius"}.get(kind)
    axis, origin = geometry.Position().Direction(), geometry.Position().Location()
    size = float(getattr(geometry, radius)()) if radius else None
    return kind, size, [axis.X(), axis.Y(), axis.Z()], [origin.X(), origin.Y(), origin.Z()]


def _segment_of(
    kind: str, radius: float | None, axis: list[float] | None, segments: list[Segment], span: float
) -> Segment | None:
    """The segment a curved face was built from: of the same type, size and axis."""
    for segment in segments:
        own, direction = radius_of(segment.surface), axis_of(segment.surface)
        if radius is None or segment.surface.kind != kind or own is None or abs(own - radius) > 1e-6 * span:
            continue
        if direction is None or axis is None or abs(direction @ np.array(axis)) > 0.9999:
            return segment
    return None


def _raw_radius(radius: float | None, segment: Segment | None) -> float | None:
    """Radius before regularisation."""
    return radius if segment is None or segment.raw is None else radius_of(segment.raw)


def _covered(mesh: Mesh, surfels: Surfels, reach: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Skin samples: face of each, is a surfel near, could it be seen (not on the table, not facing down)."""
    points, normals, triangle = mesh.sample(20_000, np.random.default_rng(3))
    near = cKDTree(surfels.points).query(points, distance_upper_bound=reach)[0]
    seen = np.ones(len(points), bool)
    if surfels.table_z is not None:
        seen = normals[:, 2] > -0.3
    return mesh.faces[triangle], np.isfinite(near), seen


def _pierced(mesh: Mesh, views: list[View], tolerance: float) -> float:
    """Share of the skin that views saw through."""
    points, normals, _ = mesh.sample(6000, np.random.default_rng(4))
    return float(seen_through(views, points, -2.5 * tolerance * normals, tolerance).mean())


def measure(shape: TopoDS_Shape, surfels: Surfels, segments: list[Segment], views: list[View]) -> tuple[Score, Mesh]:
    """Score of a shape as read back, and its tessellation (face ids = order of faces)."""
    solids, span = list(solids_of(shape)), surfels.diagonal
    mesh = tessellate(shape, 0.001 * span, 0.2)
    distance, triangle = distance_to_mesh(surfels.seen[surfels.good], mesh)
    outward = np.einsum("ij,ij->i", surfels.seen[surfels.good] - mesh.corners[triangle, 0], mesh.cross()[triangle])
    tolerance = max(4 * surfels.seen_noise, 0.004 * span)
    reach = max(0.018 * span, 3 * surfels.spacing)
    owner, covered, seen = _covered(mesh, surfels, reach)
    faces, nearest = [], mesh.faces[triangle]
    patches = bare_patches(mesh, surfels)
    holed, told = {patch.face for patch in patches}, set()
    for number, face in enumerate(faces_of(shape)):
        kind, radius, axis, origin = _place(face)
        mine, near = owner == number, distance[nearest == number]
        bias = float(np.median(np.copysign(near, outward[nearest == number]))) if len(near) else None
        share = float(covered[mine].mean()) if mine.any() else float(len(near) > 0)
        fits = len(near) > 0 and float(np.percentile(near, 95)) <= tolerance
        evidence = "guessed" if share < 0.1 or not len(near) else "measured" if share > 0.85 and fits else "fitted"
        if number in holed and (evidence == "measured" or (evidence == "fitted" and kind == "plane")):
            # Half a bore's wall unseen is common and says nothing; a gap inside a seen face does.
            evidence = "fitted"
            told.add(number)
        source = _segment_of(kind, radius, axis, segments, span)
        if source is not None and source.hypothesis and not (fits and share > 0.5):
            # An outline made it; points near its rim are the outline's own.
            evidence = "guessed"
        raw = _raw_radius(radius, source)
        mean, high = (float(near.mean()), float(np.percentile(near, 95))) if len(near) else (None, None)
        faces.append(
            FaceReport(number, kind, evidence, area_of(face), radius, raw, axis, origin, mean, high, bias, len(near))
        )
    score = Score(
        valid=is_valid(shape),
        solids=len(solids),
        closed=all(is_closed(solid) for solid in solids) and bool(solids),
        volume=volume_of(shape),
        deviation_mean=float(distance.mean()),
        deviation_p95=float(np.percentile(distance, 95)),
        deviation_max=float(distance.max()),
        missed=float((distance > tolerance).mean()),
        bare=float((~covered & seen).sum() / max(1, seen.sum())),
        pierced=_pierced(mesh, views, max(0.008 * span, 3 * surfels.seen_noise)),
        faces=faces,
        bare_patches=[patch for patch in patches if patch.face in told],
    )
    return score, mesh
