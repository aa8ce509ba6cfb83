"""One slice: a checked STL and a profile in, figures and a preview out. PrusaSlicer runs as a process of its own."""

from __future__ import annotations

import configparser
import math
import re
import signal
import threading
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from contract.models import SliceInput
from contract.problems import PREVIEW_BYTES_MAX
from reconstruct.stage import StageError
from slicer.config import SlicerConfig
from slicer.gcode import Gcode, GcodeDoubtfulError, read_gcode
from slicer.geometry import Laid, lay_part
from slicer.preview import encode_preview
from slicer.profiles.bundle import Section, ini_text
from slicer.profiles.store import Profile
from slicer.sandbox.run import Limits, Ran, own_folder, run_confined

#: Raised when the same input would give other figures.
VERSION = 1
_INI_BYTES_MAX = 65_536
_VERSION_LIMITS = Limits(timeout_s=30.0, memory_mb=512.0, file_mb=1.0)
#: PrusaSlicer's own names for what it says when memory or room was short.
_SHORT = re.compile(r"bad_alloc|out of memory|cannot allocate|No space left|File too large", re.IGNORECASE)


@dataclass(frozen=True)
class Slice:
    """``figures`` as on the wire."""

    figures: dict[str, int]
    preview: bytes | None
    peak_mb: float


def slicer_version(program: str) -> str:
    """``PrusaSlicer-2.5.0``. Raises ``StageError`` (``slicer-missing``)."""
    try:
        return _version(program)
    except FileNotFoundError as error:
        raise StageError("slicer-missing", "slice", "PrusaSlicer is not installed on the worker") from error


@lru_cache(maxsize=4)
def _version(program: str) -> str:
    with own_folder() as folder:
        ran = run_confined([program, "--help"], folder, _VERSION_LIMITS, threading.Event(), keep_head=True)
    found = re.search(r"PrusaSlicer-\d+\.\d+\.\d+", ran.words)
    if found is None:
        raise StageError("slicer-missing", "slice", "the slicer does not say that it is PrusaSlicer")
    return found[0]


def slice_part(given: Path, task: SliceInput, profile: Profile, config: SlicerConfig, cancel: threading.Event) -> Slice:
    """Raises ``StageError`` with a code of the mesh or of the slice, and ``CancelledError``."""
    with own_folder() as folder:
        laid = lay_part(given, folder / "part.stl", task.settings, profile)
        (folder / "flat.ini").write_text(ini_text(_values(profile, task)))
        resin = profile.process == "sla"
        output = folder / ("part.sl1" if resin else "part.gcode")
        x, y = profile.centre_mm
        command = [
            *(config.program, "--export-sla" if resin else "--export-gcode", "--load", "flat.ini"),
            *("--center", f"{x:g},{y:g}", "--post-process", "", "--loglevel", "1", "--datadir", "data"),
            *(() if resin else ("--seam-position=rear",)),
            *("--output", output.name, "part.stl"),
        ]
        try:
            ran = run_confined(command, folder, config.limits, cancel)
        except FileNotFoundError as error:
            raise StageError("slicer-missing", "slice", "PrusaSlicer is not installed on the worker") from error
        _judge(ran, output, config.limits)
        density_mg_mm3 = task.density_mg_per_cm3 / 1000
        if resin:
            return Slice(_of_resin(output, laid, task, density_mg_mm3), None, ran.peak_mb)
        return _of_gcode(output, profile, density_mg_mm3, ran.peak_mb)


def _values(profile: Profile, task: SliceInput) -> Section:
    """The profile with what the person chose."""
    settings = task.settings
    supports = "1" if settings.supports == "auto" else "0"
    if profile.process == "sla":
        return profile.values | {"supports_enable": supports, "pad_enable": supports}
    # Only straight lines can fill a part wholly.
    pattern = "rectilinear" if settings.infill_percent == 100 else settings.pattern
    return profile.values | {
        "layer_height": f"{settings.layer_height_um / 1000:g}",
        "fill_density": f"{settings.infill_percent}%",
        "fill_pattern": pattern,
        "support_material": supports,
        "support_material_auto": supports,
    }


def _judge(ran: Ran, output: Path, limits: Limits) -> None:
    if ran.ended == "timeout" or ran.status == -signal.SIGXCPU:
        raise StageError("slice-timeout", "slice", f"not done after {limits.timeout_s:.0f} s")
    if ran.ended == "memory" or ran.status == -signal.SIGXFSZ or (ran.status != 0 and _SHORT.search(ran.words)):
        detail = f"it may use {limits.memory_mb:.0f} MB of memory and write {limits.file_mb:.0f} MB"
        raise StageError("slice-too-large", "slice", detail)
    if ran.status < 0:
        name = signal.Signals(-ran.status).name
        raise StageError("slice-failed", "slice", f"the slicer was ended by {name}")
    if ran.status != 0 or not output.exists() or not output.stat().st_size:
        words = [line.strip() for line in ran.words.splitlines() if line.strip() and "=>" not in line]
        said = words[-1][:200] if words else f"it ended with {ran.status}"
        raise StageError("slice-failed", "slice", f"the slicer says: {said}")


def _of_gcode(file: Path, profile: Profile, density_mg_mm3: float, peak_mb: float) -> Slice:
    # The bed's corner may lie at or beyond zero: points are taken from zero, in steps that u16 can hold.
    reach_mm = max(profile.centre_mm[axis] + profile.bed_mm[axis] / 2 for axis in (0, 1))
    try:
        gcode = read_gcode(file, max(10, math.ceil(reach_mm * 1000 / 65_000)))
    except GcodeDoubtfulError as error:
        raise StageError("slice-failed", "slice", f"the G-code cannot be trusted: {error}") from error
    preview = encode_preview(gcode.paths, PREVIEW_BYTES_MAX, profile.bed_mm)
    return Slice(_filament_figures(gcode, profile, density_mg_mm3), preview, peak_mb)


def _filament_figures(gcode: Gcode, profile: Profile, density_mg_mm3: float) -> dict[str, int]:
    mg_per_mm = math.pi / 4 * float(profile.values["filament_diameter"]) ** 2 * density_mg_mm3
    return {
        "materialMg": round(gcode.filament_mm * mg_per_mm),
        "supportMg": round(gcode.by_kind_mm["support"] * mg_per_mm),
        "filamentMm": round(gcode.filament_mm),
        "seconds": gcode.seconds,
        "layers": gcode.layers,
    }


def _of_resin(file: Path, laid: Laid, task: SliceInput, density_mg_mm3: float) -> dict[str, int]:
    """The .sl1 is a zip; its config.ini tells time and volume. What is more than the part itself is support."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open("config.ini") as entry:
            text = entry.read(_INI_BYTES_MAX).decode()
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(f"[all]\n{text}")
        told = parser["all"]
        used_mm3, seconds = float(told["usedMaterial"]) * 1000, float(told["printTime"])
        layers = int(told["numFast"]) + int(told["numSlow"])
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, configparser.Error) as error:
        raise StageError("slice-failed", "slice", "the slicer does not tell the resin and time") from error
    support_mm3 = max(0.0, used_mm3 - laid.volume_mm3) if task.settings.supports == "auto" else 0.0
    return {
        "materialMg": round(used_mm3 * density_mg_mm3),
        "supportMg": round(support_mm3 * density_mg_mm3),
        "filamentMm": 0,
        "seconds": round(seconds),
        "layers": layers,
    }
