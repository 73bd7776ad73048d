import { join } from "node:path";
import { projectRoot } from "./project-root.ts";

export interface WranglerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Wrangler on our own Node, quiet, and asking nobody: no telemetry, no look for updates, no call to Cloudflare. */
export function wranglerCommand(args: readonly string[]): WranglerCommand {
  return {
    command: process.execPath,
    // Not bin/wrangler.js, which starts this in a process of its own that would outlive it.
    args: ["--no-warnings", join(projectRoot, "node_modules", "wrangler", "wrangler-dist", "cli.js"), ...args],
    env: {
      ...process.env,
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_LOG_PATH: join(projectRoot, ".wrangler", "logs"),
      WRANGLER_SEND_ERROR_REPORTS: "false",
      WRANGLER_SEND_METRICS: "false",
    },
  };
}
