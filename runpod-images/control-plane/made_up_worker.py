"""For worker.test.ts: the real SDK worker and harness, with stages made up: ``made_up_worker.py FOLDER``.

The first photo's text says what the stage ``dense`` does: ``slow`` sleeps, anything else is quick.
"""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """
import json, os, time
from reconstruct.stage import StageResult
VERSION = 1
INPUTS = {inputs!r}
TIMEOUT_S = 60.0
def run(context):
    folder = context.folder({name!r})
"""
STAGES = {
    "load": (
        ("input",),
        """
        photo = json.loads((context.folder('input') / 'photos.json').read_text())[0]
        (folder / 'text').write_text((context.folder('input') / photo['file']).read_text())
        """,
    ),
    "dense": (
        ("load",),
        """
        (folder / 'made').write_text('made')
        context.progress(os.getpid(), None, 'at work')
        time.sleep(60 if 'slow' in (context.folder('load') / 'text').read_text() else 0)
        """,
    ),
    "cad": (
        ("dense",),
        """
        solid = {'valid': True, 'solids': 1, 'closed': True, 'faces': [], 'dimensions': [], 'volumeMm3': 1.0}
        solid |= dict.fromkeys(('deviationMeanMm', 'deviationP95Mm', 'deviationMaxMm'), 0.1)
        made = {'label': 'faceted', 'summary': 'Made up.', 'solid': solid, 'frame': 'free', 'unit': 'scene'}
        (folder / 'cad.json').write_text(json.dumps(made))
        """,
    ),
    "export": (
        ("cad",),
        """
        for name in ('part.step', 'part.stl'):
            (folder / name).write_text(name)
        box = {'min': [0, 0, 0], 'max': [1, 1, 1], 'size': [1, 1, 1]}
        (folder / 'export.json').write_text(json.dumps({'boundingBox': box}))
        """,
    ),
}


def write_stages(folder: Path) -> None:
    for name, (inputs, body) in STAGES.items():
        room = folder / "made_up" / name
        room.mkdir(parents=True, exist_ok=True)
        for place in (room.parent, room):
            (place / "__init__.py").touch()
        text = textwrap.indent(textwrap.dedent(body).strip(), "    ")
        (room / "stage.py").write_text(HEAD.format(name=name, inputs=inputs) + text + "\n    return StageResult({})\n")


def main() -> None:
    folder = Path(sys.argv.pop(1))
    sys.path[:0] = [str(ROOT), str(folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    import runpod

    from harness.config import HarnessConfig
    from harness.handler import make_handler

    write_stages(folder)
    config = HarnessConfig(folder / "cache", package="made_up", stages=tuple(STAGES))
    runpod.serverless.start({"handler": make_handler(config, runpod.serverless.progress_update)})


if __name__ == "__main__":
    main()
