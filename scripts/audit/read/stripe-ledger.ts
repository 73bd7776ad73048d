import { z } from "zod";
import type { LedgerEntry } from "../world.ts";
import { askJson } from "./ask-json.ts";
import type { Ledger } from "./ledger.ts";

const PAGE = 100;
/** The shapes below are this version's, whatever the account's is. */
const API_VERSION = "2026-10-28.endive";

const metadataSchema = z.record(z.string(), z.string());

const intentSchema = z.object({
  id: z.string(),
  created: z.int(),
  currency: z.string(),
  amount_capturable: z.int(),
  amount_received: z.int(),
  metadata: metadataSchema,
  /** The charge of the last try; expanded. */
  latest_charge: z.object({ created: z.int() }).nullable(),
});
const refundSchema = z.object({
  id: z.string(),
  payment_intent: z.string().nullable(),
  amount: z.int(),
  status: z.string().nullable(),
});
const disputeSchema = z.object({
  id: z.string(),
  payment_intent: z.string().nullable(),
  amount: z.int(),
  status: z.string(),
  created: z.int(),
});

type Dispute = z.infer<typeof disputeSchema>;

/** Money that did not go back after all. */
const NO_REFUND: ReadonlySet<string | null> = new Set(["failed", "canceled"]);
/** Over; any other status is open. `prevented`: the money went back before it came to a dispute. */
const DECIDED: ReadonlyMap<string, "won" | "lost"> = new Map([
  ["won", "won"],
  ["warning_closed", "won"],
  ["lost", "lost"],
  ["prevented", "lost"],
]);

/** By Stripe's list calls: PaymentIntents (one for each session that somebody tried to pay), refunds, disputes. */
export function stripeLedger(apiUrl: string, secretKey: string): Ledger {
  const headers = { authorization: `Bearer ${secretKey}`, "stripe-version": API_VERSION };

  async function list<T extends { readonly id: string }>(
    path: string,
    schema: z.ZodType<T>,
    filter: Record<string, string>,
  ): Promise<T[]> {
    const pageSchema = z.object({ data: z.array(schema), has_more: z.boolean() });
    const found: T[] = [];
    for (;;) {
      const last = found.at(-1);
      const paging = { limit: String(PAGE), ...(last === undefined ? {} : { starting_after: last.id }) };
      const query = new URLSearchParams({ ...filter, ...paging });
      const page = await askJson(`${apiUrl}/v1/${path}?${query.toString()}`, headers, pageSchema);
      for (const object of page.data) found.push(object);
      if (!page.has_more || page.data.length === 0) return found;
    }
  }

  return {
    provider: "stripe",
    async entries(sinceMs) {
      const since: Record<string, string> =
        sinceMs === null ? {} : { "created[gte]": String(Math.floor(sinceMs / 1_000)) };
      // Intents first: a refund that is made meanwhile belongs to one of them.
      const intents = await list("payment_intents", intentSchema, { ...since, "expand[]": "data.latest_charge" });
      const refunds = await list("refunds", refundSchema, since);
      const disputes = await list("disputes", disputeSchema, since);
      const given = Map.groupBy(
        refunds.filter(({ status }) => !NO_REFUND.has(status)),
        ({ payment_intent }) => payment_intent,
      );
      const disputeOf = new Map(disputes.map((dispute) => [dispute.payment_intent, dispute]));
      return intents.map((intent) => entryOf(intent, given.get(intent.id) ?? [], disputeOf.get(intent.id)));
    },
  };
}

function entryOf(
  intent: z.infer<typeof intentSchema>,
  refunds: readonly z.infer<typeof refundSchema>[],
  dispute: Dispute | undefined,
): LedgerEntry {
  return {
    provider: "stripe",
    id: intent.id,
    paymentId: intent.metadata["payment_id"] ?? null,
    bookingId: intent.metadata["booking_id"] ?? null,
    currency: intent.currency,
    heldMinor: intent.amount_capturable,
    capturedMinor: intent.amount_received,
    refundedMinor: refunds.reduce((total, { amount }) => total + amount, 0),
    dispute: dispute === undefined ? null : disputeOf(dispute),
    movedAtMs: (intent.latest_charge?.created ?? intent.created) * 1_000,
  };
}

function disputeOf({ status, amount, created }: Dispute): LedgerEntry["dispute"] {
  return { state: DECIDED.get(status) ?? "open", amountMinor: amount, openedAtMs: created * 1_000 };
}
