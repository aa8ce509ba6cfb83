"""``python -m reconstruct.bench.peers.plain_sfm PHOTOS OUT``: pycolmap as its own examples use it, nothing of ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pycolmap


def main(photos: Path, out: Path) -> int:
    database, models = out / "database.db", out / "sparse"
    models.mkdir(parents=True, exist_ok=True)
    pycolmap.extract_features(str(database), str(photos), camera_mode=pycolmap.CameraMode.SINGLE)
    pycolmap.match_exhaustive(str(database))
    found = pycolmap.incremental_mapping(str(database), str(photos), str(models))
    print({number: model.num_reg_images() for number, model in found.items()})
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
