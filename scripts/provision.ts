import { join } from "node:path";
import { parseArgs } from "node:util";
import { unstable_readConfig as readWranglerConfig } from "wrangler";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { readDotEnv } from "./environment.ts";
import { deployedSecrets } from "./provision/deployed-secrets.ts";
import { isComplete, judgeRequirements, probeVerdicts } from "./provision/judge-requirements.ts";
import type { Verdict } from "./provision/judge-requirements.ts";
import { probesFor } from "./provision/probes.ts";
import { newQueueKeys } from "./provision/queue-keys.ts";
import { newTicketKey } from "./provision/ticket-key.ts";
import { projectRoot } from "./start/project-root.ts";

const ENVIRONMENTS: readonly string[] = ["production", "staging"];
const PROBE_LIMIT_MS = 5_000;
const USAGE = `npm run provision -- --check [--env production|staging]   what a deployment needs, and what is missing
npm run provision -- --new-ticket-key                     prints a fresh key that signs tickets
npm run provision -- --new-queue-key                      prints a fresh key that signs queue tokens and passes`;

/** Says what an environment needs and what is missing. Values of secrets are tried where they are at hand, and never printed. */
async function provision(): Promise<void> {
  const options = readOptions();
  if (options["new-ticket-key"]) return console.log(newTicketKey());
  if (options["new-queue-key"]) return console.log(newQueueKeys());
  if (!options.check) throw new CommandFailure(USAGE);
  const verdicts = await check(options.env);
  for (const line of table(verdicts)) console.log(line);
  const open = verdicts.filter(({ state }) => state === "missing" || state === "failed");
  if (!isComplete(verdicts)) {
    const names = open.map(({ requirement }) => requirement.name).join(", ");
    throw new CommandFailure("", `${open.length} of ${verdicts.length} missing or failed: ${names}`);
  }
  console.log("\nNothing is missing.");
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: "boolean" },
        env: { type: "string", default: "production" },
        "new-ticket-key": { type: "boolean" },
        "new-queue-key": { type: "boolean" },
      },
    });
    return values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

async function check(environment: string): Promise<readonly Verdict[]> {
  const variables = readVariables(environment);
  const devVars = readDotEnv(join(projectRoot, `.dev.vars.${environment}`));
  const values = Object.fromEntries([...Object.entries(devVars), ...Object.entries(process.env).filter(([, v]) => v)]);
  const deployed = await deployedSecrets(environment);
  console.log(
    deployed.asked
      ? `Secrets: of the Worker that is deployed as ${environment}.\n`
      : `Secrets: from this shell and .dev.vars.${environment}, because Cloudflare was not asked (${deployed.why}).\n`,
  );
  const verdicts = judgeRequirements({
    variables,
    deployedSecrets: deployed.asked ? deployed.names : undefined,
    values,
  });
  return probeVerdicts(verdicts, probesFor(values), PROBE_LIMIT_MS);
}

function readVariables(environment: string): Readonly<Record<string, unknown>> {
  if (!ENVIRONMENTS.includes(environment)) {
    throw new CommandFailure(`--env ${environment}: there is ${ENVIRONMENTS.join(" and ")}`);
  }
  try {
    return readWranglerConfig({ config: join(projectRoot, "wrangler.toml"), env: environment }, { hideWarnings: true })
      .vars;
  } catch (error) {
    throw new CommandFailure("wrangler.toml cannot be used:", error instanceof Error ? error.message : String(error));
  }
}

function table(verdicts: readonly Verdict[]): readonly string[] {
  const width = Math.max(...verdicts.map(({ requirement }) => requirement.name.length));
  return verdicts.flatMap(({ requirement, state, note }) => {
    const line = `${state.padEnd(8)}${requirement.name.padEnd(width + 2)}${note}`;
    if (state === "ok" || state === "set" || state === "unused") return [line];
    const indent = " ".repeat(8);
    return [line, `${indent}for: ${requirement.purpose}`, `${indent}get: ${requirement.source}`];
  });
}

await runCommand(provision);
