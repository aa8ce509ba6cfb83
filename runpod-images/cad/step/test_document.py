import re
from pathlib import Path

import pytest

from cad.bench.shapes import Z, box, cut, rod
from cad.kernel.shape import bounds_of, faces_of
from cad.step.document import EVIDENCE_COLOURS, read_step, write_step

EVIDENCE = ["measured", "fitted", "guessed", "measured", "measured", "fitted", "guessed"]


class Exchange:
    """The entities of a STEP file by number, read without the kernel that wrote it (ISO 10303-21)."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text()
        joined = re.sub(r"\s*\n\s*", "", self.text)
        self.entities = {int(n): body for n, body in re.findall(r"#(\d+)\s*=\s*(.*?\));", joined)}

    def of(self, kind: str) -> dict[int, str]:
        return {number: body for number, body in self.entities.items() if body.startswith(f"{kind}(")}

    def reached(self, start: int, kind: str) -> str:
        """The entity of a kind that the references from ``start`` lead to."""
        todo, seen = [start], set()
        while todo:
            number = todo.pop()
            if self.entities[number].startswith(f"{kind}("):
                return self.entities[number]
            if number not in seen:
                seen.add(number)
                todo += [int(n) for n in re.findall(r"#(\d+)", self.entities[number])]
        raise AssertionError(f"#{start} leads to no {kind}")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("step") / "plate.step"
    names = [f"{number}: face, {kind}" for number, kind in enumerate(EVIDENCE)]
    write_step(path, cut(box((0, 0, 0), (40, 25, 6)), rod((20, 12, -1), Z, 4, 8)), "test plate", names, EVIDENCE)
    return path


def test_the_product_has_its_name_and_every_face_says_what_it_is_worth(file: Path):
    found = Exchange(file)
    assert any("'test plate'" in body for body in found.of("PRODUCT").values())
    names = [re.match(r"ADVANCED_FACE\('([^']*)'", body)[1] for body in found.of("ADVANCED_FACE").values()]
    assert sorted(names) == sorted(f"{number}: face, {kind}" for number, kind in enumerate(EVIDENCE))


def test_a_face_has_the_colour_of_its_evidence(file: Path):
    found = Exchange(file)
    painted = {}
    for body in found.of("STYLED_ITEM").values():
        style, item = re.match(r"STYLED_ITEM\('[^']*',\(#(\d+)\),#(\d+)\)", body).groups()
        colour = re.findall(r"[\d.]+(?:E[+-]?\d+)?", found.reached(int(style), "COLOUR_RGB").split(",", 1)[1])
        painted[int(item)] = [float(value) for value in colour]
    for number, body in found.of("ADVANCED_FACE").items():
        kind = re.match(r"ADVANCED_FACE\('[^']*, (\w+)'", body)[1]
        assert painted[number] == pytest.approx(EVIDENCE_COLOURS[kind], abs=0.01), body


def test_the_file_is_ap242_in_millimetres_and_as_large_as_the_part(file: Path):
    found = Exchange(file)
    assert re.search(r"FILE_SCHEMA\s*\(\s*\(\s*'AP242", found.text)
    assert "SI_UNIT(.MILLI.,.METRE.)" in found.text
    low, high = bounds_of(read_step(file))
    assert list(high - low) == pytest.approx([40, 25, 6], abs=1e-5)
    assert len(list(faces_of(read_step(file)))) == len(EVIDENCE)
