import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { seatId, type EventId } from "../../domain/contract/ids.ts";
import type { FeedDiff, FeedSnapshot } from "../../domain/contract/live-feed.ts";
import { DEFAULT_QUEUE } from "../../domain/contract/waiting-room.ts";
import { applyDiff } from "../../domain/live-feed/apply-diff.ts";
import { decodeFrame } from "../../domain/live-feed/decode-frame.ts";
import { openShop } from "../../local/testing/shop.ts";

const [FREE, TAKEN] = [0, 1];
const FRAME = "application/octet-stream";

function address(event: EventId, path: string): string {
  return `${inject("stack").url}/api/events/${event}/${path}`;
}

/** A page that shows the house: applies what it is sent. */
class Page {
  readonly #socket: WebSocket;
  house: FeedSnapshot | undefined;
  frames: (FeedSnapshot | FeedDiff)[] = [];

  constructor(event: EventId, query = "") {
    this.#socket = new WebSocket(address(event, `live${query}`).replace(/^http/, "ws"));
    this.#socket.on("message", (data: Buffer) => {
      const frame = decodeFrame(data);
      this.frames.push(frame);
      this.house = frame.kind === "snapshot" ? frame : this.house && applyDiff(this.house, frame);
    });
    onTestFinished(() => this.#socket.terminate());
  }

  get statuses(): readonly number[] {
    return [...(this.house?.statuses ?? [])];
  }

  async close(): Promise<number> {
    this.#socket.close(1000);
    const [code] = (await once(this.#socket, "close")) as [number];
    return code;
  }
}

/** The status and code that an upgrade is refused with. */
async function refusedUpgrade(event: EventId, query = ""): Promise<readonly [number, string]> {
  const socket = new WebSocket(address(event, `live${query}`).replace(/^http/, "ws"));
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly code: string };
  return [response.statusCode ?? 0, code];
}

describe.each([0, 4])("the live feed of an event with %i gates", (gates) => {
  it("shows the house to everybody, then each change, and what was missed to who comes back", async () => {
    const shop = await openShop(8, 1, { gates });
    const pages = [new Page(shop.event), new Page(shop.event), new Page(shop.event)];
    for (const page of pages) await expect.poll(() => page.statuses).toEqual(Array.from({ length: 8 }, () => FREE));
    const [version] = pages.map(({ house }) => house?.version);

    await shop.buyer().hold(shop.event, [seatId(shop.event, 2), seatId(shop.event, 5)]);
    const expected = [FREE, FREE, TAKEN, FREE, FREE, TAKEN, FREE, FREE];
    for (const page of pages) await expect.poll(() => page.statuses).toEqual(expected);
    expect(pages[0]?.frames.at(-1)?.kind).toBe("diff");
    expect(pages[0]?.house?.totals).toEqual({ free: 6, taken: 2, sold: 0, blocked: 0 });
    expect(await pages[0]?.close()).toBe(1000);

    const back = new Page(shop.event, `?version=${version}`);
    await expect.poll(() => back.frames.length).toBeGreaterThan(0);
    const missed = back.frames[0];
    // At a gate where nobody has been before, too.
    expect(missed?.kind === "snapshot" || missed?.changes.length === 2).toBe(true);
  });
});

describe("the live feed", () => {
  it("is for WebSockets, for events that are, and where the sale is queued for who has a pass", async () => {
    const shop = await openShop(2, 0);
    const plain = await fetch(address(shop.event, "live"));
    expect([plain.status, ((await plain.json()) as { readonly code: string }).code]).toEqual([
      400,
      "websocket_required",
    ]);
    const queued = await openShop(2, 0, { queue: { ...DEFAULT_QUEUE, mode: "on" } });
    expect(await refusedUpgrade(queued.event)).toEqual([403, "pass_required"]);
    expect(await refusedUpgrade(queued.event, "?pass=forged")).toEqual([403, "pass_invalid"]);
  });
});

describe("the availability", () => {
  it("is the feed's snapshot for who asks for frames, and 304 for who has that version", async () => {
    const shop = await openShop(4, 1);
    await shop.buyer().hold(shop.event, [seatId(shop.event, 1)]);
    const headers = { accept: FRAME, "cf-connecting-ip": "198.51.100.7" };
    const answer = await fetch(address(shop.event, "availability"), { headers });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=1");
    const house = decodeFrame(new Uint8Array(await answer.arrayBuffer()));
    expect(house.kind === "snapshot" && [...house.statuses]).toEqual([FREE, TAKEN, FREE, FREE]);
    const etag = answer.headers.get("etag") ?? "";
    const again = await fetch(address(shop.event, "availability"), { headers: { ...headers, "if-none-match": etag } });
    expect([again.status, again.headers.get("etag"), await again.text()]).toEqual([304, etag, ""]);
    const counts = await shop.availability();
    expect([counts.version, counts.seats.selected]).toEqual([house.version, 1]);
  });
});
