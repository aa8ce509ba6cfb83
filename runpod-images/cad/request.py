"""What one reconstruction is asked to do; travels as JSON between the caller and a rung's own process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """``cloud``: PLY with normals. ``table_z``: height of the table the part lies on, None when all sides were seen.

    ``mesh``: closed PLY mesh. ``views``, ``depths``: views.json and the folder of depth maps (free space).
    ``cameras``, ``photos``: cameras.json and the folder of its photos, where there are no depth maps.
    ``segmenter``: weights of a segmentation network (ONNX, see ``network/README.md``).
    ``unit``: ``mm``, or ``scene`` when the scale is unknown (then no length is rounded to nominal).
    """

    cloud: str
    table_z: float | None = None
    mesh: str | None = None
    views: str | None = None
    depths: str | None = None
    unit: str = "mm"
    seed: int = 0
    product: str = "part"
    cameras: str | None = None
    photos: str | None = None
    segmenter: str | None = None

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @staticmethod
    def load(path: Path) -> Request:
        return Request(**json.loads(path.read_text()))
