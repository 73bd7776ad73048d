/**
 * `node scripts/run.mjs <name> …args`: runs `scripts/<name>.ts` on the Node that package-lock.json pins, after
 * installing what is missing. Plain JavaScript with nothing but Node ≥ 20, because it runs before anything is installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binaries = join(root, "node_modules", ".bin");
const NEEDED_NODE_MAJOR = 24;

const NPM_REASONS = {
  ENOTFOUND: "the registry was not found (no network?)",
  EAI_AGAIN: "the registry was not found (no network?)",
  ECONNREFUSED: "the registry cannot be reached (no network?)",
  ECONNRESET: "the registry cannot be reached (no network?)",
  ENETUNREACH: "the registry cannot be reached (no network?)",
  ETIMEDOUT: "the registry does not answer (no network?)",
  ENOTCACHED: "a package is not in the cache, and there is no network",
  ENOSPC: "the disk is full",
  EROFS: "the folder is read-only",
  EACCES: "this user may not write here",
};

const [name, ...args] = process.argv.slice(2);
const script = join(root, "scripts", `${name}.ts`);
if (name === undefined || !/^[a-z][a-z-]*$/.test(name) || !existsSync(script)) {
  fail(`there is no command ${name ?? ""}`);
}

let child;
stopChildWithUs();
await installPackages();
await runScript();

/**
 * Not `npm ci`: it refuses a lock file without the packages of other platforms, which a mirror may not have had. The
 * versions are the lock file's all the same, and `--no-save` leaves it and package.json as they are.
 */
async function installPackages() {
  if (packagesFit()) return;
  console.log("Installing packages (once; about a minute) …");
  const install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  let failure = await npm(...install, "--fetch-retries=0");
  // With retries npm needs minutes to notice that there is no network, so they are kept for a network that is there.
  if (failure && (await npm("ping", "--fetch-retries=0")) === undefined) failure = await npm(...install);
  if (failure)
    fail(`npm could not install the packages: ${failure}. To see more: npm install --no-save --ignore-scripts`);
}

/** Undefined when npm succeeded, else its reason in a few words. */
async function npm(...options) {
  const [command, ...start] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  child = spawn(command, [...start, ...options, "--loglevel=error", "--fetch-timeout=30000"], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  const { code, signal } = await end(child);
  if (signal) process.exit(128 + constants.signals[signal]);
  if (code === 0) return undefined;
  const npmCode = /\b(E[A-Z]{3,}|EAI_AGAIN)\b/.exec(errors)?.[0];
  return NPM_REASONS[npmCode] ?? errors.replaceAll(/^npm (error|warn)\s*/gm, "").split("\n")[0];
}

/** Whether each package of the lock file is there in its version; npm lists what it installed when it has finished. */
function packagesFit() {
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  const wanted = readPackages(join(root, "package-lock.json"));
  return (
    installed !== undefined &&
    Object.entries(wanted ?? {}).every(([path, { version, optional }]) => {
      if (path === "") return true;
      return installed[path] === undefined ? optional === true : installed[path].version === version;
    })
  );
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

async function runScript() {
  // The channel tells the script when this process is gone, however it went.
  child = spawn(findNode(), ["--disable-warning=ExperimentalWarning", script, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}` },
  });
  const { code, signal } = await end(child);
  process.exit(signal ? 128 + constants.signals[signal] : code);
}

function findNode() {
  const pinned = join(binaries, "node");
  if (spawnSync(pinned, ["--version"]).status === 0) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= NEEDED_NODE_MAJOR) return process.execPath;
  fail(
    `there is no packaged Node ${NEEDED_NODE_MAJOR} for ${process.platform}-${process.arch}, and this is ` +
      `${process.version}: install Node ${NEEDED_NODE_MAJOR} or newer`,
  );
}

/** Passes on what is sent to us alone; in a terminal, Ctrl-C reaches the child by itself. */
function stopChildWithUs() {
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child?.kill(signal);
    });
  }
  if (process.env.npm_execpath === undefined) return;
  // npm killed by SIGKILL cannot tell us; but then somebody else has become our parent, or that of npm's shell.
  const before = ancestors();
  setInterval(() => {
    if (ancestors() !== before) child?.kill("SIGTERM");
  }, 500).unref();
}

/** The parent and, where /proc can be read, its parent: `npm` and `sh -c` in some order. */
function ancestors() {
  const status = `/proc/${process.ppid}/status`;
  const grandparent = existsSync(status) ? /^PPid:\s*(\d+)$/m.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return `${process.ppid} ${grandparent}`;
}

function end(process) {
  return new Promise((resolve) => {
    process.once("error", (error) => fail(error.message));
    process.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function fail(line) {
  console.error(`sluice: ${line}`);
  process.exit(1);
}
