import cv2
import numpy as np

from reconstruct.mat.board import charuco_board, corners_mm, is_black_square, marker_bits, markers_mm


def test_the_frame_has_its_origin_at_the_boards_centre_and_y_away_from_the_reader():
    corners = corners_mm()
    assert corners.shape == (21 * 15, 3)
    assert np.allclose(corners.mean(axis=0), 0)
    assert np.allclose(corners[0], [-120, 84, 0])
    assert np.allclose(corners[1] - corners[0], [12, 0, 0])


def test_squares_and_markers_are_those_opencv_draws():
    picture = charuco_board().generateImage((22 * 42, 16 * 42), marginSize=0, borderBits=1)
    marker = 0
    for row in range(16):
        for column in range(22):
            square = picture[row * 42 : row * 42 + 42, column * 42 : column * 42 + 42]
            if is_black_square(column, row):
                assert square.max() < 50
                continue
            cells = cv2.resize(square[5:37, 5:37], (7, 7), interpolation=cv2.INTER_AREA) > 127
            assert (cells == marker_bits(marker)).all()
            middle = [(column + 0.5) * 12 - 132, 96 - (row + 0.5) * 12]
            assert np.allclose(markers_mm()[marker].mean(axis=0)[:2], middle)
            marker += 1
    assert marker == len(markers_mm())
