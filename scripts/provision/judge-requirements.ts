import { REQUIREMENTS } from "./requirements.ts";
import type { Requirement } from "./requirements.ts";

/**
 * What is known about a deployment. `deployedSecrets` are the names that the deployed Worker has, or undefined when
 * Cloudflare could not be asked; then `values` alone decide.
 */
export interface Findings {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly deployedSecrets: ReadonlySet<string> | undefined;
  /** Values at hand on this machine, by name. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** set: it is there, and its value is not at hand to be tried. unused: not there, and not needed. */
export interface Verdict {
  readonly requirement: Requirement;
  readonly state: "ok" | "set" | "unused" | "missing" | "failed";
  /** Never holds a value. */
  readonly note: string;
}

/** Answers undefined when the value works, else what is wrong in words that hold no secret. */
export type Probe = () => Promise<string | undefined>;

/** One verdict per requirement, from what is known; nothing is contacted. */
export function judgeRequirements(findings: Findings): readonly Verdict[] {
  return REQUIREMENTS.map((requirement) => judge(requirement, findings));
}

function judge(requirement: Requirement, { variables, deployedSecrets, values }: Findings): Verdict {
  const { name, kind, shape } = requirement;
  const value = kind === "variable" ? variables[name] : values[name];
  if (requirement.onlyWith?.every((other) => !isThere(other, { deployedSecrets, values })) === true) {
    return { requirement, state: "unused", note: "not set up" };
  }
  const isDeployed = kind === "secret" && deployedSecrets?.has(name) === true;
  if (kind === "secret" && deployedSecrets !== undefined && !isDeployed) {
    return { requirement, state: "missing", note: "not among the Worker's secrets" };
  }
  if (typeof value !== "string" || value === "") {
    return isDeployed
      ? { requirement, state: "set", note: "on the Worker; not tried, its value is not on this machine" }
      : { requirement, state: "missing", note: kind === "variable" ? "not in wrangler.toml" : "not on this machine" };
  }
  if (isPlaceholder(value)) return { requirement, state: "missing", note: "still the example's value" };
  const problem = shape?.(value);
  if (problem !== undefined) return { requirement, state: "failed", note: problem };
  return { requirement, state: "ok", note: isDeployed ? "on the Worker; looks right here" : "looks right" };
}

function isThere(secret: string, { deployedSecrets, values }: Pick<Findings, "deployedSecrets" | "values">): boolean {
  return deployedSecrets?.has(secret) ?? (values[secret] ?? "") !== "";
}

/** `tickets.example.com`, `sluice.example.workers.dev`, `…@sluice.example`. */
function isPlaceholder(value: string): boolean {
  return value
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .includes("example");
}

/** Runs the probes of what looks right, each within `limitMs`, all at once. */
export async function probeVerdicts(
  verdicts: readonly Verdict[],
  probes: Readonly<Record<string, Probe>>,
  limitMs: number,
): Promise<readonly Verdict[]> {
  return Promise.all(
    verdicts.map(async (verdict) => {
      const probe = probes[verdict.requirement.name];
      if (verdict.state !== "ok" || probe === undefined) return verdict;
      const problem = await withinLimit(probe, limitMs);
      return problem === undefined
        ? { ...verdict, note: "tried: works" }
        : { ...verdict, state: "failed", note: problem };
    }),
  );
}

async function withinLimit(probe: Probe, limitMs: number): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`no answer within ${limitMs / 1_000} s`), limitMs);
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return error instanceof Error && "code" in error ? `failed: ${String(error.code)}` : "failed";
  } finally {
    clearTimeout(timer);
  }
}

export function isComplete(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ state }) => state === "ok" || state === "set" || state === "unused");
}
