import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { AnswerReader } from "./answer-reader.ts";

/** What the reader says after each byte, one by one: the positions at which an answer was complete. */
function completions(text: string): [position: number, status: number][] {
  const reader = new AnswerReader();
  return [...Buffer.from(text)].flatMap((byte, i) => {
    const answer = reader.push(Buffer.from([byte]));
    return answer === undefined ? [] : [[i + 1, answer.status] as [number, number]];
  });
}

describe("answers on a connection", () => {
  const sized = 'HTTP/1.1 201 Created\r\nContent-Length: 7\r\n\r\n{"a":1}';
  const chunked = "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
  const empty = "HTTP/1.1 204 No Content\r\n\r\n";

  it.each([
    ["of a given length", sized, 201],
    ["in chunks", chunked, 409],
    ["without a body", empty, 204],
  ])("%s are complete with their last byte, however they are cut", (_, text, status) => {
    expect(completions(text)).toEqual([[text.length, status]]);
  });

  it("follow each other", () => {
    const text = sized + chunked + sized;
    expect(completions(text).map(([, status]) => status)).toEqual([201, 409, 201]);
  });

  it("keep their bytes", () => {
    expect(new AnswerReader().push(Buffer.from(sized))?.bytes.toString()).toBe(sized);
  });
});
