import type { Ask } from "./ask.ts";

const nothing = new Uint8Array(0);
/** ZIP's end record may stand 64 kB before the end. */
const tailBytesMax = 66 * 1024;
const headBytesMax = 4 * 1024;

/** Holds what has arrived and was not yet asked for, and answers a parser's wishes from it. */
export class ByteWindow {
  private held: Uint8Array = nothing;
  private skipped = 0;
  private restHead: Uint8Array = nothing;
  private readonly restTail = new TailBuffer();

  push(chunk: Uint8Array): void {
    this.held = this.held.length === 0 ? chunk : concat(this.held, chunk);
  }

  /** The answer, or null while more bytes are needed. */
  answer(wish: Ask, atEnd: boolean): Uint8Array | null {
    switch (wish.ask) {
      case "take":
        if (this.held.length >= wish.bytes) return this.cut(wish.bytes);
        return atEnd && wish.orEnd && this.held.length === 0 ? nothing : null;
      case "skip":
        return this.skip(wish.bytes);
      case "find":
        return this.find(wish.byte);
      case "rest":
        return this.rest(atEnd);
    }
  }

  private cut(bytes: number): Uint8Array {
    const part = this.held.subarray(0, bytes);
    this.held = this.held.subarray(bytes);
    return part;
  }

  private skip(bytes: number): Uint8Array | null {
    const step = Math.min(bytes - this.skipped, this.held.length);
    this.held = this.held.subarray(step);
    this.skipped += step;
    if (this.skipped < bytes) return null;
    this.skipped = 0;
    return nothing;
  }

  private find(byte: number): Uint8Array | null {
    const at = this.held.indexOf(byte);
    this.held = at < 0 ? nothing : this.held.subarray(at + 1);
    return at < 0 ? null : nothing;
  }

  private rest(atEnd: boolean): Uint8Array | null {
    const piece = this.held;
    this.held = nothing;
    if (this.restHead.length < headBytesMax) {
      this.restHead = concat(this.restHead, piece.subarray(0, headBytesMax - this.restHead.length));
    }
    this.restTail.push(piece);
    return atEnd ? concat(this.restHead, this.restTail.end()) : null;
  }
}

/** The last bytes of a stream; moves them only when its room, twice as large, is full. */
class TailBuffer {
  private room: Uint8Array = nothing;
  private filled = 0;

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    if (this.room.length === 0) this.room = new Uint8Array(2 * tailBytesMax);
    const last = piece.subarray(Math.max(0, piece.length - tailBytesMax));
    if (this.filled + last.length > this.room.length) {
      this.room.copyWithin(0, this.filled - tailBytesMax, this.filled);
      this.filled = tailBytesMax;
    }
    this.room.set(last, this.filled);
    this.filled += last.length;
  }

  end(): Uint8Array {
    return this.room.subarray(Math.max(0, this.filled - tailBytesMax), this.filled);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
