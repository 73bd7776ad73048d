import { relative } from "node:path";
import type { StackPlan } from "./plan/plan-stack.ts";

export interface BannerInput {
  readonly plan: StackPlan;
  readonly url: string;
  readonly logDirectory: string;
  readonly dataDirectory: string;
  readonly startedInMs: number;
}

/** What a person sees when everything is up. No secrets: terminals are shared and recorded. */
export function banner({ plan, url, logDirectory, dataDirectory, startedInMs }: BannerInput): string {
  const demo = plan.databaseIsLocal
    ? "buyer0001@sluice.example … buyer1000@sluice.example, password sluice-demo"
    : "none: your database was migrated, not seeded (npm run seed adds the demo)";
  const lines: readonly (readonly [string, string])[] = [
    ["Open", url],
    ["API", `${url}/api/events, described by ${url}/api/openapi.json`],
    ["Accounts", demo],
    ["Mailbox", plan.places.mail],
    ["Payments", plan.places.payments],
    ["Gateway", plan.places.gateway],
    ["Database", plan.places.database],
    ["Redis", plan.places.redis],
    ["QStash", plan.places.qstash],
    ["Beacon", plan.places.beacon],
    ["Operator", "npm run queue -- --event evt_… (its key is operatorKey in keys.json of the data folder)"],
    ["Logs", fromHere(logDirectory)],
    ["Data", `${fromHere(dataDirectory)} (keys in keys.json; delete the folder to start afresh)`],
  ];
  const rows = lines.map(([name, text]) => `  ${name.padEnd(10)}${text}`);
  const seconds = (startedInMs / 1000).toFixed(1);
  return ["", `Sluice is up after ${seconds} s.`, "", ...rows, "", "Ctrl-C stops everything.", ""].join("\n");
}

function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
