import { Client, QstashError } from "@upstash/qstash";
import type { OutboxRow } from "../../../domain/ports/outbox.ts";
import type { RefusedRow, StepPublisher } from "../../../domain/ports/step-publisher.ts";
import { stepNameOf, stepUrl } from "../../../domain/contract/step-names.ts";
import { ServiceOutage } from "../../../domain/service-outage.ts";
import { describeError } from "../../../domain/describe-error.ts";

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

const TIMEOUT_MS = 10_000;

/** QStash read the request and says that it cannot be: asked again it would say so again. */
const REFUSED_FOR_GOOD = new Set([400, 413, 422]);

/**
 * One HTTP call for up to 50 rows. The body names the row only: the step reads what it needs from the outbox. A call that
 * QStash refuses as a whole is made again in halves, until the row that is to blame stands alone.
 */
export function createQStashPublisher({ QSTASH_URL, QSTASH_TOKEN, PUBLIC_URL }: QStashSettings): StepPublisher {
  // devMode would accept publicly known keys; never leave it to the environment.
  const client = new Client({
    baseUrl: QSTASH_URL,
    token: QSTASH_TOKEN,
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 1 },
  });

  async function publish(rows: readonly OutboxRow[]): Promise<readonly RefusedRow[]> {
    try {
      const answers = await inTime(client.batchJSON(rows.map((row) => messageOf(row, PUBLIC_URL))));
      return rows.flatMap(({ id }, i) => {
        const error = errorOf(answers[i]);
        return error === undefined ? [] : [{ id, error }];
      });
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      const [only, ...others] = rows;
      if (only === undefined) return [];
      if (others.length === 0) return [{ id: only.id, error: describeError(error) }];
      const half = Math.ceil(rows.length / 2);
      return [...(await publish(rows.slice(0, half))), ...(await publish(rows.slice(half)))];
    }
  }

  return { publish };
}

/** The SDK's call has no signal: one that hangs is left behind, and the lease gives its rows back. */
async function inTime<T>(call: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new ServiceOutage(`QStash took longer than ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(row: OutboxRow, publicUrl: string) {
  return {
    url: stepUrl(publicUrl, stepNameOf(row.message.type)),
    body: { outboxId: row.id },
    retries: QSTASH_RETRIES,
    // It becomes a header: one odd character in an id would stop the whole batch.
    deduplicationId: `${row.id}:${row.attempt}`.replaceAll(/[^\w.-]/g, "-"),
    headers: { traceparent: row.trace.traceparent, "x-request-id": row.trace.requestId },
  };
}

function isRefusedForGood(error: unknown): boolean {
  return error instanceof QstashError && error.status !== undefined && REFUSED_FOR_GOOD.has(error.status);
}

/** Each message of a batch is answered for itself: its id, or why it was not taken. */
function errorOf(answer: unknown): string | undefined {
  if (typeof answer === "object" && answer !== null && "error" in answer) return `QStash: ${String(answer.error)}`;
  return undefined;
}
