import { Hono } from "hono";
import { Agenda } from "../payments/agenda.ts";
import { Chaos } from "../payments/chaos.ts";
import { playChaos } from "../payments/play-chaos.ts";
import { WebhookSender } from "../payments/webhook-sender.ts";
import { serveFetch, type Connection } from "../process/serve-fetch.ts";
import { apiRoutes } from "./api-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import { settleDue } from "./settle-due.ts";
import { signWebhook } from "./sign-webhook.ts";
import { simRoutes } from "./sim-routes.ts";
import type { Simulation } from "./simulation.ts";
import { StripeStore } from "./stripe-store.ts";

export interface StripeSimulatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly secretKey: string;
  /** Without it events are recorded, and nobody is told. */
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined;
  /** SQLite file; in memory when missing. */
  readonly dataFile?: string | undefined;
  /** 0.01 makes the waits between webhook attempts a hundred times shorter; 1 unless set. */
  readonly timeScale?: number | undefined;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

export interface StripeSimulator {
  readonly port: number;
  readonly url: string;
  /** Does what is due by the injected clock; a real clock needs no telling. */
  readonly runDue: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Speaks Stripe's wire on loopback: the API under /v1, the hosted page under /pay, and under /_sim what tests and audits
 * need. Whatever was answered, and every webhook that is owed for it, survives a kill.
 */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<StripeSimulator> {
  const store = new StripeStore(options.dataFile);
  let url = "";
  const sim: Simulation = {
    store,
    chaos: new Chaos(),
    nowMs: options.nowMs ?? Date.now,
    random: options.random ?? Math.random,
    baseUrl: () => url,
    hasWebhook: options.webhook !== undefined,
    timeScale: options.timeScale ?? 1,
  };
  const agenda = new Agenda({
    nowMs: sim.nowMs,
    settleDue: () => store.transaction(() => settleDue(sim)),
    nextTimerMs: () => store.nextTimerMs(),
    sender: options.webhook && webhookSender(sim, options.webhook),
  });
  const runDue = (): void => agenda.wake();

  const app = new Hono<{ Bindings: Connection }>();
  app.use("/v1/*", playChaos(sim.chaos));
  app.route("/v1", apiRoutes(sim, options.secretKey, runDue));
  app.route("/_sim", simRoutes(sim, runDue));
  app.route("/pay", pageRoutes(sim, runDue));
  app.get("/healthz", (c) => c.text("ok"));

  const server = await serveFetch(app.fetch, options.port);
  url = `http://127.0.0.1:${server.port}`;
  runDue();

  async function stop(): Promise<void> {
    agenda.stop();
    await server.stop();
    store.close();
  }
  return { port: server.port, url, runDue, stop };
}

function webhookSender(
  sim: Simulation,
  { url, secret }: NonNullable<StripeSimulatorOptions["webhook"]>,
): WebhookSender {
  return new WebhookSender(sim, sim.store.webhooks, {
    url,
    compose(eventId) {
      const body = JSON.stringify(sim.store.find("event", eventId));
      const signature = signWebhook(body, secret, sim.nowMs());
      const agent = "Stripe/1.0 (+https://stripe.com/docs/webhooks)";
      return { body, headers: { "stripe-signature": signature, "user-agent": agent } };
    },
  });
}
