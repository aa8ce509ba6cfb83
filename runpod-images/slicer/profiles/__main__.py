"""``python -m slicer.profiles --check | --show KEY | --pin VERSION``: profiles out of the installed bundle.

With ``CALIPER_SLICER_PROFILES`` it checks and pins those of the shop, in its folder.
"""

from __future__ import annotations

import argparse
import json
import sys

from slicer.profiles.bundle import flat_ini, ini_text, read_bundle
from slicer.profiles.catalogue import all_keys, presets_of
from slicer.profiles.own import PINS as OWN_PINS
from slicer.profiles.own import own_folder, own_pins
from slicer.profiles.store import PINS, all_digests, bundle_file, own_digests


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m slicer.profiles")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="whether the installed bundle is the pinned one")
    choice.add_argument("--show", metavar="KEY", choices=[str(key) for key in all_keys()], help="a flat ini")
    choice.add_argument("--pin", metavar="VERSION", help="write pins.json anew, under another version")
    parser.add_argument("--bundle", action="store_true", help="the bundle's, also where the shop has its own")
    given = parser.parse_args()
    if given.show:
        key = next(key for key in all_keys() if str(key) == given.show)
        sys.stdout.write(ini_text(flat_ini(read_bundle(bundle_file()), presets_of(key))))
        return 0
    folder = own_folder()
    ours = not folder or given.bundle
    found = all_digests(bundle_file()) if ours else own_digests(folder)
    if given.pin:
        pins = PINS if ours else folder / OWN_PINS
        pins.write_text(json.dumps({"version": given.pin, "profiles": found}, indent=2) + "\n")
        return 0
    pinned = json.loads(PINS.read_text()) if ours else own_pins(folder)
    others = [key for key in pinned["profiles"] | found if pinned["profiles"].get(key) != found.get(key)]
    print("\n".join(f"differs: {key}" for key in others) or f"{len(found)} profiles are those of {pinned['version']}")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
