import { join } from "node:path";
import type { ServiceSpec } from "../../../local/supervisor/service-spec.ts";
import { projectRoot } from "../project-root.ts";

/** The process `local/<name>/main.ts`, which takes its settings from the environment and ends when its stdin does. */
export function standIn(name: string, env: Readonly<Record<string, string>>): ServiceSpec {
  return {
    name,
    command: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", join(projectRoot, "local", name, "main.ts")],
    env,
    sockets: 1,
    diesBy: "stdin",
  };
}

export function loopbackUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
