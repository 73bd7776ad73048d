import { parseEventId, parseVisitorId, type EventId, type VisitorId } from "../../domain/contract/ids.ts";

/** A Worker's request for a WebSocket, as it goes to a gate: an address, since an upgrade has no body. */
export interface LiveRequest {
  readonly event: EventId;
  readonly gate: number;
  /** Who listens, where he is known: his sockets are bounded. */
  readonly visitor: VisitorId | null;
  /** What the listener has already; null: nothing. */
  readonly version: number | null;
}

export function writeLiveRequest({ event, gate, visitor, version }: LiveRequest): Request {
  const query = new URLSearchParams({
    event,
    gate: String(gate),
    ...(visitor === null ? {} : { visitor }),
    ...(version === null ? {} : { version: String(version) }),
  });
  return new Request(`https://gate/live?${query.toString()}`, { headers: { upgrade: "websocket" } });
}

/** Undefined for what writeLiveRequest did not write. */
export function readLiveRequest(request: Request): LiveRequest | undefined {
  const query = new URL(request.url).searchParams;
  const event = parseEventId(query.get("event") ?? "");
  const version = query.get("version");
  if (event === undefined || request.headers.get("upgrade") !== "websocket") return undefined;
  const visitor = parseVisitorId(query.get("visitor") ?? "") ?? null;
  return { event, gate: Number(query.get("gate")), visitor, version: version === null ? null : Number(version) };
}
