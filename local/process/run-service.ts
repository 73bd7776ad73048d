/**
 * How a stand-in runs as a process of its own. Its parent relies on this protocol:
 * - stdout carries exactly one line, `{"event":"listen","port":N}`, once it serves; all else goes to stderr;
 * - SIGTERM, SIGINT, or the end of stdin (the parent died, however it died) stops it: exit code 0;
 * - a port in use is said in one plain line: exit code 98, for trying again makes no sense;
 * - any other failure to start: exit code 1.
 */
import { SettingError } from "./settings.ts";

export interface RunningService {
  readonly port: number;
  stop(): Promise<void>;
}

export const PORT_IN_USE_EXIT_CODE = 98;

/** A stop that hangs must not keep a process alive whose parent is gone. */
const STOP_DEADLINE_MS = 5_000;

/** Starts the service with the settings of the environment, announces it, and exits the process when it is told to. */
export function runService(start: (env: NodeJS.ProcessEnv) => Promise<RunningService>): void {
  const started = start(process.env);
  started.then(announce, (error: unknown) => process.exit(reportFailedStart(error)));

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    started
      .then((service) => service.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  process.stdin.on("end", stop).on("error", stop).resume();
}

function announce(service: RunningService): void {
  // A parent that died before it read the line is noticed by the end of stdin.
  process.stdout.on("error", () => {});
  process.stdout.write(`${JSON.stringify({ event: "listen", port: service.port })}\n`);
}

function reportFailedStart(error: unknown): number {
  if (isPortInUse(error)) {
    console.error(`port ${error.port} is in use by another program`);
    return PORT_IN_USE_EXIT_CODE;
  }
  console.error(error instanceof SettingError ? error.message : error);
  return 1;
}

function isPortInUse(error: unknown): error is Error & { readonly port: number } {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error;
}
