import { Receiver } from "@upstash/qstash";

interface QStashKeys {
  readonly QSTASH_CURRENT_SIGNING_KEY: string;
  readonly QSTASH_NEXT_SIGNING_KEY: string;
}

/**
 * Verifies `Upstash-Signature`: a JWT over body hash and address, by the current key or, while keys rotate, the next.
 * `url` must always be given: without it the receiver does not look at the address, and a message for one step could be
 * played to another.
 */
export function createStepReceiver(
  keys: QStashKeys,
): (signature: string, body: string, url: string) => Promise<boolean> {
  const receiver = new Receiver({
    currentSigningKey: keys.QSTASH_CURRENT_SIGNING_KEY,
    nextSigningKey: keys.QSTASH_NEXT_SIGNING_KEY,
    devMode: false,
  });
  return (signature, body, url) => receiver.verify({ signature, body, url, clockTolerance: 5 }).catch(() => false);
}
