import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { Readable } from "node:stream";
import { diesWithParent } from "./dies-with-parent.ts";
import type { ServiceSpec } from "./service-spec.ts";
import { waitForListen } from "./wait-for-listen.ts";

/** What any program may need; everything else of our environment stays with us. */
const PASSED_ON = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

export interface SpawnedService {
  readonly process: ChildProcess;
  /** Resolves once it listens; never rejects. */
  readonly listening: Promise<void>;
  /** Resolves with a plain word for how it ended: `code 1`, `SIGKILL`, or the reason why it could not be started. */
  readonly ended: Promise<string>;
}

/**
 * Starts the process, with its output appended to `logFile` (directly, not through us: a busy Worker's log must not
 * cost the supervisor anything). It gets a session of its own, so that Ctrl-C reaches only us and the stop has an order.
 */
export function spawnService(spec: ServiceSpec, logFile: string): SpawnedService {
  const log = openSync(logFile, "a");
  try {
    const byKernel = spec.diesBy === "kernel";
    const [command, ...args] = [...(byKernel ? diesWithParent("KILL") : []), spec.command, ...spec.args];
    const stdio: StdioOptions = byKernel ? ["ignore", log, log, "pipe"] : ["pipe", "pipe", log];
    const child = spawn(command ?? spec.command, args, {
      env: { ...passedOn(), ...spec.env },
      stdio,
      detached: true,
    });
    const announcements = child.stdio[byKernel ? 3 : 1];
    // The pipe breaks when the process dies before it has read: its death says enough.
    child.stdin?.on("error", () => {});
    return {
      process: child,
      listening: announcements instanceof Readable ? waitForListen(announcements, spec.sockets) : new Promise(() => {}),
      ended: new Promise((resolve) => {
        child.once("error", (error) => resolve(error.message));
        child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
      }),
    };
  } finally {
    closeSync(log);
  }
}

function passedOn(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
