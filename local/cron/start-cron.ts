export interface CronOptions {
  /** Asked once per run, with `cron` and `time` (ms since 1970) added to its query. */
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly say: (line: string) => void;
  /** How often; a minute unless a test is in a hurry. */
  readonly everyMs?: number;
}

export interface Cron {
  stop(): void;
}

const EVERY_MINUTE = "* * * * *";
const DEADLINE_MS = 60_000;

/**
 * Cloudflare's cron trigger on a laptop: runs the Worker's scheduled handler at each full minute, as `crons` in
 * wrangler.toml says. A run that fails is said once until one succeeds, and the next minute tries again.
 */
export function startCron({ url, method, say, everyMs = 60_000 }: CronOptions): Cron {
  const stopped = new AbortController();
  let failing = false;
  let timer = setTimeout(() => void tick(), untilNextMs());

  async function tick(): Promise<void> {
    const address = new URL(url);
    address.searchParams.set("cron", EVERY_MINUTE);
    address.searchParams.set("time", String(Date.now()));
    const failure = await run(address, method, stopped.signal);
    if (stopped.signal.aborted) return;
    if (failure !== undefined && !failing) say(`cron: ${failure}; it is tried again each minute`);
    failing = failure !== undefined;
    timer = setTimeout(() => void tick(), untilNextMs());
  }

  function untilNextMs(): number {
    return everyMs - (Date.now() % everyMs);
  }

  return {
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}

/** Why the run failed, if it did. */
async function run(url: URL, method: string, stopped: AbortSignal): Promise<string | undefined> {
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(DEADLINE_MS)]);
    const response = await fetch(url, { method, signal });
    await response.body?.cancel();
    return response.ok ? undefined : `the scheduled handler answered ${response.status}`;
  } catch (error) {
    return `the scheduled handler was not reached (${error instanceof Error ? error.message : String(error)})`;
  }
}
