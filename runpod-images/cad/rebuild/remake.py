"""A finished part made anew without its photos: overrides by a person, a scale from a known distance, or both."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from cad.fit.surfaces import Cylinder, Plane, Segment, Sphere, Surface
from cad.kernel.shape import faces_of
from cad.kernel.surface import same_surface, surface_of
from cad.labelled import product_name, save_mesh, write_labelled
from cad.ladder import Outcome, Rung
from cad.problem import CadError
from cad.rebuild.build import Sharp, rebuild
from cad.rebuild.change import Override, changed, quantity_of
from cad.rebuild.state import State, scaled_solid
from cad.rebuild.surfaces import Skin, skin_of
from cad.rebuild.told import Told, surface_told
from cad.regularise.axes import nominal_radii
from cad.score import Score, measure
from cad.segment.limits import Limits
from cad.step.document import read_step


@dataclass(frozen=True)
class Wish:
    """What a person sets: ``quantity`` (``diameter``, ``radius``, ``distance``) of ``faces`` (the report's numbers).

    ``value``: in the unit the part has after it was scaled.
    """

    quantity: str
    faces: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Applied:
    """One override in force: ``faces`` are those of the new part. ``raw``: as measured; ``fitted``: as the part had it
    before anybody set it (both None where it is not known any more)."""

    quantity: str
    faces: list[int]
    raw: float | None
    fitted: float
    value: float


def remake(
    state: State, solid_told: dict[str, Any], in_force: Sequence[dict[str, Any]], wishes: Sequence[Wish],
    scale: float | None, out: Path,
) -> tuple[Outcome, list[Applied]]:  # fmt: skip
    """Leaves the files of a rung and the new state in ``out``.

    ``solid_told``: the report's ``solid``; ``in_force``: its overrides; ``scale``: mm per length of the report, None
    where the scale stays. Raises CadError: ``override-unfit``, ``rebuild-needs-analytic``, ``rebuild-impossible``.
    """
    started = time.monotonic()
    if state.label == "faceted":
        if wishes:
            raise CadError("rebuild-needs-analytic", "a faceted part has no dimensions to set, only a scale")
        work = state if scale is None else replace(state.scaled(scale / state.factor), unit="mm", factor=1.0)
        return _written(work, work.sharp, work.sharp.solid, [], out, started), []
    # Lengths of the report become working lengths by this.
    by = state.factor if scale is None else scale
    work = state if scale is None else replace(state.scaled(scale / state.factor), unit="mm", factor=1.0)
    skin = skin_of(work.sharp.solid)
    told = Told(solid_told["faces"], by, skin, work.sharp.blends)
    job = _Job(work, skin, told, by)
    overrides = [job.override(wish) for wish in wishes]
    rounded = _nominal(job, overrides) if scale is not None and state.unit != "mm" else skin.segments
    segments = changed(rounded, [o for o in overrides if o], told.support(skin, work.surfels.table_z))
    sharp = replace(work.sharp, blends=job.blends_with(wishes))
    made, solid = rebuild(sharp, skin, segments)
    outcome = _written(replace(work, sharp=made), made, solid, job.sources(segments, made), out, started)
    return outcome, job.applied(wishes, in_force, solid_told, segments, made, outcome)


@dataclass(frozen=True)
class _Job:
    """One rebuild: the part in working lengths, where the faces of its report lie, working lengths per length there."""

    work: State
    skin: Skin
    told: Told
    by: float

    def _places(self, wish: Wish | dict[str, Any]) -> tuple[list[int], list[int]]:
        """Segments and blends of a wish's faces, each once."""
        faces = wish.faces if isinstance(wish, Wish) else wish["faces"]
        kinds = {self.told.face(number)["type"] for number in faces}
        segments = sorted({self.told.segment[n] for n in faces if n in self.told.segment})
        blends = sorted({self.told.blend[n] for n in faces if n in self.told.blend})
        if not segments and not blends:
            raise CadError("override-unfit", f"faces of type {', '.join(sorted(kinds)) or 'none'} have no size to set")
        return segments, blends

    def override(self, wish: Wish) -> Override | None:
        """In working lengths; None where only roundings are meant."""
        segments, blends = self._places(wish)
        if blends and wish.quantity == "distance":
            raise CadError("override-unfit", "a distance needs two parallel planes")
        if not segments:
            return None
        if len(segments) > 2 and wish.quantity == "distance":
            raise CadError("override-unfit", "a distance needs two parallel planes")
        quantity_of([self.skin.segments[k].surface for k in segments], wish.quantity)
        return Override(wish.quantity, tuple(segments), wish.value * self.work.factor)

    def blends_with(self, wishes: Sequence[Wish]) -> list:
        out = list(self.work.sharp.blends)
        for wish in wishes:
            radius = wish.value * self.work.factor / (2 if wish.quantity == "diameter" else 1)
            for k in self._places(wish)[1]:
                out[k] = replace(out[k], radius=radius)
        return out

    def sources(self, segments: Sequence[Segment], made: Sharp) -> list[Segment]:
        """The new surfaces in the part's own lengths, with the radius each was measured with."""
        out = []
        for number, face in self.told.faces.items():
            surface = self._now(number, segments, made)
            if not isinstance(surface, Cylinder | Sphere) or face["rawRadiusMm"] is None:
                continue
            own = surface_told({**_told_again(surface), "type": face["type"]}, 1 / self.work.factor)
            raw = replace(own, radius=face["rawRadiusMm"] * self.by / self.work.factor)
            nothing = np.empty(0, np.int64)
            out.append(Segment(own, nothing, 1, 0.0, raw=raw, hypothesis=face["evidence"] == "guessed"))
        return out

    def _now(self, number: int, segments: Sequence[Segment], made: Sharp) -> Surface | None:
        if number in self.told.segment:
            return segments[self.told.segment[number]].surface
        before = surface_told(self.told.faces[number], self.by)
        if number in self.told.blend and isinstance(before, Cylinder):
            return replace(before, radius=made.blends[self.told.blend[number]].radius)
        return None

    def applied(
        self, wishes: Sequence[Wish], in_force: Sequence[dict[str, Any]], solid_told: dict[str, Any],
        segments: Sequence[Segment], made: Sharp, outcome: Outcome,
    ) -> list[Applied]:  # fmt: skip
        """Overrides of before that were not set again, then the new; one that brings back the fitted value ends."""
        per = self.by / self.work.factor
        shape = read_step(outcome.step)
        earlier = [(Wish(e["quantity"], tuple(e["faces"]), e["valueMm"] * per), e) for e in in_force if e["faces"]]
        places = [self._places(wish) for wish in wishes]
        kept = [(wish, e) for wish, e in earlier if self._places(wish) not in places]
        out = []
        for wish, entry in [*kept, *((wish, None) for wish in wishes)]:
            place = self._places(wish)
            origin = entry or next((e for w, e in earlier if self._places(w) == place), None)
            raw, fitted = (
                (origin["rawMm"], origin["fittedMm"]) if origin else self._measured(wish, place, solid_told)
            )  # fmt: skip
            fitted, raw = fitted * per, None if raw is None else raw * per
            if abs(wish.value - fitted) <= 1e-6 * fitted:
                continue
            targets = [segments[k].surface for k in place[0]]
            faces = self._faces_on(targets, [made.blends[k].radius for k in place[1]], shape)
            out.append(Applied(wish.quantity, faces, raw, fitted, wish.value))
        return out

    def _measured(self, wish: Wish, place: tuple, solid_told: dict[str, Any]) -> tuple[float | None, float]:
        """``(raw, fitted)`` in the report's lengths."""
        if place[0]:
            fitted = quantity_of([self.skin.segments[k].surface for k in place[0]], wish.quantity) / self.by
        else:
            radius = float(np.mean([self.work.sharp.blends[k].radius for k in place[1]])) / self.by
            fitted = 2 * radius if wish.quantity == "diameter" else radius
        if wish.quantity == "distance":
            same = [d for d in solid_told.get("dimensions", []) if set(wish.faces) == set(d["faces"])]
            return (same[0]["raw"] if same else None), fitted
        raws = [raw for n in wish.faces if (raw := self.told.faces[n]["rawRadiusMm"]) is not None]
        raw = float(np.mean(raws)) if raws else None
        return (raw if raw is None or wish.quantity == "radius" else 2 * raw), fitted

    def _faces_on(self, targets: Sequence[Surface], radii: Sequence[float], shape: Any) -> list[int]:
        out, by = [], self.work.factor
        for number, face in enumerate(faces_of(shape)):
            own = surface_of(face)
            if own is None:
                continue
            if not isinstance(own, Plane | Cylinder | Sphere):
                continue
            own = own.scaled(by)
            rounded = isinstance(own, Cylinder) and any(abs(own.radius - r) < 1e-6 * r for r in radii)
            if rounded or any(same_surface(own, target, 5 * self.skin.diagonal) for target in targets):
                out.append(number)
        return out


def _told_again(surface: Cylinder | Sphere) -> dict[str, Any]:
    axis = surface.axis if isinstance(surface, Cylinder) else None
    return {"axis": axis, "origin": surface.centre, "radiusMm": surface.radius}


def _nominal(job: _Job, overrides: Sequence[Override | None]) -> list[Segment]:
    """Radii rounded as a scan with the mat would have them, now that lengths are mm; those set by hand are left."""
    plain = job.skin.segments
    named = {k for o in overrides if o for k in o.surfaces}
    seen = job.told.support(job.skin, None)
    given = [replace(segment, index=np.arange(int(seen[k]))) for k, segment in enumerate(plain)]
    rounded = nominal_radii(given, Limits.of(job.work.surfels, 0))
    return [plain[k] if k in named or not seen[k] else segment for k, segment in enumerate(rounded)]


def _written(work: State, made: Sharp, solid: Any, sources: list[Segment], out: Path, started: float) -> Outcome:
    """Files as a rung of the ladder leaves them, with the new state beside."""
    engine = work.label
    real = solid if work.factor == 1.0 else scaled_solid(solid, 1 / work.factor)
    surfels = work.surfels.scaled(1 / work.factor)

    def judge(path: Path) -> tuple[Score, Any]:
        return measure(read_step(path), surfels, sources, [])

    score, mesh = write_labelled(out / "part.step", real, product_name("part", work.unit), judge)
    if not score.sound:
        raise CadError("rebuild-impossible", "the rebuilt part does not read back as one valid closed solid")
    save_mesh(out / "mesh.npz", mesh)
    replace(work, sharp=made).save(out)
    seconds = time.monotonic() - started
    record = {
        "engine": engine, "score": score.as_json(), "figures": {}, "noise": surfels.seen_noise,
        "diagonal": surfels.diagonal, "surfels": len(surfels.points), "seconds": seconds,
    }  # fmt: skip
    rung = Rung(engine, out, record, None, seconds)
    return Outcome("faceted" if engine == "faceted" else "analytic", rung, [rung])


def as_told(applied: Sequence[Applied]) -> list[dict[str, Any]]:
    """The contract's overrideReports."""
    names = {"raw": "rawMm", "fitted": "fittedMm", "value": "valueMm"}
    return [{names.get(name, name): value for name, value in asdict(entry).items()} for entry in applied]
