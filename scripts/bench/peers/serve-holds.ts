import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../../../local/process/listen-on-loopback.ts";
import { runService } from "../../../local/process/run-service.ts";
import { portSetting, requiredSetting } from "../../../local/process/settings.ts";
import { verifyBearer } from "./bearer.ts";
import { parseHoldRequest, type HoldRequest } from "./hold-request.ts";

/** What a peer has decided: the booking as JSON, the first answer again for a repeat, or undefined: a seat is taken. */
export type HoldAnswer = string | undefined;

export interface HoldStore {
  hold(request: HoldRequest): Promise<HoldAnswer>;
  close(): Promise<void>;
}

/**
 * A peer as a process (the protocol of run-service.ts): plain node:http, one handler, nothing between it and the store.
 * Settings: PORT, BEARER_SECRET, and what the store needs.
 */
export function serveHolds(openStore: (env: NodeJS.ProcessEnv) => Promise<HoldStore>): void {
  runService(async (env) => {
    const secret = requiredSetting(env, "BEARER_SECRET");
    const store = await openStore(env);
    const server = createServer((incoming, outgoing) => receive(incoming, outgoing, secret, store));
    const service = await listenOnLoopback(server, portSetting(env));
    return {
      port: service.port,
      async stop() {
        await service.stop();
        await store.close();
      },
    };
  });
}

function receive(incoming: IncomingMessage, outgoing: ServerResponse, secret: string, store: HoldStore): void {
  let body = "";
  incoming.setEncoding("utf8").on("data", (piece: string) => (body += piece));
  incoming.on("end", () => {
    decide(incoming, body, secret, store).then(
      ([status, text]) => send(outgoing, status, text),
      (error: unknown) => {
        console.error(error);
        send(outgoing, 500, '{"code":"internal_error"}');
      },
    );
  });
}

async function decide(
  { headers }: IncomingMessage,
  body: string,
  secret: string,
  store: HoldStore,
): Promise<[status: number, text: string]> {
  const user = verifyBearer(secret, headers.authorization, Date.now());
  if (user === undefined) return [401, '{"code":"unauthenticated"}'];
  const key = headers["idempotency-key"];
  const request = parseHoldRequest(user, typeof key === "string" ? key : undefined, body);
  if (request === undefined) return [400, '{"code":"validation_failed"}'];
  const answer = await store.hold(request);
  return answer === undefined ? [409, '{"code":"seat_taken"}'] : [201, answer];
}

function send(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  outgoing.end(text);
}
