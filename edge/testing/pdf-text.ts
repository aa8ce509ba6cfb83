import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream, PDFRef } from "@cantoo/pdf-lib";

/** What stands on each page, as whoever selects and copies it would get it, piece by piece. */
export async function textOfPdf(bytes: Uint8Array): Promise<string[][]> {
  const pdf = await PDFDocument.load(bytes);
  return pdf.getPages().map((page) => {
    const contents = page.node.Contents();
    const refs = contents instanceof PDFArray ? contents.asArray() : [contents];
    return refs.flatMap((ref) => {
      const stream = ref instanceof PDFRef ? pdf.context.lookup(ref) : ref;
      if (!(stream instanceof PDFRawStream)) return [];
      const operators = new TextDecoder("windows-1252").decode(decodePDFRawStream(stream).decode());
      return [...operators.matchAll(/<([0-9A-F]*)> Tj/gi)].map(([, hex]) => fromHex(hex ?? ""));
    });
  });
}

/** The standard fonts' own encoding, which is Windows' Western one. */
function fromHex(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder("windows-1252").decode(bytes);
}
