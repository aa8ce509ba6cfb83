"""The engine interface: an oriented cloud in, a solid of labelled faces out.

An engine is a callable ``(Input, say) -> Iterator[Output]``; it knows nothing of files, STEP or the ladder. It
yields solids, each better than the last: the latest counts when time runs out. It raises
:class:`cad.problem.CadError` with code ``no-solid`` when it has no solid to offer. To add one (a network's
segmentation, a construction sequence), write a module with such a callable and name it in ``ENGINES``; the ladder
runs it in a process of its own, under a time limit, and scores what it wrote like any other rung.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from OCP.TopoDS import TopoDS_Solid

from cad.analytic import DRAWS, Scene, analytic_solids
from cad.cloud.cloud import Surfels
from cad.faceted.mesh_of_cloud import mesh_of_cloud
from cad.faceted.solid import build_faceted
from cad.fit.freeform import Freeform
from cad.fit.surfaces import Segment
from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh
from cad.handed import Handed
from cad.label.views import View
from cad.network.detect import detect_by
from cad.network.model import Segmenter
from cad.problem import CadError
from cad.rebuild.build import Sharp
from cad.segment.detect import Detection, detect
from cad.segment.freeform import Parted, parted, patchable, with_patches

Say = Callable[[str], None]

#: Facets over more of the cloud than this are no analytic part, and slow to arrange.
_FACETED_MIN = 0.25


@dataclass(frozen=True)
class Input:
    """``surfels``: the cloud, evened; ``mesh``: closed, or None; ``views``: for free space, may be empty;
    ``nominal``: lengths are mm and may be rounded; ``seed``: all randomness comes from it; ``segmenter``: weights of a
    segmentation network (``cad/network``), or None; ``handed``: from the rung before; ``at_once``: processes that may
    be at work, which changes nothing but the time."""

    surfels: Surfels
    mesh: Mesh | None = None
    views: list[View] = field(default_factory=list)
    nominal: bool = True
    seed: int = 0
    segmenter: Path | None = None
    handed: Handed = field(default_factory=Handed)
    at_once: int = 1


@dataclass(frozen=True)
class Output:
    """One solid in the frame and unit of the cloud; ``segments``: the surfaces its faces lie on (may be empty);
    ``figures``: what the engine measured, by name; ``sharp``: what the solid can be rebuilt from, where it can."""

    solid: TopoDS_Solid
    segments: list[Segment]
    figures: dict[str, float]
    sharp: Sharp | None = None


def _parted(given: Input, surfels: Surfels, seed: int) -> tuple[Detection, Parted]:
    """Surfaces of the surfels, and which of them may be facets."""

    def find() -> tuple[Detection, Parted]:
        found = detect(surfels, seed)
        return found, parted(found, surfels, seed)

    kind = "measured" if surfels.noise == surfels.seen_noise else "averaged"
    return given.handed.found(f"surfaces-{kind}-{seed}", find)


def analytic(given: Input, say: Say) -> Iterator[Output]:
    """Planes, cylinders, cones, spheres and tori, arranged and labelled."""

    def detector(surfels: Surfels, seed: int) -> Detection:
        found, parts = _parted(given, surfels, seed)
        share = patchable(parts, surfels)
        refused = f"{share:.0%} of the cloud is a smooth face of another kind" if share > _FACETED_MIN else None
        return replace(found, patchable=share, refused=refused)

    yield from _arranged(given, say, detector)


def freeform(given: Input, say: Say) -> Iterator[Output]:
    """As :func:`analytic`, with freeform patches where no such surface fits; where there are none it has no solid."""

    def detector(surfels: Surfels, seed: int) -> Detection:
        found = with_patches(*_parted(given, surfels, seed), surfels, seed)
        patches = sum(isinstance(segment.surface, Freeform) for segment in found.segments)
        return found if patches else replace(found, refused="no freeform patch was found")

    yield from _arranged(given, say, detector)


def network(given: Input, say: Say) -> Iterator[Output]:
    """As :func:`analytic`, but a network tells the surfaces. Only where its weights are configured."""
    if given.segmenter is None:
        raise CadError("no-solid", "no segmenter is configured")
    segmenter = Segmenter(given.segmenter)
    say(f"segmenter {given.segmenter.name}, SHA-256 {segmenter.sha256}")
    # The same surfels give it the same surfaces whatever the seed. Its threads do not outlive a fork.
    alone = replace(given, at_once=1)
    yield from _arranged(alone, say, lambda surfels, seed: detect_by(segmenter, surfels, seed), draws=1)


def _arranged(
    given: Input, say: Say, detector: Callable[[Surfels, int], Detection], draws: int = DRAWS
) -> Iterator[Output]:
    inside = Columns(given.mesh.vertices, given.mesh.triangles) if given.mesh is not None else None
    scene = Scene(given.views, inside, given.nominal)
    for result in analytic_solids(given.surfels, scene, given.seed, say, detector, draws, given.at_once):
        yield Output(result.solid, result.segments, result.figures, Sharp(result.sharp, result.blends, result.trims))


def faceted(given: Input, say: Say) -> Iterator[Output]:
    """The mesh sewn into a solid; without a mesh one is made from the cloud."""
    mesh = given.mesh if given.mesh is not None else mesh_of_cloud(given.surfels)
    say(f"{len(mesh.triangles)} triangles")
    yield Output(build_faceted(mesh), [], {"meshTriangles": float(len(mesh.triangles))})


#: In the order in which they are preferred.
ENGINES: dict[str, Callable[[Input, Say], Iterator[Output]]] = {
    "network": network, "analytic": analytic, "freeform": freeform, "faceted": faceted
}  # fmt: skip
