import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { diesWithParent } from "../../local/supervisor/dies-with-parent.ts";
import { projectRoot } from "../start/project-root.ts";

export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A tool of node_modules. It runs on our own Node: run.mjs puts that first on PATH. */
export function packagedTool(name: string, ...args: readonly string[]): Tool {
  return { command: join(projectRoot, "node_modules", ".bin", name), args };
}

/**
 * Runs the tool to its end; whether it succeeded. What it says is shown as it comes (`live`), or only when it fails.
 */
export async function runTool(tool: Tool, show: "live" | "on failure"): Promise<boolean> {
  const [command = tool.command, ...args] = [...diesWithParent("TERM"), tool.command, ...tool.args];
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: tool.env ?? process.env,
    stdio: show === "live" ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [code] = await once(child, "close");
  if (code !== 0) process.stdout.write(output);
  return code === 0;
}
