import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectCounters } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import { BUYERS, type Contender, type House, type NamedProcess } from "../contender.ts";
import type { Processes } from "../processes.ts";
import { QueueClient } from "./queue-client.ts";
import type { SluicePlatform } from "./sluice-platform.ts";
import { addressOf, byPass, bySignIn, holdRequest, type Identity, type WhoAsks } from "./sluice-request.ts";
import { startSluiceWorkerd } from "./start-workerd.ts";

/** The journal gathers and writes behind; it has far less to do than this in any round. */
const SETTLED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 50;
/** Gates of an event that many isolates sell. */
export const GATES = 4;

/** Everybody who asks comes in at once: what is measured is the hold. */
const OPEN_DOORS = { mode: "on", rate_per_s: 10_000, max_active: 100_000 } as const;

export interface QueuedEvent {
  readonly event: EventId;
  readonly passes: readonly string[];
}

/** A workerd with the built Worker in so many isolates, and everything behind it. */
export class SluiceServer {
  readonly isolates: number;
  readonly ports: readonly number[];
  readonly url: string;
  readonly #name: string;
  readonly #processes: Processes;
  readonly #platform: SluicePlatform;

  private constructor(processes: Processes, platform: SluicePlatform, name: string, ports: readonly number[]) {
    this.#processes = processes;
    this.#platform = platform;
    this.#name = name;
    this.ports = ports;
    this.isolates = ports.length;
    this.url = `http://127.0.0.1:${ports[0]}`;
  }

  static async start(processes: Processes, platform: SluicePlatform, isolates: number): Promise<SluiceServer> {
    const name = `sluice-${isolates}`;
    const ports = await startSluiceWorkerd(processes, name, platform.variables, isolates);
    return new SluiceServer(processes, platform, name, ports);
  }

  /** Of the Worker and of all that it needs. */
  processes(): readonly NamedProcess[] {
    return [...this.workerd(), ...this.#platform.processes()];
  }

  workerd(): readonly NamedProcess[] {
    return this.#processes.named(this.#name);
  }

  /** A new event whose object knows what it sells: whoever asks first makes the Worker tell it. */
  async newEvent(gates = this.isolates > 1 ? GATES : 0): Promise<EventId> {
    const event = await this.#platform.newEvent(gates);
    const answer = await fetch(`${this.url}/api/events/${event}/availability`, { headers: addressOf(event, 0) });
    if (!answer.ok) throw new Error(`the new event cannot be read: ${await answer.text()}`);
    await answer.body?.cancel();
    return event;
  }

  /** A new event that needs a pass, and the passes of the first buyers. */
  async newQueuedEvent(passes: number, gates?: number): Promise<QueuedEvent> {
    const event = await this.newEvent(gates);
    const queue = this.queue(event);
    await queue.change(this.#platform.variables.OPERATOR_KEY, OPEN_DOORS);
    return { event, passes: await queue.passes(passes) };
  }

  queue(event: EventId): QueueClient {
    return new QueueClient(this.url, event);
  }

  get operatorKey(): string {
    return this.#platform.variables.OPERATOR_KEY;
  }
}

/** Sluice as a contender: the path that buyers take. */
export function sluiceContender(server: SluiceServer, identity: Identity): Contender {
  const { isolates, ports } = server;
  return {
    name: `sluice-${isolates}-${identity}`,
    title: `Sluice, ${isolates} isolate${isolates > 1 ? `s, ${GATES} gates` : ""}, ${identity === "pass" ? "pass" : "HTTP Basic"}`,
    ports,
    sells: true,
    processes: () => server.processes(),
    async openHouse() {
      if (identity === "pass") {
        const { event, passes } = await server.newQueuedEvent(BUYERS);
        return houseOf(server, event, byPass(event, passes));
      }
      const event = await server.newEvent();
      return houseOf(server, event, bySignIn(event));
    },
  };
}

function houseOf(server: SluiceServer, event: EventId, who: WhoAsks): House {
  const counters = async (): Promise<ObjectCounters> => {
    const answer = await fetch(`${server.url}/api/internal/events/${event}/counters`);
    return (await answer.json()) as ObjectCounters;
  };
  return {
    request: (wish) => ({ lane: wish.buyer % server.isolates, bytes: holdRequest(event, who, wish) }),
    counters,
    async settle() {
      const deadlineMs = performance.now() + SETTLED_WITHIN_MS;
      while ((await counters()).journalLag > 0) {
        if (performance.now() > deadlineMs) throw new Error("the journal does not reach its end");
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}
