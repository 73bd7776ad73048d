import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../../command-failure.ts";
import { bundleWorker } from "../../start/bundle-worker.ts";
import { projectRoot } from "../../start/project-root.ts";

/**
 * What came with the second provider. A Worker from before it opens payments that were begun at the gateway at Stripe, so that
 * nobody can close them: such a revision cannot be gone back to once an event names its provider.
 */
const KNOWS_PROVIDERS = "domain/payment/provider-names.ts";

export interface OlderBundle {
  /** Its short id. */
  readonly commit: string;
  readonly root: string;
}

/**
 * Builds the Worker as of a git revision in `root`, with the packages of today. Answers why there is none where there is no
 * such revision, or it may not be deployed, or does not build.
 */
export async function buildOlder(revision: string, root: string): Promise<OlderBundle | string> {
  const named = spawnSync("git", ["rev-parse", "--short", "--verify", "--quiet", `${revision}^{commit}`], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  if (named.status !== 0) return `there is no revision ${revision} here`;
  mkdirSync(root, { recursive: true });
  const commit = named.stdout.trim();
  if (!(await unpack(commit, root))) return `git could not give the files of ${commit}`;
  if (!existsSync(join(root, KNOWS_PROVIDERS)))
    return `${commit} knows one payment provider: it must not serve events that another one is paid for`;
  symlinkSync(join(projectRoot, "node_modules"), join(root, "node_modules"));
  try {
    await bundleWorker(root);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return `${commit} does not build with the packages of today`;
  }
  return { commit, root };
}

/** By an archive: a worktree would be written down in the repository, and stay there when we are killed. */
async function unpack(commit: string, root: string): Promise<boolean> {
  const archive = spawn("git", ["archive", "--format=tar", commit], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const tar = spawn("tar", ["-x", "-C", root], { stdio: [archive.stdout, "ignore", "ignore"] });
  const codes = await Promise.all([archive, tar].map((each) => once(each, "exit")));
  return codes.every(([code]) => code === 0);
}
