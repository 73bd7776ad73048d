import { spawn } from "node:child_process";
import { projectRoot } from "../start/project-root.ts";
import { wranglerCommand } from "../start/wrangler-command.ts";

const LIMIT_MS = 20_000;

/** The names of the secrets that a deployed Worker has; or why Cloudflare could not be asked. */
export type DeployedSecrets =
  | { readonly asked: true; readonly names: ReadonlySet<string> }
  | { readonly asked: false; readonly why: string };

/** Asks by wrangler, with the login that is on this machine. */
export async function deployedSecrets(environment: string): Promise<DeployedSecrets> {
  const { stdout, stderr, exitCode } = await runWrangler(["secret", "list", "--env", environment, "--format", "json"]);
  return readSecretList(stdout, stderr, exitCode);
}

/** Wrangler's answer, understood. A Worker that was never deployed has no secrets yet. */
export function readSecretList(stdout: string, stderr: string, exitCode: number | null): DeployedSecrets {
  if (exitCode === 0) {
    try {
      const list: unknown = JSON.parse(stdout.slice(Math.max(0, stdout.indexOf("["))));
      const names = Array.isArray(list) ? list.map((item: { readonly name?: unknown }) => String(item.name)) : [];
      return { asked: true, names: new Set(names) };
    } catch {
      return { asked: false, why: "wrangler's answer was not understood" };
    }
  }
  const output = `${stdout}\n${stderr}`;
  if (/\b10007\b|worker .*(?:does not exist|not found)/i.test(output)) return { asked: true, names: new Set() };
  if (/CLOUDFLARE_API_TOKEN|not authenticated|login/i.test(output)) return { asked: false, why: "not logged in" };
  return { asked: false, why: exitCode === null ? "no answer in time" : "wrangler could not reach Cloudflare" };
}

async function runWrangler(
  args: readonly string[],
): Promise<{ stdout: string; stderr: string; exitCode: number | null }> {
  const wrangler = wranglerCommand(args);
  const child = spawn(wrangler.command, wrangler.args, {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...wrangler.env, CI: "1", NO_COLOR: "1" },
    signal: AbortSignal.timeout(LIMIT_MS),
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const exitCode = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  return { stdout: stdout(), stderr: stderr(), exitCode };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}
