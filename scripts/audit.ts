/**
 * `npm run audit`: do object, Postgres and the providers' ledgers say the same of every seat, ticket and cent? It shares no
 * code with what it checks (lint holds that), asks from outside, and changes nothing. Exit code 1 on any difference.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { auditDeployment } from "./audit/audit-deployment.ts";
import { AUDIT_USAGE, auditOptions } from "./audit/audit-options.ts";
import { reportJson } from "./audit/report-json.ts";
import { reportText } from "./audit/report-text.ts";
import { runCommand } from "./command-failure.ts";
import { readEnvironment } from "./environment.ts";

await runCommand(async () => {
  const options = auditOptions(process.argv.slice(2));
  if (options === undefined) return console.log(AUDIT_USAGE);
  // A deployment that this shell names is read with this shell's keys alone: never one's object and another's database.
  const report = await auditDeployment(process.env["PUBLIC_URL"] ? process.env : readEnvironment(), options);
  console.log(reportText(report, Date.now()).join("\n"));
  if (options.jsonFile !== undefined) writeFileSync(resolve(options.jsonFile), reportJson(report, Date.now()));
  if (report.findings.length > 0) process.exitCode = 1;
});
