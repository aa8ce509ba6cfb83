// What a phone loads before it sees the first page: the entry, what it imports statically, and the preloads.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../../setup/places.mjs";
import { buildPwa } from "../../system/prepare.ts";
import { one, together } from "../part.ts";

const openingMostBytes = 60 * 1024;
/** What every page that embeds the quote widget loads, whether anybody asks for a price or not. */
const widgetMostBytes = 60 * 1024;
const widgetFile = "widget/caliper-quote.js";
const dist = join(root, "dist");

export type OpeningPage = {
  scripts: { file: string; gzipBytes: number }[];
  styles: { file: string; gzipBytes: number }[];
};

const gzipBytes = (file: string) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const sum = (files: { gzipBytes: number }[]) => files.reduce((total, file) => total + file.gzipBytes, 0);

export function openingPage(
  html: string,
  readChunk: (file: string) => string,
): { scripts: string[]; styles: string[] } {
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  const scripts = new Set<string>();
  const add = (file: string) => {
    if (scripts.has(file)) return;
    scripts.add(file);
    // Only static imports: `import x from "./y.js"`, `import "./y.js"`, `export … from "./y.js"`; not import("./y.js").
    for (const [, path = ""] of readChunk(file).matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g)) {
      add(join(dirname(file), path));
    }
  };
  for (const tag of tags) {
    const source =
      attribute(tag, "src") ?? (attribute(tag, "rel") === "modulepreload" ? attribute(tag, "href") : undefined);
    if (source?.endsWith(".js")) add(source.replace(/^\//, ""));
  }
  const sheets = tags
    .filter((tag) => attribute(tag, "rel") === "stylesheet")
    .map((tag) => attribute(tag, "href") ?? "");
  return { scripts: [...scripts], styles: sheets.map((file) => file.replace(/^\//, "")) };
}

export async function measureSize() {
  await buildPwa();
  if (!existsSync(join(dist, "index.html"))) return one("the PWA builds", false, "dist/index.html is not there");
  const { scripts, styles } = openingPage(readFileSync(join(dist, "index.html"), "utf8"), (file) =>
    readFileSync(join(dist, file), "utf8"),
  );
  const measured: OpeningPage = {
    scripts: scripts.map((file) => ({ file, gzipBytes: gzipBytes(file) })),
    styles: styles.map((file) => ({ file, gzipBytes: gzipBytes(file) })),
  };
  const bytes = sum(measured.scripts);
  const text = `opening page: ${(bytes / 1024).toFixed(1)} KB gzip of JavaScript in ${scripts.length} files, ${(sum(measured.styles) / 1024).toFixed(1)} KB of CSS`;
  console.log(`  ${text}`);
  const widgetBytes = existsSync(join(dist, widgetFile)) ? gzipBytes(widgetFile) : Number.POSITIVE_INFINITY;
  const widgetText = `quote widget: ${(widgetBytes / 1024).toFixed(1)} KB gzip in one file`;
  console.log(`  ${widgetText}`);
  return together([
    one(`the quote widget is at most ${widgetMostBytes / 1024} KB gzip`, widgetBytes <= widgetMostBytes, widgetText),
    one("the opening page has a script", scripts.length > 0, "no module script in index.html"),
    one(
      `the opening page loads at most ${openingMostBytes / 1024} KB gzip of JavaScript`,
      bytes <= openingMostBytes,
      text,
    ),
  ]);
}
