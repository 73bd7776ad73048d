import { setTimeout as delay } from "node:timers/promises";

export type DialSettings = Readonly<Record<string, number | boolean>>;

const TRIES = 60;
const ANSWER_WITHIN_MS = 2_000;
const AGAIN_AFTER_MS = 500;

/**
 * The chaos that a stand-in plays by itself. It takes all of its settings at once, so the dial remembers what several faults have
 * turned. A stand-in that is killed meanwhile comes back calm.
 */
export class Dial {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #turned: DialSettings = {};

  /** `url`: takes the settings by POST; those that are left out are calm. */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  async turn(settings: DialSettings): Promise<void> {
    this.#turned = { ...this.#turned, ...settings };
    await this.#send();
  }

  async turnBack(names: readonly string[]): Promise<void> {
    this.#turned = Object.fromEntries(Object.entries(this.#turned).filter(([name]) => !names.includes(name)));
    await this.#send();
  }

  /** The stand-in may be down or stopped just now, by another fault: it is told as soon as it listens. */
  async #send(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(this.#url, {
        method: "POST",
        headers: { ...this.#headers, "content-type": "application/json" },
        body: JSON.stringify(this.#turned),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch(() => undefined);
      if (answer?.ok === true) return;
      if (answer !== undefined) throw new Error(`${this.#url} answered ${answer.status}: ${await answer.text()}`);
      if (attempt === TRIES) throw new Error(`${this.#url} does not answer`);
      await delay(AGAIN_AFTER_MS);
    }
  }
}
