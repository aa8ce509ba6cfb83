const directionMarks = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here.
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text made fit to be shown: no control characters, nothing that turns the direction of what follows it. */
export const shownText = (text: string): string =>
  text.normalize("NFC").replace(directionMarks, "").replace(controls, "").trim();

/**
 * A file's name made fit to be shown: no folders, no control characters, nothing that turns the direction of the text.
 * Never used as a key or a path.
 */
export function shownName(name: string): string {
  const base = shownText(name.split(/[\\/]/).at(-1) ?? "");
  return [...base].slice(0, 100).join("") || "photo";
}

/** Header value → name; the header is percent-encoded because headers carry Latin-1 only. Null when it is malformed. */
export function nameFromHeader(value: string): string | null {
  try {
    return shownName(decodeURIComponent(value));
  } catch {
    return null;
  }
}
