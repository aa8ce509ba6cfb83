/**
 * What the judge does next. Photos may come faster than a busy phone can compare them: then the latest is looked at
 * before all else, and of the rest what the set's verdict needs most comes first. Pure: no photo, no clock.
 */

/** Photos whose bytes are there: the latest of the whole set, or only older ones. */
export type AtHand = "latest" | "older" | null;

export type Job =
  /** Light, sharpness and the mat, of a photo at hand. */
  | { kind: "glance" }
  /** Its features, and with whom it is to be compared. */
  | { kind: "read"; id: string }
  | { kind: "compare"; first: string; second: string };

export type Agenda = {
  glanced(id: string, order: number): void;
  /** `candidates`: photos that were read before, the likeliest partner first. */
  read(id: string, candidates: readonly string[]): void;
  compared(first: string, second: string, overlap: boolean): void;
  forget(id: string): void;
  next(hand: AtHand): Job | null;
  /** Its place in the set is known: it has partners enough, or nothing is left to compare it with. */
  isJudged(id: string): boolean;
  /** Pairs of a photo that are yet to be compared, and how many were: what is found by now is a sample. */
  pairsOf(id: string): { open: number; compared: number };
  /** It was read, and compared with all that it was to be compared with then. */
  isCompared(id: string): boolean;
  /** Pairs of photos that are known of and not compared yet. */
  openPairs(): number;
};

type Photo = { order: number; isRead: boolean; partners: Set<string>; compared: number };
type OpenPair = { first: string; second: string; rank: number };

/** From two on a feature can be known from others: that is how a photo joins a reconstruction. */
const partnersEnough = 2;
/** Each photo that was looked at and not read keeps its picture in memory: of fifty that wait, not all at once. */
const unreadMost = 8;

export function createAgenda(): Agenda {
  const photos = new Map<string, Photo>();
  let open: OpenPair[] = [];
  const openOf = (id: string) => open.filter(({ first, second }) => first === id || second === id);
  const partnersOf = (id: string) => photos.get(id)?.partners.size ?? 0;
  const isJudged = (id: string) => {
    const photo = photos.get(id);
    return photo?.isRead === true && (photo.partners.size >= partnersEnough || openOf(id).length === 0);
  };
  const unjudged = () => [...photos].filter(([id]) => !isJudged(id)).toSorted(([, a], [, b]) => a.order - b.order);

  /** A photo that was read is brought to its end before the next is read: so most of them are judged at any time. */
  function essential(hand: AtHand): Job | null {
    const waiting = unjudged();
    const begun = waiting.find(([, { isRead }]) => isRead);
    if (begun) return comparing(likeliest(openOf(begun[0])));
    if (hand !== null && waiting.length < unreadMost) return { kind: "glance" };
    const [next] = waiting;
    return next ? { kind: "read", id: next[0] } : null;
  }

  /** Where the set hangs together by least: between groups that nothing joins, then photos with the fewest partners. */
  function further(): Job | null {
    const group = groupsOf(photos);
    const weakness = ({ first, second }: OpenPair) =>
      (group.get(first) === group.get(second) ? 1_000 : 0) + Math.min(partnersOf(first), partnersOf(second));
    let [weakest, least] = [null as OpenPair | null, [0, 0]];
    for (const pair of open) {
      const mine = [weakness(pair), pair.rank];
      if (weakest === null || isBefore(mine, least)) [weakest, least] = [pair, mine];
    }
    return comparing(weakest);
  }

  return {
    glanced(id, order) {
      photos.set(id, { order, isRead: false, partners: new Set(), compared: 0 });
    },
    read(id, candidates) {
      const photo = photos.get(id);
      if (!photo) return;
      photo.isRead = true;
      open.push(...candidates.map((second, rank) => ({ first: id, second, rank })));
    },
    compared(first, second, overlap) {
      open = open.filter((pair) => !(pair.first === first && pair.second === second));
      for (const [id, other] of [
        [first, second],
        [second, first],
      ] as const) {
        const photo = photos.get(id);
        if (!photo) continue;
        photo.compared++;
        if (overlap) photo.partners.add(other);
      }
    },
    forget(id) {
      photos.delete(id);
      open = open.filter(({ first, second }) => first !== id && second !== id);
      for (const { partners } of photos.values()) partners.delete(id);
    },
    next(hand) {
      if (hand === "latest") return { kind: "glance" };
      return essential(hand) ?? further();
    },
    isJudged,
    pairsOf: (id) => ({ open: openOf(id).length, compared: photos.get(id)?.compared ?? 0 }),
    isCompared: (id) => photos.get(id)?.isRead === true && !open.some(({ first }) => first === id),
    openPairs: () => open.length,
  };
}

const comparing = (pair: OpenPair | null): Job | null =>
  pair && { kind: "compare", first: pair.first, second: pair.second };

const likeliest = (pairs: readonly OpenPair[]): OpenPair | null =>
  pairs.reduce<OpenPair | null>((best, pair) => (best && best.rank <= pair.rank ? best : pair), null);

const isBefore = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) < (b[at] as number);
};

/** Photos that hang together, over however many others, have the same group. */
function groupsOf(photos: ReadonlyMap<string, Photo>): Map<string, string> {
  const group = new Map<string, string>();
  for (const start of photos.keys()) {
    if (group.has(start)) continue;
    group.set(start, start);
    const reached = [start];
    for (const id of reached) {
      for (const partner of photos.get(id)?.partners ?? []) {
        if (group.has(partner)) continue;
        group.set(partner, start);
        reached.push(partner);
      }
    }
  }
  return group;
}
