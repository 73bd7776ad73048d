import { Redis } from "@upstash/redis/cloudflare";
import { createRepositories } from "../db/create-repositories.ts";
import { isDatabaseOutage } from "../db/database-outage.ts";
import { asContract, EventAsker } from "../durable-objects/event/event-asker.ts";
import { createInventory } from "../durable-objects/event/inventory-client.ts";
import { GateCounts } from "../durable-objects/gate/gate-counts.ts";
import { createLiveFeed } from "../durable-objects/gate/live-feed-client.ts";
import { createWaitingRoom } from "../durable-objects/gate/waiting-room-client.ts";
import type { Kept } from "./api/app-env.ts";
import { cacheCatalogue } from "./adapters/catalogue-cache.ts";
import { createEdgeCache } from "./adapters/edge-cache.ts";
import { createMailer } from "./adapters/mail/mailer.ts";
import { ScryptVerifier } from "./adapters/password/scrypt-verifier.ts";
import { createProviderAdapters, guardProviders, type ProviderAdapters } from "./adapters/payment-providers.ts";
import { createQStashPublisher } from "./adapters/qstash/qstash-publisher.ts";
import { createStepReceiver } from "./adapters/qstash/step-receiver.ts";
import { createQueueTokens } from "./adapters/queue-tokens/create-queue-tokens.ts";
import { UpstashRateLimiter } from "./adapters/rate-limiter/upstash-rate-limiter.ts";
import { createTicketSigner } from "./adapters/tickets/ed25519-ticket-signer.ts";
import type { Bindings } from "./bindings.ts";
import { parseEnvironment } from "./environment.ts";
import { currentContext } from "./request-context.ts";
import type { Services } from "./services.ts";
import { SignIn } from "./use-cases/sign-in.ts";

/** Builds everything that an isolate keeps, out of its bindings. Nothing here holds a connection of a request. */
export function wire(env: Bindings): Kept {
  const settings = parseEnvironment(env);
  const repositories = createRepositories(settings);
  const redis = new Redis({
    url: settings.UPSTASH_REDIS_REST_URL,
    token: settings.UPSTASH_REDIS_REST_TOKEN,
    enableTelemetry: false,
    // A pipeline would be shared by requests that happen to run together, and one of them would own it.
    enableAutoPipelining: false,
    // False would still mean one more try.
    retry: { retries: 0 },
  });
  const adapters = createProviderAdapters(settings);
  const asker = new EventAsker({ events: asContract(env.EVENT), gates: asContract(env.GATE) }, (event) =>
    repositories.catalogue.eventConfig(event),
  );
  const gateCounts = new GateCounts(asker);
  const waitingRoom = createWaitingRoom(asker, gateCounts, currentContext);
  const services: Services = {
    inventory: createInventory(asker, gateCounts, waitingRoom, currentContext),
    waitingRoom,
    liveFeed: createLiveFeed(asker, gateCounts, currentContext),
    edgeCache: createEdgeCache(() => caches.default),
    catalogue: cacheCatalogue(repositories.catalogue),
    users: repositories.users,
    bookings: repositories.bookings,
    payments: repositories.payments,
    outbox: repositories.outbox,
    refunds: repositories.refunds,
    reconciler: repositories.reconciler,
    providers: guardProviders(adapters, redis, settings),
    publisher: createQStashPublisher(settings),
    mailer: createMailer(settings),
    tickets: createTicketSigner(settings.TICKET_SIGNING_KEY),
    limiter: new UpstashRateLimiter(redis),
    queueTokens: createQueueTokens(settings.QUEUE_SIGNING_KEYS),
    publicUrl: settings.PUBLIC_URL.replace(/\/$/, ""),
  };
  return {
    services,
    settings,
    signIn: new SignIn(services.users, services.limiter, new ScryptVerifier()),
    verifyStep: createStepReceiver(settings),
    isOutage: isDatabaseOutage,
    probes: {
      postgres: () => repositories.ping(),
      redis: async () => void (await redis.ping()),
      qstash: () => reach(`${settings.QSTASH_URL}/v2/keys`, settings.QSTASH_TOKEN),
      payments: () => reachAll(adapters),
      // An object without an event writes nothing.
      objects: async () => void (await env.EVENT.getByName("ready").counters()),
    },
    async reset() {
      // Objects first: their journals must not write to Postgres what was just deleted there.
      for (const event of await repositories.eventIds()) await env.EVENT.getByName(event).reset();
      await repositories.reset();
    },
  };
}

async function reach(url: string, token: string): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
}

/**
 * Any answer will do, and a session that does not exist costs a provider the least. Not through the breakers: they must not learn
 * from a question that says nothing about payments.
 */
async function reachAll(adapters: ProviderAdapters): Promise<void> {
  const answers = await Promise.all(
    Array.from(adapters, async ([name, adapter]) => ({ name, answer: await adapter.session("cs_ready") })),
  );
  for (const { name, answer } of answers) {
    if (!answer.ok && answer.refusal.reason === "payment_provider_unavailable")
      throw new Error(`${name} is unavailable`);
  }
}
