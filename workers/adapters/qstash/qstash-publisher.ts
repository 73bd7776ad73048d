import { Client } from "@upstash/qstash";
import type { OutboxRow } from "../../../domain/ports/outbox.ts";
import type { StepPublisher } from "../../../domain/ports/step-publisher.ts";
import { stepNameOf, stepUrl } from "../../../domain/contract/step-names.ts";

interface QStashSettings {
  readonly QSTASH_URL: string;
  readonly QSTASH_TOKEN: string;
  readonly PUBLIC_URL: string;
}

/**
 * Retries by QStash itself (after 12 s and 2 m 28 s) are few: the outbox re-sends what was not consumed, under a new
 * deduplication id, for as long as it takes.
 */
const QSTASH_RETRIES = 2;

/** One HTTP call for up to 50 rows. The body names the row only: the step reads what it needs from the outbox. */
export function createQStashPublisher({ QSTASH_URL, QSTASH_TOKEN, PUBLIC_URL }: QStashSettings): StepPublisher {
  // devMode would accept publicly known keys; never leave it to the environment.
  const client = new Client({
    baseUrl: QSTASH_URL,
    token: QSTASH_TOKEN,
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 1 },
  });
  return {
    async publish(rows: readonly OutboxRow[]): Promise<void> {
      await client.batchJSON(
        rows.map((row) => ({
          url: stepUrl(PUBLIC_URL, stepNameOf(row.message.type)),
          body: { outboxId: row.id },
          retries: QSTASH_RETRIES,
          deduplicationId: `${row.id}:${row.attempt}`.replaceAll(":", "-"),
          headers: { traceparent: row.trace.traceparent, "x-request-id": row.trace.requestId },
        })),
      );
    },
  };
}
