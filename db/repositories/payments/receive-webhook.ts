import { sql } from "drizzle-orm";
import type { Webhook, WebhookReceipt } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";

/**
 * `Payments.receive`: one statement, whose inbox row decides about all the rest. An event that says nothing of a payment
 * (no messages) is noted; one that speaks of a payment which is not in our books is another shop's, and leaves nothing.
 */
export async function receiveWebhook(db: Database, webhook: Webhook): Promise<WebhookReceipt> {
  const { provider, providerEventId, type, messages, trace } = webhook;
  const rows = messages.map((message, index) => ({ id: `${provider}:${providerEventId}:${index}`, message }));
  const { rows: found } = await db.execute<{ known: boolean; fresh: boolean }>(sql`
    with told as (
      select id, message from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id text, message jsonb)
    ), known as (
      select not exists (
        select from told where not exists (
          select from payments where payments.id = told.message ->> 'paymentId' and payments.provider = ${provider}
        )
      ) as known
    ), received as (
      insert into inbox (provider, provider_event_id, type, payload, request_id)
      select ${provider}, ${providerEventId}, ${type}, ${JSON.stringify(messages)}::jsonb, ${trace.requestId}
      from known where known
      on conflict (provider, provider_event_id) do nothing
      returning provider_event_id
    ), queued as (
      insert into outbox (id, message, request_id, traceparent)
      select id, message, ${trace.requestId}, ${trace.traceparent} from received, told
      on conflict (id) do nothing
    )
    select known, exists (select from received) as fresh from known`);
  if (found[0]?.known !== true) return "unknown";
  return found[0].fresh ? "fresh" : "duplicate";
}
