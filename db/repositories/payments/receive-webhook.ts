import { sql } from "drizzle-orm";
import type { Webhook } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";

/** `Payments.receive`: one statement, whose inbox row decides about all the rest. */
export async function receiveWebhook(db: Database, webhook: Webhook): Promise<boolean> {
  const { provider, providerEventId, type, messages, trace } = webhook;
  const rows = messages.map((message, index) => ({ id: `${provider}:${providerEventId}:${index}`, message }));
  const { rowCount } = await db.execute(sql`
    with received as (
      insert into inbox (provider, provider_event_id, type, payload, request_id)
      values (${provider}, ${providerEventId}, ${type}, ${JSON.stringify(messages)}::jsonb, ${trace.requestId})
      on conflict (provider, provider_event_id) do nothing
      returning provider_event_id
    ), queued as (
      insert into outbox (id, message, request_id, traceparent)
      select id, message, ${trace.requestId}, ${trace.traceparent}
      from received, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id text, message jsonb)
      on conflict (id) do nothing
    )
    select from received`);
  return rowCount > 0;
}
