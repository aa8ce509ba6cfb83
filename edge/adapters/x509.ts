/** What is needed of a certificate; anything else about it is left unread. */
export interface Certificate {
  /** SubjectPublicKeyInfo, as WebCrypto imports it. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Piece {
  readonly tag: number;
  /** Of the whole piece, of its content, and behind it. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

const sequenceTag = 0x30;

function pieceAt(bytes: Uint8Array, at: number, before: number): Piece {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new RangeError("the certificate ends too early");
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count < 1 || count > 3) throw new RangeError("a length that no certificate has");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
  }
  if (start + length > before) throw new RangeError("the certificate ends too early");
  return { tag, at, start, end: start + length };
}

function piecesIn(bytes: Uint8Array, outer: Piece): Piece[] {
  const pieces: Piece[] = [];
  for (let at = outer.start; at < outer.end; ) {
    const piece = pieceAt(bytes, at, outer.end);
    pieces.push(piece);
    at = piece.end;
  }
  return pieces;
}

/** UTCTime (years 1950 to 2049) or GeneralizedTime, both to the second and in UTC, as RFC 5280 has them. */
function instantOf(bytes: Uint8Array, piece: Piece | undefined): number {
  const text = piece ? new TextDecoder().decode(bytes.subarray(piece.start, piece.end)) : "";
  const short = /^(\d{2})(\d{10})Z$/.exec(text);
  const digits = short ? `${Number(short[1]) < 50 ? 20 : 19}${short[1]}${short[2]}` : text.replace(/Z$/, "");
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(digits)?.slice(1).map(Number);
  if (!parts) throw new RangeError("a time that no certificate has");
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The first certificate of a PEM text: that of whoever signs; those behind it lead to the root. Throws where it is none. */
export function readCertificate(pem: string): Certificate {
  const base64 = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (!base64) throw new RangeError("not a certificate");
  const bytes = Uint8Array.from(atob(base64.replaceAll(/\s/g, "")), (c) => c.charCodeAt(0));
  const [content] = piecesIn(bytes, pieceAt(bytes, 0, bytes.length));
  if (content?.tag !== sequenceTag) throw new RangeError("not a certificate");
  const fields = piecesIn(bytes, content);
  // The version (tag 0xa0) may be left out; then come serial, algorithm, issuer, validity, subject, key.
  const [, , , validity, , key] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  if (validity?.tag !== sequenceTag || key?.tag !== sequenceTag) throw new RangeError("not a certificate");
  const [from, until] = piecesIn(bytes, validity);
  return {
    ...{ spki: bytes.slice(key.at, key.end), fromMs: instantOf(bytes, from), untilMs: instantOf(bytes, until) },
  };
}
