"""Generated parts: flanges, shafts, pillow blocks, knobs, bushings."""

from __future__ import annotations

from OCP.TopoDS import TopoDS_Shape

from cad.bench.shapes import X, Y, Z, ball, box, chamfer, cut, fillet, fuse, ring, rod, turned


def flange() -> TopoDS_Shape:
    body = fuse(rod((0, 0, 0), Z, 25, 6), rod((0, 0, 0), Z, 12, 22))
    return cut(body, rod((0, 0, -1), Z, 8, 25), *(rod((x, y, -1), Z, 2.5, 8) for x, y in ring(6, 19)))


def flange_square() -> TopoDS_Shape:
    body = fuse(box((-22, -22, 0), (22, 22, 5)), rod((0, 0, 0), Z, 13, 18))
    return cut(body, rod((0, 0, -1), Z, 9, 20), *(rod((x, y, -1), Z, 2.2, 7) for x, y in ring(4, 24, 45)))


def shaft_stepped() -> TopoDS_Shape:
    return fuse(rod((0, 0, 0), X, 8, 20), rod((20, 0, 0), X, 12, 15), rod((35, 0, 0), X, 6, 25))


def shaft_keyed() -> TopoDS_Shape:
    body = fuse(rod((0, 0, 0), X, 10, 40), rod((40, 0, 0), X, 6, 15))
    return cut(body, box((8, -2.5, 6), (28, 2.5, 11)))


def pillow_block() -> TopoDS_Shape:
    body = fuse(box((0, 0, 0), (60, 24, 8)), box((16, 0, 0), (44, 24, 22)), rod((30, 0, 22), Y, 14, 24))
    holes = [rod((30, -1, 22), Y, 8, 26), rod((8, 12, -1), Z, 2.75, 10), rod((52, 12, -1), Z, 2.75, 10)]
    return cut(body, *holes)


def knob() -> TopoDS_Shape:
    return cut(turned([(0, 0), (8, 0), (8, 10), (15, 10), (15, 22), (12, 25), (0, 25)]), rod((0, 0, -1), Z, 3, 13))


def knob_domed() -> TopoDS_Shape:
    return cut(fuse(rod((0, 0, 0), Z, 14, 14), ball((0, 0, 14), 14)), rod((0, 0, -1), Z, 4, 13))


def bushing() -> TopoDS_Shape:
    body = chamfer(rod((0, 0, 0), Z, 15, 20), 2.0, None, lambda m: m[2] > 19)
    return cut(body, rod((0, 0, -1), Z, 9, 22))


def cap_cone() -> TopoDS_Shape:
    return cut(turned([(0, 0), (20, 0), (20, 6), (9, 24), (0, 24)]), rod((0, 0, -1), Z, 5, 26))


def post_filleted() -> TopoDS_Shape:
    body = fuse(rod((0, 0, 0), Z, 20, 6), rod((0, 0, 6), Z, 8, 20))
    return fillet(body, 4.0, None, lambda m: abs(m[2] - 6) < 0.1 and abs(m[0]) < 8.5 and abs(m[1]) < 8.5)


PARTS = {
    f.__name__: f
    for f in (
        flange, flange_square, shaft_stepped, shaft_keyed, pillow_block, knob, knob_domed, bushing, cap_cone,
        post_filleted,
    )
}  # fmt: skip
