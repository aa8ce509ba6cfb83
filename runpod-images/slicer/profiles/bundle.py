"""Reading a vendor bundle of PrusaSlicer: its command line cannot pick presets by name, so they are flattened here.

The bundle lies in the package and is AGPL like the program: it is read where it is installed and never shipped by us.
"""

from __future__ import annotations

import re
from pathlib import Path

#: Names that say where a preset belongs, not how to print.
_ABOUT_PRESETS = re.compile(
    r"inherits|compatible_\w+|renamed_from|\w*vendor|\w*notes|printer_(model|variant)|default_\w+_profile|alias"
)

Section = dict[str, str]


def read_bundle(file: Path) -> dict[str, Section]:
    """``{"print:0.20mm QUALITY @MK3": {key: value}}``."""
    sections: dict[str, Section] = {}
    section: Section = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip()[1:-1], {})
        elif "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            section[key.strip()] = value.strip()
    return sections


def flatten(sections: dict[str, Section], kind: str, name: str) -> Section:
    """A preset with all that it inherits: later parents win over earlier ones, the preset over its parents.

    Raises ``KeyError`` where the bundle has no such preset.
    """
    own = sections[f"{kind}:{name}"]
    flat: Section = {}
    for parent in filter(None, (part.strip() for part in own.get("inherits", "").split(";"))):
        flat |= flatten(sections, kind, parent)
    return flat | own


def flat_ini(sections: dict[str, Section], presets: tuple[tuple[str, str], ...]) -> Section:
    """Printer, print and material in one, in the order given."""
    flat: Section = {}
    for kind, name in presets:
        flat |= flatten(sections, kind, name)
    return without_surroundings(flat)


def without_surroundings(flat: Section) -> Section:
    """How to print, and nothing else, in an order of its own."""
    flat = {key: value for key, value in flat.items() if not _ABOUT_PRESETS.fullmatch(key)}
    # Pictures are of no use to a price, and no program but the slicer is ever to be started.
    flat.pop("thumbnails", None)
    flat["post_process"] = ""
    return dict(sorted(flat.items()))


def ini_text(flat: Section) -> str:
    return "".join(f"{key} = {value}\n" for key, value in flat.items())
