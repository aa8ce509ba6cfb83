"""The holes a bolt circle lacks are looked for where it says, and taken only where the photos show them."""

import numpy as np
import pytest

from cad.fit.surfaces import Cylinder, Segment
from cad.rims.measure import Rim
from cad.rims.repeated import repeated
from cad.segment.limits import Limits
from cad.segment.profile import Round
from cad.segment.windows import Window

UP = np.array([0.0, 0.0, 1.0])
LIMITS = Limits(0.3, 25, 1.0, 1.0, 0.1, 80.0, 0, 0.1)
HUB = Segment(Cylinder(UP, np.zeros(3), 9.0), np.arange(0), 1, 0.0)


def _hole(turn_deg: float, radius: float = 3.0, away: float = 25.0) -> Window:
    turn = np.radians(turn_deg)
    mouth = np.array([away * np.cos(turn), away * np.sin(turn), 8.0])
    return Window(mouth, UP, Round(radius), 8.0, False, True, rim=Round(radius))


def _everywhere(views, centre, normal, radius, tolerance):
    return Rim(centre + [0.05, 0, 0], 3.02, 9, 0.9)


def _turns(windows: list[Window]) -> list[float]:
    return sorted(float(np.degrees(np.arctan2(w.mouth[1], w.mouth[0])) % 360) for w in windows)


def test_what_lacks_of_six_is_found():
    found = repeated([_hole(10), _hole(70), _hole(190), _hole(310)], [HUB], [], LIMITS, _everywhere)
    assert _turns(found) == pytest.approx([130, 250], abs=0.3)
    assert all(w.radius == pytest.approx(3.02) for w in found)


def test_nothing_is_added_that_the_photos_do_not_show():
    holes = [_hole(10), _hole(70), _hole(190), _hole(310)]
    assert repeated(holes, [HUB], [], LIMITS, lambda *a: None) == []
    other = lambda views, centre, *a: Rim(centre + [1.0, 0, 0], 3.0, 9, 0.9)  # noqa: E731
    assert repeated(holes, [HUB], [], LIMITS, other) == []


@pytest.mark.parametrize(
    "holes",
    [
        [_hole(0), _hole(60)],
        [_hole(0), _hole(50), _hole(190)],
        [_hole(0), _hole(60), _hole(120, radius=4.0)],
        [_hole(0), _hole(30), _hole(60)],
        [_hole(0), _hole(60), _hole(120, away=27.0)],
    ],
)
def test_no_circle_no_hole(holes: list[Window]):
    assert repeated(holes, [HUB], [], LIMITS, _everywhere) == []


def test_a_whole_circle_lacks_nothing():
    assert repeated([_hole(90 * k) for k in range(4)], [HUB], [], LIMITS, _everywhere) == []
