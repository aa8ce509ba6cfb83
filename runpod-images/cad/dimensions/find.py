"""All dimensions of a solid that was read back from its STEP, with what each is worth. Pure: same in, same out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from OCP.TopoDS import TopoDS_Shape

from cad.dimensions.angles import cone_angles, plane_angles
from cad.dimensions.bores import rounds_of
from cad.dimensions.chamfers import chamfers, chamfers_of
from cad.dimensions.dimension import Dimension
from cad.dimensions.fillets import blends_of, fillets
from cad.dimensions.flats import overall_size, parallel_distances
from cad.dimensions.holes import round_features
from cad.dimensions.look import look_at
from cad.dimensions.nominal import nominal_of
from cad.dimensions.patterns import patterns
from cad.dimensions.worth import Worth

#: The order in which they are listed, as the contract names them.
KINDS = ("size", "hole", "countersink", "slot", "boss", "sphere", "bolt-circle", "grid", "spacing", "thickness", "gap",
         "step", "angle", "chamfer", "fillet")  # fmt: skip
#: A list longer than this is read by nobody.
LISTED_MAX = 300


def _place_key(found: Dimension, size: float) -> tuple:
    """Of the same kind: by place, coarse enough that noise does not swap two."""
    coarse = np.round(found.place / (0.01 * size)).astype(int)
    return (KINDS.index(found.kind), *coarse[[2, 1, 0]].tolist(), round(found.value / (0.001 * size)), found.faces)


def _without(distances: list[Dimension], sizes: list[Dimension], size: float) -> list[Dimension]:
    """Distances that do not say again what an overall size says."""
    return [
        d for d in distances
        if not any(abs(d.value - s.value) < 1e-4 * size and set(d.faces) <= set(s.faces) for s in sizes)
    ]  # fmt: skip


def dimensions_of(shape: TopoDS_Shape, reports: list[dict[str, Any]], unit_is_mm: bool) -> list[dict[str, Any]]:
    """The contract's ``dimension`` rows of an analytic solid.

    ``reports``: one face report a face, in the shape's order. Without a known scale nothing is called nominal.
    """
    part, worth = look_at(shape), Worth(reports)
    blends = blends_of(part)
    rounded, holes = round_features(part, worth, blends)
    sunk = {face for found in rounded if found.kind == "countersink" for face in found.faces}
    rounds = [made for made in rounds_of(part) if not set(made.faces) <= blends]
    sizes = overall_size(part, worth)
    found = sizes + rounded + patterns(part, worth, holes, rounds)
    found += _without(parallel_distances(part, worth), sizes, part.size)
    cut = chamfers_of(part, sunk)
    told = sunk | {chamfer.face.id for chamfer in cut}
    found += plane_angles(part, worth, told) + cone_angles(part, worth, told)
    found += chamfers(part, worth, cut) + fillets(part, worth, blends)
    found.sort(key=lambda entry: _place_key(entry, part.size))
    rows, numbers = [], Counter()
    for entry in found[:LISTED_MAX]:
        numbers[entry.kind] += 1
        if entry.uncertainty is not None and entry.raw is not None and entry.quantity in ("diameter", "radius"):
            # What regularisation moved is in doubt as well.
            entry.uncertainty += abs(entry.raw - entry.value)
        if entry.evidence == "guessed":
            entry.raw = entry.uncertainty = None
        nominal = None
        if unit_is_mm or entry.quantity == "angle":
            nominal = nominal_of(entry.value, entry.uncertainty, entry.quantity, entry.kind == "hole")
        rows.append(entry.as_json(f"{entry.kind}-{numbers[entry.kind]}", nominal))
    return rows
