"""``python -m slicer.profiles --check | --show KEY | --pin VERSION``: our profiles out of the installed bundle."""

from __future__ import annotations

import argparse
import json
import sys

from slicer.profiles.bundle import flat_ini, ini_text, read_bundle
from slicer.profiles.catalogue import all_keys, presets_of
from slicer.profiles.store import PINS, all_digests, bundle_file


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m slicer.profiles")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="whether the installed bundle is the pinned one")
    choice.add_argument("--show", metavar="KEY", choices=[str(key) for key in all_keys()], help="a flat ini")
    choice.add_argument("--pin", metavar="VERSION", help="write pins.json anew, under another version")
    given = parser.parse_args()
    if given.show:
        key = next(key for key in all_keys() if str(key) == given.show)
        sys.stdout.write(ini_text(flat_ini(read_bundle(bundle_file()), presets_of(key))))
        return 0
    found = all_digests(bundle_file())
    if given.pin:
        PINS.write_text(json.dumps({"version": given.pin, "profiles": found}, indent=2) + "\n")
        return 0
    pinned = json.loads(PINS.read_text())
    others = [key for key in pinned["profiles"] | found if pinned["profiles"].get(key) != found.get(key)]
    print("\n".join(f"differs: {key}" for key in others) or f"{len(found)} profiles are those of {pinned['version']}")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
