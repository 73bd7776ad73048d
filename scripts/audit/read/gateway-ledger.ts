import { createHmac } from "node:crypto";
import { z } from "zod";
import type { LedgerEntry } from "../world.ts";
import { askJson } from "./ask-json.ts";
import type { Ledger } from "./ledger.ts";
import { wireTime } from "./wire-time.ts";

const PAGE = 100;

const paymentSchema = z.object({
  paymentId: z.string(),
  status: z.enum(["NEW", "CONFIRMED", "FAILED", "CANCELLED"]),
  amountMinor: z.int(),
  refundedMinor: z.int(),
  currency: z.string(),
  confirmedAt: wireTime.nullable(),
});
const pageSchema = z.object({ payments: z.array(paymentSchema), next: z.string().nullable() });

export interface GatewayAccess {
  readonly url: string;
  readonly secret: string;
  readonly team: string;
}

/** By the gateway's signed list of our team's payments, oldest first. It takes money at once and knows no disputes. */
export function gatewayLedger({ url, secret, team }: GatewayAccess): Ledger {
  const address = `${url.replace(/\/$/, "")}/payments`;
  const headers = (): Record<string, string> => {
    const timestamp = new Date().toISOString();
    const message = ["GET", new URL(address).pathname, timestamp, ""].join("\n");
    const signature = `sha256=${createHmac("sha256", secret).update(message).digest("hex")}`;
    return { "x-team": team, "x-timestamp": timestamp, "x-signature": signature };
  };
  return {
    provider: "gateway",
    async entries() {
      const entries: LedgerEntry[] = [];
      let after: string | null = null;
      do {
        const query = new URLSearchParams({ limit: String(PAGE), ...(after === null ? {} : { after }) });
        const page: z.infer<typeof pageSchema> = await askJson(`${address}?${query.toString()}`, headers(), pageSchema);
        for (const payment of page.payments) entries.push(entryOf(payment));
        after = page.next;
      } while (after !== null);
      return entries;
    },
  };
}

function entryOf({
  paymentId,
  status,
  amountMinor,
  refundedMinor,
  currency,
  confirmedAt,
}: z.infer<typeof paymentSchema>): LedgerEntry {
  return {
    provider: "gateway",
    id: paymentId,
    paymentId,
    bookingId: null,
    currency: currency.toLowerCase(),
    heldMinor: 0,
    capturedMinor: status === "CONFIRMED" ? amountMinor : 0,
    refundedMinor,
    dispute: null,
    movedAtMs: confirmedAt ?? 0,
  };
}
