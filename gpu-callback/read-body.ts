/** JSON of at most `bytesMax`; null when it is longer or is none. The limit holds whatever Content-Length says. */
export async function readBody(request: Request, bytesMax: number): Promise<unknown> {
  if (!request.body) return null;
  const pieces: Uint8Array[] = [];
  let seen = 0;
  for await (const piece of request.body) {
    seen += piece.byteLength;
    if (seen > bytesMax) return null;
    pieces.push(piece);
  }
  try {
    return JSON.parse(await new Blob(pieces).text());
  } catch {
    return null;
  }
}
