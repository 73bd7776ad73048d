import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePorts } from "../../../local/testing/free-ports.ts";
import { BUYERS, type Contender, type House } from "../contender.ts";
import { rawRequest } from "../load/raw-request.ts";
import { signBearer } from "../peers/bearer.ts";
import type { Processes } from "../processes.ts";

export interface PeerOptions {
  readonly name: string;
  readonly title: string;
  /** Settings of the server beside PORT and BEARER_SECRET. */
  readonly env: Readonly<Record<string, string>>;
  /** Its processes besides the server. */
  readonly behind: readonly string[];
  /** Forgets everything and puts up a house of this number. */
  readonly prepare: (event: number) => Promise<void>;
}

const TOKEN_LIFE_S = 3_600;

/** Starts `peers/<name>.ts`. Its wire is smaller than ours: numbers for ids, and an answer without prices. */
export async function startPeer(processes: Processes, options: PeerOptions): Promise<Contender> {
  const { name, title, env, behind, prepare } = options;
  const [port = 0] = await freePorts(1);
  const secret = randomBytes(32).toString("hex");
  await processes.start({
    name,
    command: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "..", "peers", `${name}.ts`)],
    env: { ...env, PORT: String(port), BEARER_SECRET: secret },
    sockets: 1,
    diesBy: "stdin",
  });
  const expiresS = Math.floor(Date.now() / 1_000) + TOKEN_LIFE_S;
  const tokens = Array.from({ length: BUYERS }, (_, buyer) => signBearer(secret, `user-${buyer}`, expiresS));
  let event = 0;
  return {
    name,
    title,
    ports: [port],
    sells: true,
    processes: () => processes.named(name, ...behind),
    async openHouse() {
      await prepare(++event);
      return houseOf(event, tokens);
    },
  };
}

function houseOf(event: number, tokens: readonly string[]): House {
  return {
    request: ({ buyer, seats, key }) => ({
      lane: 0,
      bytes: rawRequest({
        method: "POST",
        path: "/holds",
        headers: { authorization: `Bearer ${tokens[buyer]}`, "idempotency-key": key },
        body: { event_id: event, seats },
      }),
    }),
    settle: async () => {},
    counters: async () => null,
  };
}
