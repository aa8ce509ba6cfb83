// The bench's words.
import { setSentence } from "../../pwa/judging/judge.ts";
import type { Judged } from "./judge-set.ts";
import { type Counts, countPhotos, countSets, precisionOf, recallOf, type SetRow } from "./score.ts";

export function printSet(row: SetRow | null, name: string, { verdict, ms }: Judged): void {
  console.log(`\n${name}: ${setSentence(verdict)} (${verdict.outcome}, ${verdict.confidence.toFixed(2)})`);
  for (const still of verdict.stills) {
    const came = row?.photos.find((photo) => photo.name === still.id);
    const result = came ? (came.right ? "right" : came.registered ? "WRONG PLACE" : "not registered") : "not run";
    const predicted = still.willRegister ? "yes" : "no";
    const told = `${still.grade}${still.reasons.length ? `: ${still.reasons.join(", ")}` : ""}`;
    const agrees = came && came.right !== still.willRegister ? "  ≠" : "";
    console.log(`  ${still.id.padEnd(24)} ${predicted.padEnd(4)} ${result.padEnd(15)} ${told}${agrees}`);
  }
  for (const gap of verdict.gaps) {
    const { sector } = gap;
    const where = sector
      ? `${Math.round(sector.azimuthDeg)}° wide ${Math.round(sector.widthDeg)}°`
      : gap.photoIds.join(" ");
    console.log(`  gap ${gap.kind}: ${where}, ${gap.photosNeeded} more`);
  }
  console.log(
    `  a photo ${ms.addMedian} ms (most ${ms.addMost}), the verdict ${ms.last} ms after the last photo was in`,
  );
  if (row) console.log(`  came out ${row.good ? "good" : `NOT GOOD${row.failure ? `, ${row.failure}` : ""}`}`);
}

export function printSummary(title: string, rows: readonly SetRow[]): void {
  if (rows.length === 0) return;
  const photos = countPhotos(rows);
  const sets = countSets(rows);
  console.log(`\n${title}: ${rows.length} sets, ${rows.reduce((sum, row) => sum + row.photos.length, 0)} photos`);
  console.log(`  photos registered in the right place: ${inWords(photos)}`);
  console.log(`  sets called likely: ${inWords(sets)}`);
}

export function printTable(rows: readonly (SetRow & { fitted: boolean })[]): void {
  console.log(
    "\n| set | half | predicted yes / right / registered / photos | verdict | came out |\n|---|---|---|---|---|",
  );
  for (const row of rows) {
    const number = (test: (photo: SetRow["photos"][number]) => boolean) => row.photos.filter(test).length;
    const counts = [number((p) => p.predicted), number((p) => p.right), number((p) => p.registered), row.photos.length];
    const verdict = `${row.predicted} ${row.confidence.toFixed(2)}`;
    const came = row.good ? "good" : (row.failure ?? "not good");
    console.log(`| ${row.set} | ${row.fitted ? "fit" : "report"} | ${counts.join(" / ")} | ${verdict} | ${came} |`);
  }
}

function inWords(counts: Counts): string {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts;
  const figures = `precision ${precisionOf(counts).toFixed(3)}, recall ${recallOf(counts).toFixed(3)}`;
  return `${figures} (${truePositive} rightly yes, ${falsePositive} wrongly yes, ${falseNegative} wrongly no, ${trueNegative} rightly no)`;
}
