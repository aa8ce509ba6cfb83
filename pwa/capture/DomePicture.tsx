import { For } from "solid-js";
import styles from "./DomePicture.module.css";
import { allSectors, type Direction, type Height, keyOf, type Sector, sectorDeg } from "./live/dome.ts";

/** Seen from above, the part in the middle: low directions outside, high ones inside. */
const radii: Record<Height, { inner: number; outer: number }> = {
  low: { inner: 35, outer: 48 },
  middle: { inner: 22, outer: 34 },
  high: { inner: 9, outer: 21 },
};
const gapDeg = 1.6;

/** Such that a camera in the middle of a ring's heights stands in the middle of its drawn ring. */
const radiusOf = (elevationDeg: number) => Math.min(48, Math.max(0, 41.5 - (elevationDeg - 24) * 0.645));

/** The coverage dome as a picture. What it shows is told in words beside it or by the button that holds it. */
export function DomePicture(props: {
  seen: ReadonlySet<string>;
  next?: Sector | null;
  here?: Direction | null;
  /** Keys of sectors where the set's judge misses photos. */
  missing?: ReadonlySet<string>;
  large?: boolean;
}) {
  const look = (sector: Sector) => {
    if (props.seen.has(keyOf(sector))) return styles.seen;
    if (props.missing?.has(keyOf(sector))) return styles.missing;
    return props.next && keyOf(props.next) === keyOf(sector) ? styles.next : styles.open;
  };
  const dot = () => {
    if (!props.here) return null;
    return at(radiusOf(props.here.elevationDeg), props.here.azimuthDeg);
  };
  return (
    <svg class={props.large ? styles.large : styles.small} viewBox="-50 -50 100 100" aria-hidden="true">
      <For each={allSectors}>{(sector) => <path class={look(sector)} d={outline(sector)} />}</For>
      <rect class={styles.part} x="-4" y="-3" width="8" height="6" rx="1" />
      <circle
        class={styles.here}
        cx={dot()?.x ?? 0}
        cy={dot()?.y ?? 0}
        r="4.5"
        visibility={dot() ? "visible" : "hidden"}
      />
    </svg>
  );
}

/** Up on the screen is away from the reader of the mat. */
function at(radius: number, azimuthDeg: number): { x: number; y: number } {
  const angle = (azimuthDeg * Math.PI) / 180;
  return { x: radius * Math.cos(angle), y: -radius * Math.sin(angle) };
}

function outline({ height, index }: Sector): string {
  const { inner, outer } = radii[height];
  const [from, to] = [index * sectorDeg + gapDeg, (index + 1) * sectorDeg - gapDeg];
  const [a, b, c, d] = [at(outer, from), at(outer, to), at(inner, to), at(inner, from)];
  return `M${a.x} ${a.y}A${outer} ${outer} 0 0 0 ${b.x} ${b.y}L${c.x} ${c.y}A${inner} ${inner} 0 0 1 ${d.x} ${d.y}Z`;
}
