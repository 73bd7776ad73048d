import { spawnSync } from "node:child_process";

let kernelCan: boolean | undefined;

/**
 * What to put before a command so that the kernel sends it this signal when we die, however we die. `setpriv` becomes
 * the command, so the pid is the command's own. Nothing elsewhere than on Linux: there, SIGKILL leaves it behind.
 */
export function diesWithParent(signal: "KILL" | "TERM"): readonly string[] {
  kernelCan ??=
    process.platform === "linux" && spawnSync("setpriv", ["--pdeathsig", "KILL", "--", "true"]).status === 0;
  return kernelCan ? ["setpriv", "--pdeathsig", signal, "--"] : [];
}
