import type { Contender, House } from "../contender.ts";
import { rawRequest } from "../load/raw-request.ts";
import type { Processes } from "../processes.ts";
import { startPlainWorkerd } from "./start-workerd.ts";

const NAME = "constant-worker";
const MODULE = `export default { fetch() { return new Response("{}", { headers: { "content-type": "application/json" } }); } };\n`;

/** (d): what workerd does in any case for a request. */
export async function startConstantWorker(processes: Processes): Promise<Contender> {
  const port = await startPlainWorkerd(processes, NAME, MODULE, {});
  const bytes = rawRequest({ method: "GET", path: "/", headers: {}, body: null });
  const house: House = {
    request: () => ({ lane: 0, bytes }),
    settle: async () => {},
    counters: async () => null,
  };
  return {
    name: NAME,
    title: "(d) the limit: a constant Worker",
    ports: [port],
    sells: false,
    processes: () => processes.named(NAME),
    openHouse: async () => house,
  };
}
