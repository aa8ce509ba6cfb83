import { MeshProblem } from "./mesh-problem.ts";

export type Attributes = ReadonlyMap<string, string>;

export interface TagTaker {
  opens(name: string, attributes: Attributes): void;
  closes(name: string): void;
}

const tag = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const pair = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const limits = { depthMost: 32, tagLettersMost: 65_536 };

/**
 * The tags of an XML text pushed in pieces: elements and attributes, nothing else. There is no document type, so no
 * entity but the five that XML knows can stand for anything, and no other file can be named. Text is passed over.
 */
export class XmlTags {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  private readonly taker: TagTaker;
  private rest = "";
  private readonly stack: string[] = [];
  private rootSeen = false;

  constructor(taker: TagTaker) {
    this.taker = taker;
  }

  push(bytes: Uint8Array, last: boolean): void {
    try {
      this.rest += this.decoder.decode(bytes, { stream: !last });
    } catch {
      throw new MeshProblem("mesh-malformed", "the XML is not UTF-8");
    }
    this.rest = this.rest.slice(this.take(this.rest));
    if (this.rest.length > limits.tagLettersMost) throw new MeshProblem("mesh-malformed", "an XML tag without end");
    if (last && (this.stack.length > 0 || !this.rootSeen || this.rest.startsWith("<"))) {
      throw new MeshProblem("mesh-truncated", "the XML ends too early");
    }
  }

  /** How far the text could be taken. */
  private take(text: string): number {
    for (let at = 0; ; ) {
      const from = text.indexOf("<", at);
      if (from < 0) return text.length;
      if (text.startsWith("<!", from) || text.startsWith("<?", from)) {
        const end = this.passOver(text, from);
        if (end < 0) return from;
        at = end;
        continue;
      }
      tag.lastIndex = from;
      const found = tag.exec(text);
      if (!found) {
        if (isWhole(text, from))
          throw new MeshProblem("mesh-malformed", `not an XML tag: ${text.slice(from, from + 60)}`);
        return from;
      }
      at = from + found[0].length;
      this.element(found[1] === "/", found[2] ?? "", found[3] ?? "", found[4] === "/");
    }
  }

  /** Behind a comment, an instruction or marked text; -1 where its end has not come yet. */
  private passOver(text: string, from: number): number {
    for (const [begin, end] of [
      ["<!--", "-->"],
      ["<![CDATA[", "]]>"],
      ["<?", "?>"],
    ] as const) {
      if (text.startsWith(begin, from)) {
        const at = text.indexOf(end, from + begin.length);
        return at < 0 ? -1 : at + end.length;
      }
      if (begin.startsWith(text.slice(from))) return -1;
    }
    throw new MeshProblem("mesh-archive-unsafe", "the XML declares a document type");
  }

  private element(closing: boolean, name: string, attributes: string, empty: boolean): void {
    if (closing) {
      if (this.stack.pop() !== name || attributes || empty)
        throw new MeshProblem("mesh-malformed", `</${name}> closes nothing`);
      this.taker.closes(name);
      return;
    }
    if (this.stack.length === 0 && this.rootSeen) throw new MeshProblem("mesh-malformed", "a second root in the XML");
    this.rootSeen = true;
    if (this.stack.length >= limits.depthMost) throw new MeshProblem("mesh-malformed", "XML nested too deep");
    this.taker.opens(name, readAttributes(attributes));
    if (empty) this.taker.closes(name);
    else this.stack.push(name);
  }
}

/** A `>` outside quotes says that the tag has come whole. */
function isWhole(text: string, from: number): boolean {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (quote) quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return true;
  }
  return false;
}

function readAttributes(text: string): Attributes {
  const found = new Map<string, string>();
  for (const [, name, double, single] of text.matchAll(pair)) {
    if (found.has(name as string)) throw new MeshProblem("mesh-malformed", `the attribute ${name} twice`);
    const value = double ?? single ?? "";
    found.set(name as string, value.includes("&") ? unescaped(value) : value);
  }
  return found;
}

const unescaped = (value: string): string =>
  value.replace(/&([^;&]*;?)/g, (_whole, inner: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/i.exec(inner);
    const point = code ? Number.parseInt(code[1] ?? code[2] ?? "", code[1] ? 16 : 10) : -1;
    if (point >= 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    const letter =
      inner.endsWith(";") && Object.hasOwn(named, inner.slice(0, -1)) ? named[inner.slice(0, -1)] : undefined;
    if (letter === undefined) throw new MeshProblem("mesh-archive-unsafe", "an XML entity that is not XML's own");
    return letter;
  });
