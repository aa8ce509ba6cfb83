"""The sheets are read back from their own drawing commands, so no PDF viewer is needed to know they are right."""

import base64
import re
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from reconstruct.mat.board import HEIGHT_MM, WIDTH_MM, corners_mm
from reconstruct.mat.detect import detect_board
from reconstruct.mat.pdf import RULER_MM, SHEETS_MM, board_origin_mm, main

PX_PER_MM = 6
POINT_MM = 25.4 / 72


def _commands(data: bytes) -> str:
    stream = re.search(rb"stream\r?\n(.*?)endstream", data, re.DOTALL).group(1).strip()
    return zlib.decompress(base64.a85decode(stream.removesuffix(b"~>"))).decode("latin-1")


def _draw(data: bytes, sheet: tuple[float, float]) -> np.ndarray:
    """Fills the rectangles of the page at PX_PER_MM; the matrices of the page are followed."""
    picture = np.full((round(sheet[1] * PX_PER_MM), round(sheet[0] * PX_PER_MM)), 255, np.uint8)
    matrix, stack = np.eye(3), []
    numbers: list[float] = []
    for token in _commands(data).split():
        if re.fullmatch(r"-?\d*\.?\d+", token):
            numbers.append(float(token))
            continue
        if token == "q":
            stack.append(matrix)
        elif token == "Q":
            matrix = stack.pop()
        elif token == "cm":
            a, b, c, d, e, f = numbers[-6:]
            matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
        elif token == "re":
            x, y, width, height = numbers[-4:]
            (x0, y0, _), (x1, y1, _) = np.array([[x, y, 1], [x + width, y + height, 1]]) @ matrix * POINT_MM * PX_PER_MM
            top = picture.shape[0]
            picture[round(top - y1) : round(top - y0), round(x0) : round(x1)] = 0
        numbers = []
    return picture


@pytest.mark.parametrize("name", SHEETS_MM)
def test_the_sheet_shows_the_whole_board_at_true_size(tmp_path: Path, name: str):
    main([str(tmp_path)])
    sheet = SHEETS_MM[name]
    picture = _draw((tmp_path / name).read_bytes(), sheet)
    found = detect_board(cv2.GaussianBlur(picture, (0, 0), 1.0))
    assert len(found.marker_ids) == 176
    assert len(found.corner_ids) == 315
    left, bottom = board_origin_mm(sheet)
    corner = corners_mm()[found.corner_ids]
    on_sheet = np.column_stack([left + WIDTH_MM / 2 + corner[:, 0], sheet[1] - (bottom + HEIGHT_MM / 2 + corner[:, 1])])
    assert np.abs(found.corners_px / PX_PER_MM - on_sheet).max() < 0.1


@pytest.mark.parametrize("name", SHEETS_MM)
def test_the_page_is_the_papers_size_and_holds_board_and_ruler(tmp_path: Path, name: str):
    main([str(tmp_path)])
    box = re.search(rb"/MediaBox \[ ([\d. ]+) \]", (tmp_path / name).read_bytes()).group(1).split()
    assert np.allclose([float(v) * POINT_MM for v in box[2:]], SHEETS_MM[name], atol=0.02)
    left, bottom = board_origin_mm(SHEETS_MM[name])
    assert left > 7
    assert bottom > 10  # the ruler's place
    lines = re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l", _commands((tmp_path / name).read_bytes()))
    lengths = [abs(float(x1) - float(x0)) for x0, _, x1, _ in lines]
    assert max(lengths) == pytest.approx(RULER_MM, abs=0.01)


def test_the_same_bytes_come_out_every_time(tmp_path: Path):
    main([str(tmp_path / "a")])
    main([str(tmp_path / "b")])
    for name in SHEETS_MM:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_sheets_in_the_repository_are_the_ones_the_code_draws(tmp_path: Path):
    public = Path(__file__).parents[3] / "public"
    main([str(tmp_path)])
    for name in SHEETS_MM:
        assert (public / name).read_bytes() == (tmp_path / name).read_bytes()
