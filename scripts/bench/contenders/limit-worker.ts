import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { mintEventId, type EventId } from "../../../domain/contract/ids.ts";
import { MINUTE_MS } from "../../../domain/time.ts";
import { createQueueTokens } from "../../../workers/adapters/queue-tokens/create-queue-tokens.ts";
import { CommandFailure } from "../../command-failure.ts";
import { demoUser } from "../../seed/demo-users.ts";
import { projectRoot } from "../../start/project-root.ts";
import { wranglerCommand } from "../../start/wrangler-command.ts";
import { BUYERS, type Contender } from "../contender.ts";
import type { Processes } from "../processes.ts";
import { byPass, bySignIn, holdRequest, type Identity, type WhoAsks } from "./sluice-request.ts";
import { startPlainWorkerd } from "./start-workerd.ts";

const NAME = "limit-worker";
const PASS_LIFE_MS = 60 * MINUTE_MS;

/** (c) for each way to say who asks: one Worker, which takes both. */
export async function startLimitWorker(
  processes: Processes,
  identities: readonly Identity[],
): Promise<readonly Contender[]> {
  const keys = `bench:${randomBytes(32).toString("base64url")}`;
  const module = await buildLimitWorker(processes.directory);
  const port = await startPlainWorkerd(processes, NAME, module, { QUEUE_SIGNING_KEYS: keys });
  return identities.map((identity) => ({
    name: `limit-${identity}`,
    title: `(c) the limit: reads, verifies, answers a constant; ${identity === "pass" ? "pass" : "HTTP Basic"}`,
    ports: [port],
    sells: false,
    processes: () => processes.named(NAME),
    async openHouse() {
      const event = mintEventId();
      const who = identity === "pass" ? byPass(event, signedPasses(keys, event)) : bySignIn(event);
      return houseOf(event, who);
    },
  }));
}

function houseOf(event: EventId, who: WhoAsks) {
  return {
    request: (wish: Parameters<typeof holdRequest>[2]) => ({ lane: 0, bytes: holdRequest(event, who, wish) }),
    settle: async () => {},
    counters: async () => null,
  };
}

function signedPasses(keys: string, event: EventId): string[] {
  const tokens = createQueueTokens(keys);
  const endsAtMs = Date.now() + PASS_LIFE_MS;
  return Array.from({ length: BUYERS }, (_, buyer) =>
    tokens.signPass({ event, visitor: demoUser(buyer + 1).id, number: buyer + 1, endsAtMs }),
  );
}

/** Bundled and minified as the product is; the module's text. */
async function buildLimitWorker(directory: string): Promise<string> {
  const config = join(directory, `${NAME}.json`);
  const main = join(projectRoot, "scripts", "bench", "workers", "limit.js");
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(readFileSync(join(projectRoot, "wrangler.toml"), "utf8")) ?? [];
  writeFileSync(config, JSON.stringify({ name: NAME, main, compatibility_date: date, minify: true }));
  const outDirectory = join(directory, NAME);
  const { command, args, env } = wranglerCommand(["deploy", "--config", config, "--dry-run", "--outdir", outDirectory]);
  const wrangler = spawn(command, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(wrangler, "close");
  const output = await Promise.all([text(wrangler.stdout), text(wrangler.stderr)]);
  const [code] = await exited;
  if (code !== 0) throw new CommandFailure("the limit (c) could not be built:", ...output);
  return readFileSync(join(outDirectory, "limit.js"), "utf8");
}
