/**
 * The browsers of the feed's figures: many WebSockets, in a process of their own. Says how many are open, then for each change
 * that the bench makes when each socket saw it.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { decodeFrame } from "../../../domain/live-feed/decode-frame.ts";
import { monotonicMs } from "../measure/monotonic-ms.ts";
import type { FeedListenersPlan, FeedReport } from "./feed-messages.ts";

const OPENING_ABREAST = 50;

process.on("disconnect", () => process.exit(0));

const [{ urls }] = (await once(process, "message")) as [FeedListenersPlan];
/** Frames by their bytes: a gate sends the same to all its sockets, so each is read once. */
const seatsOfFrame = new Map<string, readonly number[]>();
const sightings = new Map<number, number[]>();
let bytes = 0;

let next = 0;
await Promise.all(Array.from({ length: OPENING_ABREAST }, openSockets));
process.send?.(urls.length);
await once(process, "message");
const seen = [...sightings].map(([seat, atMs]) => ({ seat, atMs: Float64Array.from(atMs) }));
process.send?.({ seen, bytes } satisfies FeedReport, undefined, undefined, () => process.exit(0));

async function openSockets(): Promise<void> {
  for (let url = urls[next++]; url !== undefined; url = urls[next++]) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("message", (data, isBinary) => {
      if (isBinary) notice(data as Buffer);
    });
    await once(socket, "open");
    socket.on("close", (code) => {
      console.error(`a live socket was closed: ${code}`);
      process.exit(1);
    });
  }
}

function notice(frame: Buffer): void {
  const nowMs = monotonicMs();
  bytes += frame.length;
  for (const seat of seatsIn(frame)) {
    const times = sightings.get(seat);
    if (times === undefined) sightings.set(seat, [nowMs]);
    else times.push(nowMs);
  }
}

function seatsIn(frame: Buffer): readonly number[] {
  const id = frame.toString("latin1");
  const known = seatsOfFrame.get(id);
  if (known !== undefined) return known;
  const decoded = decodeFrame(frame);
  const seats = decoded.kind === "diff" ? decoded.changes.map(([seat]) => seat) : [];
  seatsOfFrame.set(id, seats);
  return seats;
}
