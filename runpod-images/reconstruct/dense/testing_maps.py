"""``python -m reconstruct.dense.testing_maps POSES``: a hash of coarse maps of the first views, made side by side."""

import hashlib
import sys
from pathlib import Path

from reconstruct.dense.coarse import coarse_maps
from reconstruct.dense.matcher import MatchRule
from reconstruct.dense.pool import ViewPool
from reconstruct.dense.scene import choose_sources, scene_sphere
from reconstruct.dense.testing_scenes import TABLE
from reconstruct.dense.views import load_views


def main() -> None:
    views = load_views(Path(sys.argv[1]))[:3]
    sphere = scene_sphere(views)
    with ViewPool(2) as pool:
        maps = coarse_maps(
            pool, views, choose_sources(views, sphere, 2), sphere, {view.pass_name: TABLE for view in views},
            MatchRule(sweep_px=80, coarse_px=160, coarse_rounds=2), lambda done: None,
        )  # fmt: skip
    print(hashlib.sha256(b"".join(found.state.tobytes() + found.cost.tobytes() for found in maps)).hexdigest())


if __name__ == "__main__":
    main()
