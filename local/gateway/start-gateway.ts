import { Hono } from "hono";
import { Agenda } from "../payments/agenda.ts";
import { Chaos } from "../payments/chaos.ts";
import { playChaos } from "../payments/play-chaos.ts";
import { WebhookSender } from "../payments/webhook-sender.ts";
import { serveFetch, type Connection } from "../process/serve-fetch.ts";
import { apiRoutes, type Team } from "./api-routes.ts";
import { GatewayStore } from "./gateway-store.ts";
import { pageRoutes } from "./page-routes.ts";
import { findPayment, settleDue, type Gateway } from "./payments.ts";
import { sign } from "./sign.ts";
import { simRoutes } from "./sim-routes.ts";

export interface GatewayOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly team: Team;
  /** Without it nobody is told. */
  readonly webhookUrl?: string | undefined;
  /** SQLite file; in memory when missing. */
  readonly dataFile?: string | undefined;
  /** 0.01 makes the waits between webhook attempts a hundred times shorter; 1 unless set. */
  readonly timeScale?: number | undefined;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

export interface RunningGateway {
  readonly port: number;
  readonly url: string;
  /** Does what is due by the injected clock; a real clock needs no telling. */
  readonly runDue: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * A plain payment gateway on loopback: its signed API under /payments, the page under /pay, and under /_sim what tests and
 * audits need. Whatever was answered, and every webhook that is owed for it, survives a kill.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const store = new GatewayStore(options.dataFile);
  let url = "";
  const gateway: Gateway = {
    store,
    chaos: new Chaos(),
    nowMs: options.nowMs ?? Date.now,
    random: options.random ?? Math.random,
    hasWebhook: options.webhookUrl !== undefined,
    timeScale: options.timeScale ?? 1,
  };
  const agenda = new Agenda({
    nowMs: gateway.nowMs,
    settleDue: () => store.transaction(() => settleDue(gateway)),
    nextTimerMs: () => store.nextDueMs(),
    sender: options.webhookUrl === undefined ? undefined : webhookSender(gateway, options.team, options.webhookUrl),
  });
  const runDue = (): void => agenda.wake();

  const app = new Hono<{ Bindings: Connection }>();
  app.use("/payments/*", playChaos(gateway.chaos));
  app.route(
    "/payments",
    apiRoutes(gateway, options.team, () => url, runDue),
  );
  app.route("/_sim", simRoutes(gateway, runDue));
  app.route("/pay", pageRoutes(gateway, runDue));
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

/** The signature covers the body, in which the time of this attempt stands. */
function webhookSender(gateway: Gateway, { slug, secret }: Team, url: string): WebhookSender {
  return new WebhookSender(gateway, gateway.store.webhooks, {
    url,
    compose(paymentId) {
      const { status } = findPayment(gateway, paymentId);
      const timestamp = new Date(gateway.nowMs()).toISOString();
      const body = JSON.stringify({ paymentId, status, teamSlug: slug, timestamp });
      return { body, headers: { "x-signature": sign(secret, body) } };
    },
  });
}
