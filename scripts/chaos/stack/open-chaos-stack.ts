import { join } from "node:path";
import { startTestStack, type StackAddresses, type TestStack } from "../../../local/testing/stack.ts";
import type { Stack } from "../../start/stack.ts";
import type { ChaosOptions } from "../chaos-options.ts";
import { Dial } from "../faults/dial.ts";
import type { Target } from "../faults/target.ts";
import { buildOlder } from "./build-older.ts";
import { copyRelease } from "./copy-release.ts";

/** Of CIRCUIT_BREAKER_TIMEOUT_SECONDS, in production. */
const BREAKER_S = 60;

export interface ChaosStack {
  readonly addresses: StackAddresses;
  readonly target: Target;
  /** The commit that is deployed as the older one, or why there is none. */
  readonly older: string;
  /** Rejects when a process died too often and stays down: nothing more can be learnt. */
  readonly broken: Promise<never>;
  /** Stops everything; its data and logs are deleted unless they are to be kept. */
  close(keep: boolean): Promise<void>;
}

/** A whole Sluice of its own, as `npm start` runs it, and the hands of the adversary on it. */
export async function openChaosStack({ timeScale, cronEveryMs, older }: ChaosOptions): Promise<ChaosStack> {
  const broken = Promise.withResolvers<never>();
  // Whoever awaits it hears of it; until somebody does, it is no accident.
  broken.promise.catch(() => {});
  const running = await startTestStack({
    timeScale,
    cronEveryMs,
    settings: { CIRCUIT_BREAKER_TIMEOUT_SECONDS: String(Math.max(1, Math.round(BREAKER_S * timeScale))) },
    onGiveUp: () => broken.reject(new Error("a process died five times within ten seconds and stays down")),
  });
  try {
    const { dataDirectory } = running.addresses;
    await deployCopy(running.stack, join(dataDirectory, "newest"));
    const built = older === undefined ? "left out, as asked" : await buildOlder(older, join(dataDirectory, "older"));
    const [olderRoot, said] = typeof built === "string" ? [undefined, built] : [built.root, built.commit];
    return {
      addresses: running.addresses,
      target: targetOf(running, olderRoot),
      older: said,
      broken: broken.promise,
      close: (keep) => (keep ? running.stack.stop() : running.stop()),
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** From then on it does not matter what becomes of the project's own files. */
async function deployCopy(stack: Stack, root: string): Promise<void> {
  copyRelease(root);
  await stack.deploy({ ...stack.release, root });
}

function targetOf(running: TestStack, olderRoot: string | undefined): Target {
  const { stack } = running;
  const { QSTASH_URL, QSTASH_TOKEN, STRIPE_API_URL, GATEWAY_URL } = running.addresses.variables;
  return {
    crash: (process) => running.kill(process),
    pause: (process) => stack.pause(process),
    release: () => stack.release,
    deploy: (release) => stack.deploy(release),
    reconfigure: (standIn, env) => stack.reconfigure(standIn, env),
    dials: {
      qstash: new Dial(`${QSTASH_URL}/chaos`, { authorization: `Bearer ${QSTASH_TOKEN}` }),
      providers: [STRIPE_API_URL, GATEWAY_URL].map((url) => new Dial(`${url}/_sim/chaos`)),
    },
    olderRoot,
  };
}
