from itertools import pairwise

from reconstruct.poses.spanning import Evidence, linked, spanning_tree, uncontradicted

NAMES = list("abcdef")


def _chain(shares: dict[tuple[str, str], float] | None = None) -> dict[tuple[str, str], Evidence]:
    return {pair: Evidence(400, (shares or {}).get(pair, 1.0)) for pair in pairwise(NAMES)}


def test_the_tree_takes_the_strongest_pair_across_every_cut():
    evidence = _chain() | {("a", "f"): Evidence(80, 0.0), ("b", "e"): Evidence(120, 0.0)}
    assert spanning_tree(NAMES, evidence) == list(_chain())


def test_many_weak_contradictions_do_not_part_what_strong_pairs_hold_together():
    false = {(a, b): Evidence(90, 0.0) for a in "abc" for b in "def" if (a, b) != ("c", "d")}
    assert uncontradicted(NAMES, _chain() | false) == set(NAMES)


def test_a_contradicted_strongest_pair_parts_the_model():
    folded = _chain({("d", "e"): 0.0}) | {("a", "e"): Evidence(120, 1.0), ("b", "f"): Evidence(110, 1.0)}
    assert uncontradicted(NAMES, folded) == set("abcd")


def test_photos_hang_together_by_strong_pairs_alone():
    weak = _chain() | {("b", "c"): Evidence(20, 1.0)}
    assert linked(NAMES, weak, 30) == set("cdef")
    assert linked([], {}, 30) == set()


def test_an_edge_that_hardly_stands_out_against_a_contradiction_holds_nothing():
    false = {("a", "f"): Evidence(250, 0.0)}
    assert uncontradicted(NAMES, _chain() | {("e", "f"): Evidence(320, 1.0)} | false) == set(NAMES)
    assert uncontradicted(NAMES, _chain() | {("e", "f"): Evidence(310, 1.0)} | false) == set("abcde")
