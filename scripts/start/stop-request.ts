/**
 * Calls `stop` once, at the first of: Ctrl-C, SIGTERM, a closed terminal, the death of `run.mjs` that started us.
 * One Ctrl-C arrives several times (from the terminal, from npm, from run.mjs), so repeats are ignored: stopping has
 * its own deadlines.
 */
export function onStopRequest(stop: () => void): void {
  let asked = false;
  const once = () => {
    if (!asked) stop();
    asked = true;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, once);
  process.on("disconnect", once);
  // After the terminal has gone, a last line must not turn a clean stop into a crash.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
}
