"""Which of the bundle's presets stand for our machines, materials and presets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class MachinePresets:
    """Names in the bundle. ``materials``: by the catalogue's `profile`."""

    process: Literal["fdm", "sla"]
    printer: str
    prints: dict[str, str]
    materials: dict[str, str]


MACHINES = {
    "prusa-mk3s": MachinePresets(
        "fdm",
        "Original Prusa i3 MK3S & MK3S+",
        {"draft": "0.30mm DRAFT @MK3", "standard": "0.20mm QUALITY @MK3", "fine": "0.10mm DETAIL @MK3"},
        {"pla": "Generic PLA", "petg": "Generic PETG", "abs": "Generic ABS", "tpu": "Generic FLEX"},
    ),
    "prusa-mini": MachinePresets(
        "fdm",
        "Original Prusa MINI & MINI+",
        {"draft": "0.25mm DRAFT @MINI", "standard": "0.20mm QUALITY @MINI", "fine": "0.10mm DETAIL @MINI"},
        {"pla": "Generic PLA", "petg": "Generic PETG @MINI", "abs": "Generic ABS @MINI", "tpu": "Generic FLEX @MINI"},
    ),
    "prusa-sl1s": MachinePresets(
        "sla",
        "Original Prusa SL1S SPEED",
        {"draft": "0.1 Fast @SL1S", "standard": "0.05 Normal @SL1S", "fine": "0.025 UltraDetail @SL1S"},
        {"resin": "Prusament Resin Tough Prusa Orange @{layer} SL1S"},
    ),
}

#: Resin is exposed by its layer height, so its material preset depends on it.
RESIN_LAYERS = {"draft": "0.1", "standard": "0.05", "fine": "0.025"}


@dataclass(frozen=True)
class ProfileKey:
    machine: str
    material: str
    preset: str

    def __str__(self) -> str:
        return f"{self.machine}.{self.material}.{self.preset}"


def all_keys() -> list[ProfileKey]:
    return [
        ProfileKey(machine, material, preset)
        for machine, presets in MACHINES.items()
        for material in presets.materials
        for preset in presets.prints
    ]


def presets_of(key: ProfileKey) -> tuple[tuple[str, str], ...]:
    """``(kind, name)`` of the bundle, to be laid over each other. Raises ``KeyError`` for a key that is not ours."""
    machine = MACHINES[key.machine]
    printing, material = machine.prints[key.preset], machine.materials[key.material]
    if machine.process == "fdm":
        return (("printer", machine.printer), ("print", printing), ("filament", material))
    resin = material.format(layer=RESIN_LAYERS[key.preset])
    return (("printer", machine.printer), ("sla_print", printing), ("sla_material", resin))
