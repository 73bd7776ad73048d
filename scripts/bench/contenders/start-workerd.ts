import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../local/testing/free-ports.ts";
import { projectRoot } from "../../start/project-root.ts";
import { workerdBinary, workerdService } from "../../start/workerd-service.ts";
import type { WorkerVariables } from "../../start/worker-variables.ts";
import { PORT_NAMES, type Ports } from "../../start/ports.ts";
import type { Processes } from "../processes.ts";
import { manyIsolates, socketNames } from "./many-isolates.ts";

/** The built Worker on workerd as `npm start` runs it, only in so many isolates; their ports, in order. */
export async function startSluiceWorkerd(
  processes: Processes,
  name: string,
  variables: WorkerVariables,
  isolates: number,
): Promise<number[]> {
  const capnp = readFileSync(join(projectRoot, "local", "workerd", "sluice.capnp"), "utf8");
  const file = join(processes.directory, `${name}.capnp`);
  writeFileSync(file, manyIsolates(capnp, isolates));
  const [cron = 0, ...ports] = await freePorts(1 + isolates);
  const [product = 0] = ports;
  const servicePorts = { ...Object.fromEntries(PORT_NAMES.map((each) => [each, 0])), product, cron } as Ports;
  const service = workerdService(variables, servicePorts, join(processes.directory, name));
  const more = socketNames(isolates)
    .slice(1)
    .map((socket, i) => `--socket-addr=${socket}=127.0.0.1:${ports[i + 1]}`);
  await processes.start({
    ...service,
    name,
    args: service.args
      .flatMap((arg) => (arg.endsWith("sluice.capnp") ? [file, `--import-path=${projectRoot}`] : [arg]))
      .concat(more),
    sockets: service.sockets + more.length,
  });
  return ports;
}

/** A Worker of one module without objects, on the same workerd; each of `env` is a binding. Its port. */
export async function startPlainWorkerd(
  processes: Processes,
  name: string,
  module: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const wrangler = readFileSync(join(projectRoot, "wrangler.toml"), "utf8");
  const date = /^compatibility_date = "([\d-]+)"$/m.exec(wrangler)?.[1];
  const file = join(processes.directory, `${name}.capnp`);
  writeFileSync(join(processes.directory, `${name}.js`), module);
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "${name}.js")],
  compatibilityDate = "${date}",
  bindings = [${Object.keys(env)
    .map((each) => `(name = "${each}", fromEnvironment = "${each}")`)
    .join(", ")}],
);
`,
  );
  const [port = 0] = await freePorts(1);
  await processes.start({
    name,
    command: workerdBinary(),
    args: ["serve", file, `--socket-addr=http=127.0.0.1:${port}`, "--control-fd=3"],
    env,
    sockets: 1,
    diesBy: "kernel",
  });
  return port;
}
