// PrusaSlicer's own bundle, flattened: its command line cannot pick presets by name.
import { readFileSync } from "node:fs";

type Section = Map<string, string>;

/** Where Debian's package lays the bundle; CALIPER_SLICER_BUNDLE names another. */
export const bundlePath = process.env.CALIPER_SLICER_BUNDLE ?? "/usr/share/PrusaSlicer/profiles/PrusaResearch.ini";

export const printerName = "Original Prusa i3 MK3S & MK3S+";

export const printNames = {
  draft: "0.30mm DRAFT @MK3",
  standard: "0.20mm QUALITY @MK3",
  fine: "0.10mm DETAIL @MK3",
} as const;

export const filamentNames = {
  pla: "Generic PLA",
  petg: "Generic PETG",
  abs: "Generic ABS",
  tpu: "Generic FLEX",
} as const;

/** Names that say where a preset belongs, not how to print. */
const aboutPresets = /^(inherits|compatible_|renamed_from|filament_vendor|.*_notes$|notes$|printer_vendor)/;

export function readBundle(text: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let open: Section | undefined;
  for (const line of text.split(/\r?\n/)) {
    const title = /^\[(.+)\]\s*$/.exec(line);
    if (title?.[1]) {
      open = new Map();
      sections.set(title[1], open);
      continue;
    }
    const pair = /^([a-z0-9_]+)\s*=\s?(.*)$/.exec(line);
    if (open && pair?.[1]) open.set(pair[1], pair[2] ?? "");
  }
  return sections;
}

/** Later parents win over earlier ones, a preset over its parents. */
export function flatten(sections: Map<string, Section>, kind: string, name: string): Section {
  const own = sections.get(`${kind}:${name}`);
  if (!own) throw new Error(`the bundle has no ${kind} preset "${name}"`);
  const flat: Section = new Map();
  for (const parent of (own.get("inherits") ?? "").split(";")) {
    if (!parent.trim()) continue;
    for (const [key, value] of flatten(sections, kind, parent.trim())) flat.set(key, value);
  }
  for (const [key, value] of own) flat.set(key, value);
  return flat;
}

export function flatProfile(preset: keyof typeof printNames, material: keyof typeof filamentNames): Section {
  const bundle = readBundle(readFileSync(bundlePath, "utf8"));
  const parts = [
    flatten(bundle, "printer", printerName),
    flatten(bundle, "print", printNames[preset]),
    flatten(bundle, "filament", filamentNames[material]),
  ];
  const flat: Section = new Map();
  for (const part of parts) for (const [key, value] of part) if (!aboutPresets.test(key)) flat.set(key, value);
  flat.set("post_process", "");
  flat.delete("thumbnails");
  return flat;
}
