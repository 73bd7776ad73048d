import { cpSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../start/project-root.ts";

/** What workerd needs of the project to run: the bundle, the local edge around it, and the static files. */
const NEEDED = ["dist/worker", "local/workerd", "web/public"];

/** Copies what has been built to `root`: a Worker that is started again later must not be another one. */
export function copyRelease(root: string): void {
  for (const path of NEEDED) cpSync(join(projectRoot, path), join(root, path), { recursive: true });
}
