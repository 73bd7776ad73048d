import type { RedisReply } from "./redis-reply.ts";

/**
 * The reply as Upstash's REST protocol sends it. With `Upstash-Encoding: base64` every text is encoded, in lists too;
 * only a plain `OK` stays as it is, for the SDK decodes all but that.
 */
export function encodeReply(reply: RedisReply, base64: boolean): RedisReply {
  return base64 && reply !== "OK" ? toBase64(reply) : reply;
}

function toBase64(reply: RedisReply): RedisReply {
  if (typeof reply === "string") return Buffer.from(reply).toString("base64");
  if (reply === null || typeof reply === "number") return reply;
  return reply.map(toBase64);
}
