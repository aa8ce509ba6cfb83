"""The mat as a PDF to print: ``python -m reconstruct.mat.pdf OUTDIR`` writes mat-a4.pdf and mat-letter.pdf.

Vector drawing, byte for byte the same every time. The board is 264 x 192 mm, so that it fits both paper sizes; some
printers cannot reach the outermost 5-6 mm, which only the sheet's white edge touches.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from reconstruct.mat.board import (
    COLUMNS,
    HEIGHT_MM,
    MARKER_BITS,
    MARKER_MM,
    ROWS,
    SQUARE_MM,
    WIDTH_MM,
    is_black_square,
    marker_bits,
)

SHEETS_MM = {"mat-a4.pdf": (297.0, 210.0), "mat-letter.pdf": (279.4, 215.9)}
RULER_MM = 100.0
TOP_EDGE_MM = 4.5
NOTE = (
    "Print at 100 % (actual size), not fitted to the page. The ruler must measure exactly 100 mm. Keep the sheet flat."
)
HINT = "Put the part in the middle. 20-50 photos all round, part and squares sharp in each. caliper mat 22 x 16, 12 mm"


def board_origin_mm(sheet: tuple[float, float]) -> tuple[float, float]:
    """Lower left corner of the board on a sheet (width, height), from the sheet's lower left corner."""
    return (sheet[0] - WIDTH_MM) / 2, sheet[1] - TOP_EDGE_MM - HEIGHT_MM


def write_mat(path: Path, sheet: tuple[float, float]) -> None:
    """Draws the mat on a landscape sheet (width, height) mm."""
    canvas = Canvas(str(path), pagesize=(sheet[0] * mm, sheet[1] * mm), invariant=1, pageCompression=1)
    canvas.setTitle("Caliper mat")
    canvas.setSubject("ChArUco 22 x 16, squares 12 mm, markers 9 mm, DICT_5X5_250")
    canvas.setFillGray(0)
    canvas.scale(mm, mm)
    left, bottom = board_origin_mm(sheet)
    canvas.saveState()
    canvas.translate(left, bottom)
    _draw_board(canvas)
    canvas.restoreState()
    _draw_ruler(canvas, left, bottom)
    canvas.setFont("Helvetica", 2.5)
    canvas.drawString(left + RULER_MM + 8, bottom - 4.2, NOTE)
    canvas.drawString(left + RULER_MM + 8, bottom - 7.4, HINT)
    canvas.save()


def _draw_board(canvas: Canvas) -> None:
    """One path for all black fields: neighbours drawn one by one would show hair lines."""
    path = canvas.beginPath()
    marker = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = column * SQUARE_MM, HEIGHT_MM - (row + 1) * SQUARE_MM
            if is_black_square(column, row):
                path.rect(x, y, SQUARE_MM, SQUARE_MM)
            else:
                _add_marker(path, marker, x + (SQUARE_MM - MARKER_MM) / 2, y + (SQUARE_MM - MARKER_MM) / 2)
                marker += 1
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _add_marker(path: object, marker: int, x: float, y: float) -> None:
    bits = marker_bits(marker)
    side = MARKER_BITS + 2
    cell = MARKER_MM / side
    for row in range(side):
        start = 0
        while start < side:
            if bits[row, start]:
                start += 1
                continue
            end = start
            while end < side and not bits[row, end]:
                end += 1
            path.rect(x + start * cell, y + (side - 1 - row) * cell, (end - start) * cell, cell)
            start = end


def _draw_ruler(canvas: Canvas, left: float, bottom: float) -> None:
    base = bottom - 7.5
    canvas.setLineWidth(0.15)
    canvas.line(left, base, left + RULER_MM, base)
    for step in range(int(RULER_MM) + 1):
        height = 3.5 if step % 10 == 0 else 2.5 if step % 5 == 0 else 1.5
        canvas.line(left + step, base, left + step, base + height)
    canvas.setFont("Helvetica", 2.5)
    canvas.drawString(left + RULER_MM + 1.5, base, "100")


def main(arguments: list[str]) -> int:
    """Writes both sheets into a folder."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in SHEETS_MM.items():
        write_mat(folder / name, sheet)
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
