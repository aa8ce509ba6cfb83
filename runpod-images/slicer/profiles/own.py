"""A shop's own profiles: flat configurations exported from PrusaSlicer, in a folder of the shop's, pinned there.

``MACHINE.MATERIAL.PRESET.ini`` takes the place of the bundle's profile of that name; a material that the bundle lacks
is added so. The machine is one of ours, as its kind decides how is sliced.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from reconstruct.stage import StageError
from slicer.profiles.bundle import Section, without_surroundings
from slicer.profiles.catalogue import MACHINES, ProfileKey

PINS = "pins.json"
_NAME = re.compile(r"([a-z0-9-]+)\.([a-z0-9-]+)\.(draft|standard|fine)\.ini")
_NEEDED = ("bed_shape", "max_print_height", "printer_technology")
_TECHNOLOGY = {"fdm": "FFF", "sla": "SLA"}
_FILE_BYTES_MAX = 1_000_000


def own_folder() -> Path | None:
    """``CALIPER_SLICER_PROFILES``; without it the bundle's profiles are all there are."""
    named = os.environ.get("CALIPER_SLICER_PROFILES")
    return Path(named) if named else None


def own_keys(folder: Path) -> list[ProfileKey]:
    found = (_NAME.fullmatch(file.name) for file in sorted(folder.glob("*.ini")))
    return [ProfileKey(*match.groups()) for match in found if match and match[1] in MACHINES]


def own_pins(folder: Path) -> dict:
    """Raises ``StageError`` (``slicer-missing``)."""
    try:
        return json.loads((folder / PINS).read_text())
    except (OSError, ValueError) as error:
        raise StageError("slicer-missing", "slice", f"the shop's profiles in {folder.name} are not pinned") from error


def read_own(folder: Path, key: ProfileKey) -> Section:
    """Without what starts programs or draws pictures. Raises ``StageError`` (``slicer-profile-unknown``)."""
    file = folder / f"{key}.ini"
    if file.stat().st_size > _FILE_BYTES_MAX:
        raise _unfit(key, "is no profile: it is too large")
    lines = (line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)
    values = {name.strip(): value.strip() for name, value in lines if name.strip().isidentifier()}
    missing = [name for name in _NEEDED if name not in values]
    if missing:
        raise _unfit(key, f"lacks {', '.join(missing)}: export the whole configuration from PrusaSlicer")
    if values["printer_technology"] != _TECHNOLOGY[MACHINES[key.machine].process]:
        raise _unfit(key, f"is for {values['printer_technology']}, which {key.machine} is not")
    return without_surroundings(values)


def _unfit(key: ProfileKey, why: str) -> StageError:
    return StageError("slicer-profile-unknown", "slice", f"the shop's profile {key} {why}")
