import { Buffer } from "node:buffer";

export interface RawAnswer {
  readonly status: number;
  readonly bytes: Buffer;
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

/**
 * Cuts what arrives on a connection into answers, no more than a load generator needs of RFC 9112: one request is under way
 * per connection, so an answer ends where its bytes end. A chunked body is over when it ends with the empty chunk; JSON
 * never ends like that by itself.
 */
export class AnswerReader {
  #pending: Buffer | undefined;

  /** The answer that this piece completes, if it does. */
  push(piece: Buffer): RawAnswer | undefined {
    const bytes = this.#pending === undefined ? piece : Buffer.concat([this.#pending, piece]);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd === -1 || !isComplete(bytes, headEnd)) {
      this.#pending = bytes;
      return undefined;
    }
    this.#pending = undefined;
    return { status: Number(bytes.toString("latin1", 9, 12)), bytes };
  }
}

function isComplete(bytes: Buffer, headEnd: number): boolean {
  const head = bytes.toString("latin1", 0, headEnd);
  const bodyStart = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return bytes.length >= bodyStart + Number(length);
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return true;
  return (
    bytes.length >= bodyStart + LAST_CHUNK.length &&
    bytes.toString("latin1", bytes.length - LAST_CHUNK.length) === LAST_CHUNK
  );
}
