import { setTimeout as delay } from "node:timers/promises";
import type { ProviderName } from "../../../domain/payment/provider-names.ts";

const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 300;

/** What a provider's stand-in calls that which is paid. */
const PATHS: Readonly<Record<ProviderName, string>> = { stripe: "sessions", gateway: "payments" };

/** The payment pages, as buyers see them. */
export class Bank {
  readonly #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /**
   * Presses a button of the page at `paymentUrl`, again while the provider is down. False: the page is closed. Undefined: nobody
   * answered, and the button may have worked.
   */
  async press(
    provider: ProviderName,
    button: "pay" | "decline",
    paymentUrl: string,
    choice: object = {},
  ): Promise<boolean | undefined> {
    const { origin, pathname } = new URL(paymentUrl);
    const id = pathname.split("/").at(-1) ?? "";
    const giveUpAtMs = Date.now() + this.#patienceMs;
    while (Date.now() < giveUpAtMs) {
      const answer = await fetch(`${origin}/_sim/${PATHS[provider]}/${id}/${button}`, {
        method: "POST",
        body: JSON.stringify(choice),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return answer.ok;
      await delay(AGAIN_AFTER_MS);
    }
    return undefined;
  }
}
