import type { SetVerdict } from "../types.ts";

const opening = {
  likely: "This will probably reconstruct",
  risky: "This may not reconstruct",
  no: "This will probably not reconstruct",
};

/** The verdict in one sentence, for the command line; the app has words of its own. */
export function setSentence({ outcome, connected, photos, gaps }: SetVerdict): string {
  const sector = gaps.find((gap) => gap.sector !== null)?.sector;
  const where = sector
    ? `; nothing was shot round ${Math.round(sector.azimuthDeg)}°, ${sector.elevationDeg}° high`
    : "";
  const between = gaps.find(({ kind }) => kind === "between")?.photoIds;
  const thin = between ? `; too little is shared by ${between.join(" and ")}` : "";
  return `${opening[outcome]}: ${connected} of ${photos} photos connect${where || thin}.`;
}
