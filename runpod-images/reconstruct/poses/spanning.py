"""What the strongest pairs of photos say of a model: the maximum spanning tree of the verified matches.

However the photos are parted in two, the strongest pair across is an edge of this tree. Repeated print and symmetric
parts give many false pairs, more than true ones where photos are few, but hardly ever the strongest: so the tree is
nearly all true, and an edge that contradicts the model parts what was folded or misplaced from the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]

# As of two descriptors, so of two pairs: one that hardly stands out may be the false one.
RATIO = 0.8


@dataclass(frozen=True)
class Evidence:
    """A pair's verified ``matches`` and the ``share`` of them that a model explains."""

    matches: int
    share: float

    @property
    def agrees(self) -> bool:
        return self.share > 0.5


class _Groups:
    """Disjoint groups of names, merged one by one."""

    def __init__(self, names: list[str]) -> None:
        self._leader = {name: name for name in names}

    def of(self, name: str) -> str:
        while self._leader[name] != name:
            self._leader[name] = self._leader[self._leader[name]]
            name = self._leader[name]
        return name

    def merge(self, first: str, second: str) -> bool:
        """False where they are of one group already."""
        a, b = self.of(first), self.of(second)
        self._leader[max(a, b)] = min(a, b)
        return a != b


def spanning_tree(names: list[str], evidence: dict[Pair, Evidence]) -> list[Pair]:
    """The pairs that hold ``names`` together by the most matches; pairs between other names are left out."""
    groups, known = _Groups(names), set(names)
    # By name where matches are equal, so that the same input gives the same tree.
    strongest = sorted(evidence, key=lambda pair: (-evidence[pair].matches, pair))
    return [pair for pair in strongest if known.issuperset(pair) and groups.merge(*pair)]


def uncontradicted(names: list[str], evidence: dict[Pair, Evidence]) -> set[str]:
    """The largest part of the photos that hangs together by edges of the tree which agree with the model.

    Within it an edge holds only if it stands out against what contradicts the model across the same cut.
    """
    agreeing = [pair for pair in spanning_tree(names, evidence) if evidence[pair].agrees]
    whole = _largest_part(names, agreeing)
    tree = [edge for edge in agreeing if whole.issuperset(edge)]
    # A misplaced photo contradicts all its true neighbours: it accuses nobody.
    against = [pair for pair, each in evidence.items() if whole.issuperset(pair) and not each.agrees]

    def stands_out(edge: Pair) -> bool:
        side = _side(edge, tree)
        across = [evidence[pair].matches for pair in against if (pair[0] in side) != (pair[1] in side)]
        return max(across, default=0) <= RATIO * evidence[edge].matches

    return _largest_part(sorted(whole), [edge for edge in tree if stands_out(edge)])


def _side(edge: Pair, tree: list[Pair]) -> set[str]:
    """What hangs on the first photo of an edge when the edge is cut."""
    groups = _Groups(sorted({name for pair in tree for name in pair}))
    for pair in tree:
        if pair != edge:
            groups.merge(*pair)
    first = groups.of(edge[0])
    return {name for pair in tree for name in pair if groups.of(name) == first}


def linked(names: list[str], evidence: dict[Pair, Evidence], least_matches: int) -> set[str]:
    """The largest part of the photos that hangs together by pairs of at least so many matches, right or not."""
    return _largest_part(names, [pair for pair, each in evidence.items() if each.matches >= least_matches])


def _largest_part(names: list[str], edges: list[Pair]) -> set[str]:
    groups = _Groups(names)
    for pair in edges:
        groups.merge(*pair)
    parts: dict[str, set[str]] = {}
    for name in sorted(names):
        parts.setdefault(groups.of(name), set()).add(name)
    return max(parts.values(), key=len, default=set())
