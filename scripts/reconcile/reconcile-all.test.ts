import { describe, expect, it } from "vitest";
import type { ReconciledWire } from "../../domain/contract/wire/operations.ts";
import type { OperatorApi } from "../operator-api.ts";
import { findingLine } from "./finding-line.ts";
import { reconcileAll } from "./reconcile-all.ts";

/** Events of so many pages each, as the API has them; what was asked. */
function apiOf(pages: readonly number[]) {
  const asked: unknown[] = [];
  const post = async (_path: string, body: { event_id?: string; after?: string }) => {
    asked.push(body);
    const event = Number(body.event_id?.slice(4) ?? 0);
    const page = Number(body.after?.slice(4) ?? 0) + 1;
    const answer: ReconciledWire = {
      event_id: pages.length === 0 ? null : `evt_${event}`,
      checked: 1,
      findings: [],
      next: page < (pages[event] ?? 0) ? `bkg_${page}` : null,
      next_event_id: event + 1 < pages.length ? `evt_${event + 1}` : null,
    };
    return { answer, replayed: false };
  };
  return { api: { post } as unknown as OperatorApi, asked };
}

async function pagesOf(api: OperatorApi, event?: string): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const page of reconcileAll(api, event)) seen.push(`${page.event_id} ${page.next}`);
  return seen;
}

describe("reconciling", () => {
  it("goes through every page of every event", async () => {
    const { api, asked } = apiOf([2, 1, 3]);
    expect(await pagesOf(api)).toEqual([
      "evt_0 bkg_1",
      "evt_0 null",
      "evt_1 null",
      "evt_2 bkg_1",
      "evt_2 bkg_2",
      "evt_2 null",
    ]);
    expect(asked[0]).toEqual({});
    expect(asked.at(-1)).toEqual({ event_id: "evt_2", after: "bkg_2" });
  });

  it("stays with the event that it was asked for", async () => {
    expect(await pagesOf(apiOf([1, 2, 1]).api, "evt_1")).toEqual(["evt_1 bkg_1", "evt_1 null"]);
  });

  it("has nothing to do without events", async () => {
    expect(await pagesOf(apiOf([]).api)).toEqual([]);
  });

  it("tells each finding in a line", () => {
    const finding = { booking_id: "bkg_1", payment_id: null, outcome: "waits" as const, detail: "unavailable" };
    expect(findingLine(finding)).toBe("waits        bkg_1  unavailable");
    expect(findingLine({ ...finding, payment_id: "pay_1", outcome: "sent_again", detail: "booking.revoked" })).toBe(
      "sent again   bkg_1  pay_1  booking.revoked",
    );
  });
});
