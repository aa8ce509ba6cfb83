import { grayscale, type PDFDocument, type PDFFont, type PDFPage } from "@cantoo/pdf-lib";

// A4 in points.
const [width, height] = [595.28, 841.89];
const margin = 56;
const right = width - margin;
const usual = 10;
/** Of a text's size: from one line to the next. */
const leading = 1.4;
/** Where the second column of settings begins. */
const tab = 120;
const footY = 34;

interface Look {
  readonly bold?: boolean;
  readonly size?: number;
}

/** Pages that fill from the top; what does not fit goes on to the next. Figures stand at the right, one below the other. */
export class PdfSheet {
  private readonly pdf: PDFDocument;
  private readonly fonts: { readonly plain: PDFFont; readonly bold: PDFFont };
  private readonly known: ReadonlySet<number>;
  private page: PDFPage;
  private y = height - margin;

  constructor(pdf: PDFDocument, fonts: { plain: PDFFont; bold: PDFFont }) {
    this.pdf = pdf;
    this.fonts = fonts;
    this.known = new Set(fonts.plain.getCharacterSet());
    this.page = pdf.addPage([width, height]);
  }

  space(points: number): void {
    this.y -= points;
  }

  /** A title stays with what it is about. */
  heading(text: string): void {
    this.space(16);
    this.room(90);
    this.text(text, { bold: true, size: 13 });
    this.space(2);
  }

  text(text: string, { bold = false, size = usual }: Look = {}): void {
    for (const line of this.wrapped(text, right - margin, bold, size)) this.put(line, margin, bold, size);
  }

  /** What, and how much of it: with a line below. */
  row(what: string, value: string, bold = false): void {
    const valueWidth = this.widthOf(this.fit(value), bold, usual);
    const lines = this.wrapped(what, right - margin - valueWidth - 12, bold, usual);
    this.room(lines.length * usual * leading + 4);
    const top = this.y;
    for (const line of lines) this.put(line, margin, bold, usual);
    this.draw(this.fit(value), right - valueWidth, top - usual, bold, usual);
    this.rule(this.y - 3, bold ? 0 : 0.5);
    this.space(5);
  }

  total(what: string, value: string): void {
    this.rule(this.y + 2, 1);
    this.row(what, value, true);
  }

  /** A setting: its name, and what was chosen, which may take several lines. */
  pair(name: string, value: string): void {
    const lines = this.wrapped(value, right - margin - tab, false, usual);
    this.room(lines.length * usual * leading);
    this.draw(this.fit(name), margin, this.y - usual, false, usual);
    for (const line of lines) this.put(line, margin + tab, false, usual);
  }

  /** At last: which page of how many, on each. */
  number(name: string): void {
    const pages = this.pdf.getPages();
    for (const [at, page] of pages.entries()) {
      this.page = page;
      const text = `Page ${at + 1} of ${pages.length}`;
      this.draw(this.fit(name), margin, footY, false, 8);
      this.draw(text, right - this.widthOf(text, false, 8), footY, false, 8);
    }
  }

  private room(points: number): void {
    if (this.y - points >= margin) return;
    this.page = this.pdf.addPage([width, height]);
    this.y = height - margin;
  }

  private put(text: string, x: number, bold: boolean, size: number): void {
    this.room(size * leading);
    this.draw(text, x, this.y - size, bold, size);
    this.y -= size * leading;
  }

  private draw(text: string, x: number, y: number, bold: boolean, size: number): void {
    this.page.drawText(text, { x, y, size, font: bold ? this.fonts.bold : this.fonts.plain });
  }

  private rule(y: number, thickness: number): void {
    if (thickness === 0) return;
    // Thin lines only guide the eye; the one above a total is a line.
    const color = grayscale(thickness < 1 ? 0.75 : 0);
    this.page.drawLine({ start: { x: margin, y }, end: { x: right, y }, thickness, color });
  }

  private widthOf(text: string, bold: boolean, size: number): number {
    return (bold ? this.fonts.bold : this.fonts.plain).widthOfTextAtSize(text, size);
  }

  /** The fonts that every reader has know Western European letters; others lose their marks, or become a question mark. */
  private fit(text: string): string {
    return [...text.normalize("NFC")]
      .map((letter) => (this.known.has(letter.codePointAt(0) ?? 0) ? letter : this.nearest(letter)))
      .join("");
  }

  private nearest(letter: string): string {
    const bare = [...letter.normalize("NFKD")].filter((one) => this.known.has(one.codePointAt(0) ?? 0)).join("");
    return bare || "?";
  }

  private wrapped(text: string, room: number, bold: boolean, size: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of this.fit(text)
      .split(/\s+/)
      .flatMap((one) => this.cut(one, room, bold, size))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (this.widthOf(longer, bold, size) > room && line !== "") {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  }

  /** A word that is longer than a line, as names of files are. */
  private cut(word: string, room: number, bold: boolean, size: number): string[] {
    const pieces: string[] = [];
    let piece = "";
    for (const letter of word) {
      if (this.widthOf(piece + letter, bold, size) > room) {
        pieces.push(piece);
        piece = "";
      }
      piece += letter;
    }
    return [...pieces, piece];
  }
}
