/**
 * A gate of an event: stands between the Worker's isolates and the event's object, near that object. It combines their
 * commands, collects who waits, and fans the live feed out. It keeps nothing that may not be lost: no rows, no alarm. What is
 * under way when a gate is lost is sent again by the isolates, the same commands with the same ids.
 *
 * The live feed speaks frames of contract/live-feed.ts to the listener. From him it takes "resume <version>", for who has missed
 * something, and "ping", which the platform answers with "pong" while the gate sleeps.
 */
import { DurableObject } from "cloudflare:workers";
import type { CommandAnswer, CommandBatch, EventObjectRpc } from "../../domain/contract/event-object.ts";
import type { GateCounters, GateObjectRpc } from "../../domain/contract/gate-object.ts";
import type { EventId, VisitorId } from "../../domain/contract/ids.ts";
import type { Presence, PresenceAnswer, QueueLoad, QueueSnapshot } from "../../domain/contract/waiting-room.ts";
import { ok, refuse, type Refusal, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { askObject } from "../event/ask-object.ts";
import type { ObjectsByName } from "../event/event-asker.ts";
import { GateCommands, type AskEvent } from "./gate-commands.ts";
import { GateFeed } from "./gate-feed.ts";
import { GateQueue } from "./gate-queue.ts";
import { readLiveRequest } from "./live-request.ts";

export interface GateObjectEnv {
  readonly EVENT: ObjectsByName<EventObjectRpc>;
}

/** Kept with a socket, because the gate sleeps and forgets. */
interface Attachment {
  readonly event: EventId;
  readonly gate: number;
}

/** 70 to 100 kB of memory each, and a quarter of a core at 3.5 frames a second. */
export const MAX_SOCKETS = 2_000;
/** Tabs and devices of one visitor. */
const MAX_SOCKETS_PER_VISITOR = 5;
const RESUME = /^resume (\d{1,16})$/;
/** A listener resumes after a gap; more often than this he is broken, or means harm. */
const MAX_RESUMES_PER_S = 4;
/** Close codes of RFC 6455, section 7.4.1. */
const CLOSE = { normal: 1000, unsupported: 1003, noCode: 1005, lost: 1006, policy: 1008, tryLater: 1013 } as const;

export class GateObject extends DurableObject<GateObjectEnv> implements GateObjectRpc {
  readonly #feed = new GateFeed(() => this.ctx.getWebSockets());
  readonly #resumes = new WeakMap<WebSocket, { readonly sinceMs: number; readonly count: number }>();
  #commands: GateCommands | undefined;
  #queue: GateQueue | undefined;
  #rpcs = 0;
  #otherSent = 0;

  constructor(ctx: DurableObjectState, env: GateObjectEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  async execute(event: EventId, batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>> {
    this.#rpcs++;
    this.#commands ??= new GateCommands(this.#asking(event), this.ctx);
    return this.#commands.execute(batch);
  }

  async snapshot(event: EventId, gate: number, load: QueueLoad): Promise<Result<QueueSnapshot>> {
    this.#rpcs++;
    return this.#queueOf(event, gate).snapshot(load);
  }

  async present(
    event: EventId,
    gate: number,
    present: readonly Presence[],
  ): Promise<Result<readonly PresenceAnswer[]>> {
    this.#rpcs++;
    return ok(this.#queueOf(event, gate).present(present));
  }

  async push(frame: Uint8Array): Promise<boolean> {
    this.#rpcs++;
    return this.#feed.push(frame);
  }

  async counters(): Promise<GateCounters> {
    const { commands, sent } = this.#commands?.counters ?? { commands: 0, sent: 0 };
    const sockets = this.ctx.getWebSockets().length;
    return { rpcs: this.#rpcs, commands, sent: sent + this.#otherSent, sockets, frames: this.#feed.frames };
  }

  /** A listener's WebSocket; 503 with the refusal as JSON when there is none to be had. */
  override async fetch(request: Request): Promise<Response> {
    this.#rpcs++;
    const live = readLiveRequest(request);
    if (live === undefined) return refusedWith(refuse("websocket_required").refusal);
    if (this.#isFull()) return refusedWith(refuse("live_feed_full").refusal);
    const { event, gate, visitor, version } = live;
    const frames = await this.#framesSince({ event, gate }, version);
    if (!frames.ok) return refusedWith(frames.refusal);
    // Others may have come while the object was asked.
    if (this.#isFull()) return refusedWith(refuse("live_feed_full").refusal);

    const { 0: client, 1: server } = new WebSocketPair();
    if (visitor !== null) this.#makeRoomFor(visitor);
    this.ctx.acceptWebSocket(server, visitor === null ? [] : [visitor]);
    server.serializeAttachment({ event, gate } satisfies Attachment);
    for (const frame of frames.value) server.send(frame);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const version = typeof message === "string" ? RESUME.exec(message)?.[1] : undefined;
    if (version === undefined) return socket.close(CLOSE.unsupported, "send resume <version>, or ping");
    if (!this.#mayResume(socket)) return socket.close(CLOSE.policy, "too many resumes");
    const frames = await this.#framesSince(socket.deserializeAttachment() as Attachment, Number(version));
    if (!frames.ok) return socket.close(CLOSE.tryLater, frames.refusal.reason);
    for (const frame of frames.value) socket.send(frame);
  }

  /** Without an answer to it the listener would see an abnormal end. */
  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    socket.close(code === CLOSE.noCode || code === CLOSE.lost ? CLOSE.normal : code);
  }

  /** One pass must not take the sockets of all others: his oldest ones go. */
  #makeRoomFor(visitor: VisitorId): void {
    const own = this.ctx.getWebSockets(visitor);
    for (const surplus of own.slice(0, Math.max(0, own.length - MAX_SOCKETS_PER_VISITOR + 1))) {
      surplus.close(CLOSE.policy, "you listen elsewhere");
    }
  }

  #isFull(): boolean {
    return this.ctx.getWebSockets().length >= MAX_SOCKETS;
  }

  #mayResume(socket: WebSocket): boolean {
    const nowMs = Date.now();
    const last = this.#resumes.get(socket);
    const isSameSecond = last !== undefined && nowMs - last.sinceMs < SECOND_MS;
    this.#resumes.set(socket, isSameSecond ? { ...last, count: last.count + 1 } : { sinceMs: nowMs, count: 1 });
    return !isSameSecond || last.count < MAX_RESUMES_PER_S;
  }

  #framesSince({ event, gate }: Attachment, version: number | null): Promise<Result<readonly Uint8Array[]>> {
    return this.#feed.since(version, (since) => {
      this.#otherSent++;
      return this.#asking(event)(undefined, (object) => object.feed(gate, since));
    });
  }

  #queueOf(event: EventId, gate: number): GateQueue {
    this.#queue ??= new GateQueue(gate, (report) => {
      this.#otherSent++;
      return this.#asking(event)(undefined, (object) => object.syncQueue(report));
    });
    return this.#queue;
  }

  #asking(event: EventId): AskEvent {
    return (trace, question) => askObject(() => this.env.EVENT.getByName(event), event, trace, question);
  }
}

function refusedWith(refusal: Refusal): Response {
  return Response.json(refusal, { status: 503 });
}
