import type { EventId } from "../../domain/contract/ids.ts";
import { drawSchema } from "../../domain/contract/wire/queue.ts";
import type { DrawRecord } from "../../domain/contract/waiting-room.ts";
import { CommandFailure } from "../command-failure.ts";

const TIMEOUT_MS = 10_000;

/** The published draw. Throws a plain line when there is none to be had. */
export async function fetchDraw(url: string, event: EventId): Promise<DrawRecord> {
  if (!URL.canParse(url)) throw new CommandFailure(`--url ${url} is not an address`);
  const address = `${url.replace(/\/$/, "")}/api/events/${event}/draw`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new CommandFailure(`${url} does not answer: ${String(error)}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new CommandFailure(`${address} answered ${answer.status}: ${text}`);
  const { commitment, beacon, seed, randomness, drawn_at } = drawSchema.parse(JSON.parse(text));
  return { commitment, beacon, seed, randomness, drawnAtMs: drawn_at === null ? null : Date.parse(drawn_at) };
}
