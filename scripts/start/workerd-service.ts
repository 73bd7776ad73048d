import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ServiceSpec } from "../../local/supervisor/service-spec.ts";
import type { Ports } from "./ports.ts";
import { projectRoot } from "./project-root.ts";
import type { WorkerVariables } from "./worker-variables.ts";

/**
 * The built Worker on raw workerd, with the local edge around it. Its objects live in the data folder.
 *
 * @param root the project's folder, or a copy of it as of another revision
 */
export function workerdService(
  variables: WorkerVariables,
  ports: Ports,
  dataDirectory: string,
  root = projectRoot,
): ServiceSpec {
  const objects = join(dataDirectory, "durable-objects");
  mkdirSync(objects, { recursive: true });
  return {
    name: "workerd",
    command: workerdBinary(),
    args: [
      "serve",
      join(root, "local", "workerd", "sluice.capnp"),
      `--directory-path=public=${join(root, "web", "public")}`,
      `--directory-path=objects=${objects}`,
      `--socket-addr=http=127.0.0.1:${ports.product}`,
      `--socket-addr=cron=127.0.0.1:${ports.cron}`,
      "--control-fd=3",
    ],
    env: variables,
    sockets: 2,
    diesBy: "kernel",
  };
}

/** The workerd that wrangler itself depends on, so that there is one on disk. */
export function workerdBinary(): string {
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
  const { default: binary }: { readonly default: string } = fromWrangler("workerd");
  return binary;
}
