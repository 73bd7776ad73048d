import { randomUUID } from "node:crypto";
import type { ObjectCounters } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import type { AvailabilityWire } from "../../../domain/contract/wire/events.ts";
import type { StackAddresses } from "../../../local/testing/stack.ts";

/** The counts; at most a second or two old. */
export async function readHouse({ url }: StackAddresses, event: EventId): Promise<AvailabilityWire> {
  return (await ask(`${url}/api/events/${event}/availability`)).json() as Promise<AvailabilityWire>;
}

export async function readCounters({ url }: StackAddresses, event: EventId): Promise<ObjectCounters> {
  return (await ask(`${url}/api/internal/events/${event}/counters`)).json() as Promise<ObjectCounters>;
}

export async function readPendingWebhooks({ simulatorUrl }: StackAddresses): Promise<number> {
  return ((await (await ask(`${simulatorUrl}/_sim/webhooks`)).json()) as { pending: number }).pending;
}

export async function readDeadLetters({ variables }: StackAddresses): Promise<number> {
  const headers = { authorization: `Bearer ${variables.QSTASH_TOKEN}` };
  const answer = await ask(`${variables.QSTASH_URL}/v2/dlq`, headers);
  return ((await answer.json()) as { messages: unknown[] }).messages.length;
}

/** The plain texts of all mails to an address. */
export async function readMails({ mailboxUrl }: StackAddresses, to: string): Promise<readonly string[]> {
  const answer = await ask(`${mailboxUrl}/emails.json?to=${encodeURIComponent(to)}`);
  return ((await answer.json()) as { data: { text: string | null }[] }).data.map(({ text }) => text ?? "");
}

/** From an address of its own each time, so that looking uses up nobody's limit. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(url, { headers: { "cf-connecting-ip": randomUUID(), ...headers } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
