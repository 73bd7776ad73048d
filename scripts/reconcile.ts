/**
 * `npm run reconcile`: compares all bookings of an event, or of all events, in object and Postgres, and has the same steps that
 * should have done it bring together what differs. Exit 1 when something is left that no step repairs.
 */
import { parseArgs } from "node:util";
import { parseEventId } from "../domain/contract/ids.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { operatorApi } from "./operator-api.ts";
import { findingLine } from "./reconcile/finding-line.ts";
import { reconcileAll } from "./reconcile/reconcile-all.ts";

const USAGE = `npm run reconcile [-- --event evt_…] [--url https://HOST]
The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function reconcile(): Promise<void> {
  const { event, url } = readOptions();
  const api = operatorApi(url);
  let checked = 0;
  let events = 0;
  const counts = new Map<string, number>();
  for await (const page of reconcileAll(api, event)) {
    checked += page.checked;
    if (page.next === null) events++;
    for (const finding of page.findings) {
      counts.set(finding.outcome, (counts.get(finding.outcome) ?? 0) + 1);
      console.log(findingLine(finding));
    }
  }
  const found = [...counts].map(([outcome, count]) => `${count} ${outcome.replaceAll("_", " ")}`);
  console.log(`${checked} bookings of ${events} events compared: ${found.join(", ") || "no difference"}.`);
  const reported = counts.get("reported") ?? 0;
  if (reported > 0) throw new CommandFailure(`${reported} of them no step can repair: somebody must see to them.`);
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { event: { type: "string" }, url: { type: "string" } } });
    if (values.event !== undefined && parseEventId(values.event) === undefined) {
      throw new Error(`--event ${values.event} is not an event id (evt_…)`);
    }
    return values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

await runCommand(reconcile);
