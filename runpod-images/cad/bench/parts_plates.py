"""Generated parts: plates, brackets, channels, lids, wedges."""

from __future__ import annotations

from OCP.TopoDS import TopoDS_Shape

from cad.bench.shapes import X, Y, Z, box, chamfer, cone, cut, fillet, fuse, prism, rod


def plate_four_holes() -> TopoDS_Shape:
    corners = [(8, 8), (52, 8), (8, 32), (52, 32)]
    return cut(box((0, 0, 0), (60, 40, 5)), *(rod((x, y, -1), Z, 2.5, 7) for x, y in corners))


def plate_countersunk() -> TopoDS_Shape:
    plate = box((0, 0, 0), (50, 30, 8))
    for x in (12, 38):
        plate = cut(plate, rod((x, 15, -1), Z, 2.6, 10), cone((x, 15, 4.6), Z, 2.6, 6.0, 3.4))
    return plate


def plate_slot() -> TopoDS_Shape:
    slot = fuse(box((15, 11, -1), (40, 19, 9)), rod((15, 15, -1), Z, 4, 10), rod((40, 15, -1), Z, 4, 10))
    return cut(box((0, 0, 0), (55, 30, 7)), slot)


def plate_rounded() -> TopoDS_Shape:
    plate = fillet(box((0, 0, 0), (48, 36, 6)), 6.0, Z)
    return cut(plate, *(rod((x, y, -1), Z, 2.0, 8) for x in (6, 42) for y in (6, 30)))


def bracket_l() -> TopoDS_Shape:
    body = fuse(box((0, 0, 0), (50, 30, 5)), box((0, 0, 0), (5, 30, 35)))
    holes = [rod((20, 15, -1), Z, 3, 8), rod((40, 15, -1), Z, 3, 8), rod((-1, 15, 22), X, 4, 8)]
    return cut(body, *holes)


def bracket_gusset() -> TopoDS_Shape:
    body = fuse(box((0, 0, 0), (45, 30, 5)), box((0, 0, 0), (5, 30, 32)))
    gusset = prism([(5, 13, 5), (30, 13, 5), (5, 13, 26)], (0, 4, 0))
    return cut(fuse(body, gusset), rod((36, 7, -1), Z, 2.5, 8), rod((36, 23, -1), Z, 2.5, 8))


def bracket_filleted() -> TopoDS_Shape:
    body = fuse(box((0, 0, 0), (50, 28, 6)), box((0, 0, 0), (6, 28, 34)))
    body = fillet(body, 5.0, Y, lambda m: abs(m[0] - 6) < 0.1 and abs(m[2] - 6) < 0.1)
    return cut(body, rod((34, 14, -1), Z, 4, 9))


def channel_u() -> TopoDS_Shape:
    return cut(box((0, 0, 0), (60, 30, 25)), box((-1, 5, 5), (61, 25, 26)), rod((30, -1, 15), Y, 4, 32))


def channel_steps() -> TopoDS_Shape:
    outline = [(0, 0, 0), (0, 40, 0), (0, 40, 10), (0, 30, 10), (0, 30, 18), (0, 12, 18), (0, 12, 26), (0, 0, 26)]
    return prism(outline, (35, 0, 0))


def lid() -> TopoDS_Shape:
    return fuse(cut(box((0, 0, 0), (50, 40, 10)), box((3, 3, 3), (47, 37, 11))), rod((25, 20, 0), Z, 5, 14))


def lid_chamfered() -> TopoDS_Shape:
    body = chamfer(box((0, 0, 0), (44, 44, 12)), 3.0, None, lambda m: m[2] > 11.9)
    return cut(body, rod((22, 22, -1), Z, 8, 9))


def wedge() -> TopoDS_Shape:
    body = prism([(0, 0, 0), (50, 0, 0), (50, 0, 8), (0, 0, 24)], (0, 26, 0))
    return cut(body, rod((35, 13, -1), Z, 4, 30))


def wedge_block() -> TopoDS_Shape:
    outline = [(0, 0, 0), (46, 0, 0), (46, 0, 6), (26, 0, 22), (12, 0, 22), (0, 0, 12)]
    return prism(outline, (0, 30, 0))


def block_filleted() -> TopoDS_Shape:
    return cut(fillet(box((0, 0, 0), (40, 30, 20)), 4.0, Z), rod((20, 15, -1), Z, 6, 22))


def block_top_rounded() -> TopoDS_Shape:
    return fillet(box((0, 0, 0), (44, 30, 18)), 5.0, X, lambda m: m[2] > 17)


PARTS = {
    f.__name__: f
    for f in (
        plate_four_holes, plate_countersunk, plate_slot, plate_rounded, bracket_l, bracket_gusset, bracket_filleted,
        channel_u, channel_steps, lid, lid_chamfered, wedge, wedge_block, block_filleted, block_top_rounded,
    )
}  # fmt: skip
