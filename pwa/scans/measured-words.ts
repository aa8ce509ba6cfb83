import { words } from "../i18n/words.ts";
import { formatBytes, formatNumber } from "../ui/format.ts";

/** Units as they end the names of figures (units last), the longest first. */
const units: [suffix: string, unit: string][] = [
  ["Mm3", "mm³"],
  ["Mm2", "mm²"],
  ["Seconds", "s"],
  ["Percent", "%"],
  ["Share", "share"],
  ["Bytes", "bytes"],
  ["Deg", "°"],
  ["Mm", "mm"],
  ["Px", "px"],
  ["Mb", "MB"],
];

/** `reprojectionErrorPx: 0.41` → ["Reprojection error", "0.41 px"]: stages may measure more without a change here. */
export function measuredWords(key: string, value: number | string | boolean | null): [string, string] {
  const found = units.find(([suffix]) => key.endsWith(suffix) && key.length > suffix.length);
  const bare = found ? key.slice(0, -found[0].length) : key;
  const spaced = bare
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  const name = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return [name, valueWords(value, found?.[1] ?? "")];
}

function valueWords(value: number | string | boolean | null, unit: string): string {
  if (value === null) return words.report.unknown;
  if (typeof value === "boolean") return value ? words.report.yes : words.report.no;
  const text = typeof value === "number" ? formatNumber(value) : value;
  if (unit === "") return text;
  if (unit === "share" && typeof value === "number") return `${formatNumber(Math.round(value * 1000) / 10)} %`;
  if (unit === "bytes" && typeof value === "number") return formatBytes(value);
  return unit === "°" ? `${text}°` : `${text} ${unit}`;
}
