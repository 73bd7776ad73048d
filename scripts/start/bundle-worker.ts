import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { CommandFailure } from "../command-failure.ts";
import { wranglerCommand } from "./wrangler-command.ts";

/** Writes `dist/worker` of the project in `root`, as `wrangler deploy` would upload it. Throws what wrangler said. */
export async function bundleWorker(root: string): Promise<void> {
  const { command, args, env } = wranglerCommand(["deploy", "--dry-run", "--outdir", "dist/worker"]);
  const wrangler = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(wrangler, "close");
  const output = await Promise.all([text(wrangler.stdout), text(wrangler.stderr)]);
  const [code] = await exited;
  if (code !== 0) throw new CommandFailure("the Worker could not be built:", ...output.filter((part) => part !== ""));
}
