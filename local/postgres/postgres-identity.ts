import { spawnSync } from "node:child_process";

/** How to run a PostgreSQL program: put `prefix` before the command line; `uid` is set where no namespace is to be had. */
export interface PostgresIdentity {
  readonly prefix: readonly string[];
  readonly uid?: number;
}

const NOBODY = 65_534;

/**
 * PostgreSQL refuses to run as root. In a user namespace it sees another user while every file stays root's: no account
 * is made, nothing is chowned, and a home folder that only root may read is no obstacle. Where namespaces are forbidden,
 * it runs as nobody, who must be able to read node_modules. Other users run it as themselves.
 */
export function postgresIdentity(): PostgresIdentity {
  const root = process.getuid?.() === 0;
  const prefix = [...(root ? userNamespace() : []), ...dieWithParent()];
  if (works(prefix)) return { prefix };
  return root ? { prefix: [], uid: NOBODY } : { prefix: [] };
}

function userNamespace(): string[] {
  return ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];
}

/** Linux: a fast shutdown as soon as the process that started it is gone, even by SIGKILL. */
function dieWithParent(): string[] {
  return process.platform === "linux" ? ["setpriv", "--pdeathsig", "INT", "--"] : [];
}

/** True when the prefix runs a program as somebody other than root. */
function works(prefix: readonly string[]): boolean {
  const [command, ...args] = [...prefix, "id", "-u"];
  const probe = spawnSync(command, args, { encoding: "utf8" });
  return probe.status === 0 && probe.stdout.trim() !== "0";
}
