import { randomUUID } from "node:crypto";
import { parseDuration } from "./duration.ts";
import type { Message, NewMessage } from "./message.ts";

const DEFAULT_RETRIES = 3;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const FORWARD = "upstash-forward-";
/** They would change what happens to a message, and Sluice does not use them: better refused than ignored. */
const NOT_SUPPORTED = [
  /^upstash-(failure-)?callback/,
  /^upstash-flow-control/,
  /^upstash-cron$/,
  /^upstash-retry-delay$/,
  /^upstash-content-based-deduplication$/,
  /^upstash-timeout$/,
];

export class BadMessage extends Error {}

/** A message from a publish request; `headers` in lower case. Throws {@link BadMessage} with QStash's kind of sentence. */
export function parseMessage(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  nowMs: number,
): NewMessage {
  const unsupported = Object.keys(headers).find((name) => NOT_SUPPORTED.some((pattern) => pattern.test(name)));
  if (unsupported !== undefined) throw new BadMessage(`${unsupported} is not supported by the local stand-in`);
  const message: Message = {
    id: `msg_${randomUUID().replaceAll("-", "")}`,
    url: destination(url),
    method: headers["upstash-method"] ?? "POST",
    headers: forwarded(headers),
    body,
    maxRetries: wholeNumber(headers["upstash-retries"], "upstash-retries") ?? DEFAULT_RETRIES,
    retried: 0,
    createdAtMs: nowMs,
    dueAtMs: nowMs + delayMs(headers, nowMs),
  };
  return { message, deduplicationId: headers["upstash-deduplication-id"] };
}

function destination(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new BadMessage("invalid destination url");
  if (!LOOPBACK.has(url.hostname)) throw new BadMessage("the local stand-in delivers to this machine only");
  return text;
}

function forwarded(headers: Readonly<Record<string, string>>): Record<string, string> {
  const contentType = headers["content-type"];
  const named = Object.entries(headers)
    .filter(([name]) => name.startsWith(FORWARD))
    .map(([name, value]) => [name.slice(FORWARD.length), value] as const);
  return { ...(contentType === undefined ? {} : { "content-type": contentType }), ...Object.fromEntries(named) };
}

function delayMs(headers: Readonly<Record<string, string>>, nowMs: number): number {
  const notBeforeS = wholeNumber(headers["upstash-not-before"], "upstash-not-before");
  if (notBeforeS !== undefined) return Math.max(0, notBeforeS * 1_000 - nowMs);
  const delay = headers["upstash-delay"];
  if (delay === undefined) return 0;
  const parsed = parseDuration(delay);
  if (parsed === undefined) throw new BadMessage(`invalid upstash-delay: ${delay}`);
  return parsed;
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new BadMessage(`invalid ${name}: ${text}`);
  return Number(text);
}
