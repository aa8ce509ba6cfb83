"""The profile of a job: the shop's own, or flattened from the installed bundle; only as it was pinned, to the byte."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reconstruct.stage import StageError
from slicer.profiles.bundle import Section, flat_ini, ini_text, read_bundle
from slicer.profiles.catalogue import MACHINES, ProfileKey, all_keys, presets_of
from slicer.profiles.own import own_folder, own_keys, own_pins, read_own

PINS = Path(__file__).with_name("pins.json")
#: Where Debian's package lays it.
BUNDLE = Path("/usr/share/PrusaSlicer/profiles/PrusaResearch.ini")


@dataclass(frozen=True)
class Profile:
    """``bed_mm``: width and depth that can be printed on, ``centre_mm`` its middle."""

    key: ProfileKey
    process: str
    values: Section
    bed_mm: tuple[float, float]
    centre_mm: tuple[float, float]
    height_mm: float

    @property
    def text(self) -> str:
        return ini_text(self.values)


def bundle_file() -> Path:
    return Path(os.environ.get("CALIPER_SLICER_BUNDLE") or BUNDLE)


def profile_version() -> str:
    """Of the pinned set; the contract's ``sliceVersions.profile``, or what the edge is told in SLICER_PROFILES."""
    folder = own_folder()
    return str((own_pins(folder) if folder else _pins())["version"])


def load_profile(machine: str, material: str, preset: str) -> Profile:
    """Raises ``StageError``: ``slicer-profile-unknown``; ``slicer-missing`` where the bundle is not the pinned one."""
    key = ProfileKey(machine, material, preset)
    folder = own_folder()
    if folder and key in own_keys(folder):
        values = read_own(folder, key)
        if digest(values) != own_pins(folder)["profiles"].get(str(key)):
            raise StageError("slicer-missing", "slice", f"the shop's profile {key} has changed since it was pinned")
        return _placed(key, values)
    if key not in all_keys():
        raise StageError("slicer-profile-unknown", "slice", f"there is no profile {key}")
    values = flat_ini(_bundle(bundle_file()), presets_of(key))
    if digest(values) != _pins()["profiles"].get(str(key)):
        detail = f"the profile {key} is not the one of {profile_version()}: another PrusaSlicer is installed"
        raise StageError("slicer-missing", "slice", detail)
    return _placed(key, values)


def digest(values: Section) -> str:
    return hashlib.sha256(ini_text(values).encode()).hexdigest()


def own_digests(folder: Path) -> dict[str, str]:
    return {str(key): digest(read_own(folder, key)) for key in own_keys(folder)}


def all_digests(file: Path) -> dict[str, str]:
    sections = read_bundle(file)
    return {str(key): digest(flat_ini(sections, presets_of(key))) for key in all_keys()}


def _placed(key: ProfileKey, values: Section) -> Profile:
    corners = [tuple(map(float, corner.split("x"))) for corner in values["bed_shape"].split(",")]
    low, high = (tuple(pick(axis) for axis in zip(*corners, strict=True)) for pick in (min, max))
    return Profile(
        key,
        MACHINES[key.machine].process,
        values,
        (high[0] - low[0], high[1] - low[1]),
        ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2),
        float(values["max_print_height"]),
    )


@cache
def _pins() -> dict:
    return json.loads(PINS.read_text())


@cache
def _bundle(file: Path) -> dict[str, Section]:
    try:
        return read_bundle(file)
    except OSError as error:
        raise StageError("slicer-missing", "slice", "PrusaSlicer's profiles are not installed") from error
