import { join } from "node:path";
import { mergeEnvironments, readDotEnv } from "../environment.ts";
import { projectRoot } from "./project-root.ts";

export type Settings = Readonly<Record<string, string | undefined>>;

/** What the person set: the environment, over `.dev.vars`. Empty counts as unset, in both. */
export function readSettings(): Settings {
  return mergeEnvironments([process.env, readDotEnv(join(projectRoot, ".dev.vars"))]);
}
