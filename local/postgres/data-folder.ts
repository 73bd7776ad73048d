/**
 * The data folder: made by `initdb` once, whole or not at all, and cleared of what a killed server left behind.
 */
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresIdentity } from "./postgres-identity.ts";

export interface NewDataFolder {
  readonly folder: string;
  readonly binaries: string;
  readonly identity: PostgresIdentity;
  readonly user: string;
  readonly password: string;
  readonly durable: boolean;
}

/** Runs `initdb` beside the folder and renames: a run that was killed in between is started over. */
export function createDataFolder(options: NewDataFolder): void {
  const { folder, identity } = options;
  if (existsSync(path.join(folder, "PG_VERSION"))) return;
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (identity.uid !== undefined) {
    for (const file of [draft, passwordFile]) chownSync(file, identity.uid, identity.uid);
  }
  try {
    initdb(options, draft, passwordFile);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

function initdb({ binaries, identity, user, durable }: NewDataFolder, folder: string, passwordFile: string): void {
  const [command = "", ...args] = [
    ...identity.prefix,
    path.join(binaries, "initdb"),
    `--pgdata=${folder}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    // Clear text, over loopback only: Neon's driver sends the password before it is asked (pipelineConnect).
    "--auth=password",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
  const run = spawnSync(command, args, { encoding: "utf8", ...spawnOptions(identity) });
  if (run.status !== 0) throw new Error(`initdb failed: ${run.error?.message ?? run.stderr.trim()}`);
}

export function spawnOptions({ uid }: PostgresIdentity): { uid?: number; gid?: number } {
  return uid === undefined ? {} : { uid, gid: uid };
}

const STOPPING_MS = 10_000;
const STOPPING_STEP_MS = 50;

/**
 * Removes the `postmaster.pid` of a dead server. PostgreSQL does so itself, unless the number has meanwhile gone to
 * another process, as it does in containers. A living server on this folder gets time to stop: it may have lost its
 * parent a moment ago. Throws when it stays.
 */
export async function clearStalePid(folder: string): Promise<void> {
  const file = path.join(folder, "postmaster.pid");
  for (let waitedMs = 0; existsSync(file); waitedMs += STOPPING_STEP_MS) {
    const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
    if (!isPostgres(pid)) return rmSync(file, { force: true });
    if (waitedMs >= STOPPING_MS) throw new Error(`PostgreSQL (process ${pid}) already runs on ${folder}`);
    await sleep(STOPPING_STEP_MS);
  }
}

function isPostgres(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && commandOf(pid).includes("postgres");
}

function commandOf(pid: number): string {
  if (process.platform !== "linux") return spawnSync("ps", ["-o", "command=", "-p", `${pid}`]).stdout.toString();
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
