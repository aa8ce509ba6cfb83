import type { Held } from "../shot.ts";
import type { Direction } from "./dome.ts";

/**
 * From where the camera looks, by how the phone is held (W3C device orientation): the back camera looks along the
 * phone's −z. Its height over the table is gravity's, and sure; its azimuth is the gyroscope's, has a zero of its own
 * and drifts. The part is taken to be what is looked at, and to lie still: on a turntable this tells nothing.
 */
export function facingOf({ alphaDeg, betaDeg, gammaDeg }: Held): Direction {
  const [a, b, c] = [alphaDeg, betaDeg, gammaDeg].map((deg) => (deg * Math.PI) / 180) as [number, number, number];
  const x = Math.cos(a) * Math.sin(c) + Math.sin(a) * Math.sin(b) * Math.cos(c);
  const y = Math.sin(a) * Math.sin(c) - Math.cos(a) * Math.sin(b) * Math.cos(c);
  const z = Math.cos(b) * Math.cos(c);
  return { azimuthDeg: degrees(Math.atan2(y, x)), elevationDeg: degrees(Math.asin(Math.min(1, Math.max(-1, z)))) };
}

const degrees = (radians: number) => (radians * 180) / Math.PI;

/** Where the first photo is drawn: on the side of the reader. */
const firstDeg = 270;

/**
 * The photos of the newest stretch of listening, counted from its first. Earlier ones have another zero, and are left
 * out rather than drawn somewhere.
 */
export function directionsOfHeld(held: readonly Held[]): { shots: Direction[]; of: (now: Held) => Direction | null } {
  const sinceMs = Math.max(...held.map((one) => one.sinceMs));
  const own = held.filter((one) => one.sinceMs === sinceMs);
  const zeroDeg = own[0] ? facingOf(own[0]).azimuthDeg : 0;
  const placed = (one: Held): Direction => {
    const { azimuthDeg, elevationDeg } = facingOf(one);
    return { azimuthDeg: firstDeg + azimuthDeg - zeroDeg, elevationDeg };
  };
  return { shots: own.map(placed), of: (now) => (own.length > 0 && now.sinceMs === sinceMs ? placed(now) : null) };
}
