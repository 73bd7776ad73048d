/**
 * `npm run draw`: checks an event's draw of lots, and a visitor's place in it, from public values alone: the announced
 * commitment, the seed and the beacon's round. Exit 1 when anything does not match.
 */
import { parseArgs } from "node:util";
import { parseEventId, parseVisitorId } from "../domain/contract/ids.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { checkDraw } from "./draw/check-draw.ts";
import { fetchDraw } from "./draw/fetch-draw.ts";
import { fetchRound } from "./draw/fetch-round.ts";
import { readEnvironment } from "./environment.ts";

const USAGE = `npm run draw -- --event evt_… [--visitor usr_… | vis_… | eml_…] [--url https://HOST] [--beacon https://RELAY]
The visitor's id is in the answer to joining. The beacon is asked at drand's own relay unless another is named.`;

async function draw(): Promise<void> {
  const options = readOptions();
  const environment = readEnvironment();
  const url = options.url ?? environment["PUBLIC_URL"] ?? "http://127.0.0.1:8787";
  const event = parseEventId(options.event ?? "");
  if (event === undefined) throw new CommandFailure("Which event? --event evt_…", USAGE);
  const visitor = options.visitor === undefined ? undefined : parseVisitorId(options.visitor);
  if (options.visitor !== undefined && visitor === undefined) {
    throw new CommandFailure(`--visitor ${options.visitor} is no visitor's id`, USAGE);
  }
  const record = await fetchDraw(url, event);
  const isLocalStack = url === environment["PUBLIC_URL"];
  const relay = options.beacon ?? (isLocalStack ? environment["BEACON_URL"] : undefined) ?? "https://api.drand.sh";
  const { beacon } = record;
  const round = beacon === null || record.randomness === null ? undefined : await fetchRound(relay, beacon);
  const checked = checkDraw(record, visitor, round);
  for (const line of checked.lines) console.log(line);
  if (checked.faults.length > 0) throw new CommandFailure("", ...checked.faults.map((fault) => `WRONG: ${fault}`));
  console.log(
    round?.kind === "unreachable" ? "\nAll matches, but the beacon's own word is missing." : "\nAll matches.",
  );
}

function readOptions() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ options: { url: text, event: text, visitor: text, beacon: text } }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

await runCommand(draw);
