import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleWorker } from "./bundle-worker.ts";
import { hashInputs } from "./hash-inputs.ts";
import { projectRoot } from "./project-root.ts";

/** Where the bundle is that `wrangler deploy` would upload; `local/workerd/sluice.capnp` embeds it from here. */
export const BUNDLE_FILE = join(projectRoot, "dist", "worker", "index.js");

const STAMP_FILE = join(projectRoot, "dist", "worker", "inputs.sha256");
const INPUTS = ["domain", "db", "durable-objects", "workers", "wrangler.toml", "package-lock.json"];

/** Bundles the Worker as `wrangler deploy` does, unless nothing that goes into it has changed; says what it did. */
export async function buildWorker(): Promise<"built" | "unchanged"> {
  const hash = hashInputs(INPUTS);
  const stamp = existsSync(STAMP_FILE) && existsSync(BUNDLE_FILE) ? readFileSync(STAMP_FILE, "utf8") : undefined;
  if (stamp === hash) return "unchanged";
  await bundleWorker(projectRoot);
  writeFileSync(STAMP_FILE, hash);
  return "built";
}
