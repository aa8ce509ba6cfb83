"""Hard sets are what their names say, and photos in the wrong place are told from those in the right one."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from reconstruct.bench.capture.centres import Centres, right_places
from reconstruct.bench.capture.recipes import Base, make_hard


def _ring(count: int) -> Centres:
    angles = np.arange(count) * 2 * np.pi / count
    places = np.column_stack([np.cos(angles), np.sin(angles), np.full(count, 1.0)]) * 300
    return Centres(
        {f"{k:03d}": place for k, place in enumerate(places)},
        {f"{k:03d}": -place / np.linalg.norm(place) for k, place in enumerate(places)},
    )


def _base(folder: Path, count: int) -> Base:
    random = np.random.default_rng(3)
    paths = []
    for k in range(count):
        paths.append(folder / f"{k:03d}.png")
        cv2.imwrite(str(paths[-1]), random.integers(0, 255, (480, 640, 3), dtype=np.uint8))
    return Base("ring", tuple(paths), _ring(count))


def _made(base: Base, recipe: str, folder: Path, foreign: tuple[Path, ...] = ()) -> dict[str, object]:
    assert make_hard(base, recipe, foreign, folder)
    told: dict[str, object] = json.loads((folder / "set.json").read_text())
    return told


def test_a_scaled_and_turned_ring_is_right_but_for_the_photo_moved_away() -> None:
    wanted = _ring(12)
    turn = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    found = Centres({s: 0.1 * turn @ p + [5, 6, 7] for s, p in wanted.place.items()}, wanted.axis)
    found.place["004"] = found.place["004"] + [4.0, 0, 0]  # 7 % of the ring's extent
    found.place["foreign"] = found.place["003"]
    names: dict[str, str | None] = {stem: stem for stem in wanted.place} | {"foreign": None}
    right = right_places(found, wanted, names)
    assert [stem for stem, good in right.items() if not good] == ["004", "foreign"]


def test_a_gap_leaves_out_the_photos_of_its_sector(tmp_path: Path) -> None:
    told = _made(_base(tmp_path, 24), "gap60", tmp_path / "gap")
    photos = told["photos"]
    assert isinstance(photos, list)
    left = {int(row["name"][:3]) for row in photos}
    missing = sorted(set(range(24)) - left)
    assert len(missing) == 4
    assert missing == list(range(missing[0], missing[0] + 4))


def test_every_third_photo_is_blurred_and_foreign_ones_are_mixed_in(tmp_path: Path) -> None:
    base = _base(tmp_path, 12)
    rows = _made(base, "blurred", tmp_path / "blurred")["photos"]
    assert isinstance(rows, list)
    assert [row["spoilt"] for row in rows] == [number % 3 == 1 for number in range(12)]
    sharp, soft = (cv2.imread(str(tmp_path / "blurred" / "photos" / f"{k:03d}.png")).std() for k in (0, 1))
    assert soft < 0.7 * sharp
    mixed = _made(base, "foreign", tmp_path / "foreign", base.photos)["photos"]
    assert isinstance(mixed, list)
    assert sum(row["from"] is None for row in mixed) == 6
    assert mixed[-1]["from"] is not None
