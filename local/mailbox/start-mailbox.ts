import { Hono } from "hono";
import { serveFetch } from "../process/serve-fetch.ts";
import { mailApi } from "./mail-api.ts";
import { mailPages } from "./mail-pages.ts";
import { MailStore } from "./mail-store.ts";

export interface MailboxOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly apiKey: string;
  /** SQLite file; in memory when missing. */
  readonly dataFile?: string | undefined;
  readonly nowMs?: () => number;
}

export interface Mailbox {
  readonly port: number;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Speaks Resend's API on loopback, keeps every mail, and shows it. An accepted mail survives a kill. */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const store = new MailStore(options.dataFile);
  const app = new Hono();
  app.get("/healthz", (c) => c.text("ok"));
  app.route("/emails", mailApi(store, options.apiKey, options.nowMs ?? Date.now));
  app.route("/", mailPages(store));
  const server = await serveFetch(app.fetch, options.port);
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    stop: async () => {
      await server.stop();
      store.close();
    },
  };
}
