import type { TrespassNote } from "../audit/notes.ts";
import { apiAsk, gone, insist, theReply } from "./asking.ts";
import type { Fan, Move } from "./move.ts";

const LOOK_AGAIN_MS = 2_000;
const MAX_LOOKS = 30;

/** Tries to hold a seat with no pass, with a forged one, and with somebody else's (I5). */
export function trespass(fan: Fan, nowMs: number): Move {
  return tryWith(fan, nowMs, "no pass", {}, (atMs) => withStolenPass(fan, atMs, 0));
}

/** Waits until somebody has been let in, whose pass can be copied. */
function withStolenPass(fan: Fan, nowMs: number, looks: number): Move {
  const stolen = fan.sale.notes.someonesPass;
  if (stolen !== null) {
    return tryWith(fan, nowMs, "forged pass", { "sluice-pass": forge(fan, stolen) }, (atMs) =>
      tryWith(fan, atMs, "somebody else's pass", { "sluice-pass": stolen }, () => gone(fan, "trespasser")),
    );
  }
  if (looks === MAX_LOOKS) return gone(fan, "trespasser");
  return tryWith(fan, nowMs + LOOK_AGAIN_MS, "no pass", {}, (atMs) => withStolenPass(fan, atMs, looks + 1));
}

function tryWith(
  fan: Fan,
  atMs: number,
  what: TrespassNote["what"],
  headers: Readonly<Record<string, string>>,
  next: (atMs: number) => Move,
): Move {
  const { sale, account } = fan;
  const body = { event_id: sale.event, best: { count: 1 } };
  const as = { authorization: account.basic, ...headers };
  const ask = apiAsk(fan, { step: "trespass", method: "POST", path: "/bookings", body, as });
  return insist(fan, atMs, ask, (replies) => {
    const { status, code, atMs: answeredAtMs } = theReply(replies);
    sale.notes.trespasses.push({ what, status, code });
    return next(answeredAtMs);
  });
}

/** One letter of its second half changed for another. The last characters of base 64 may carry bits that mean nothing. */
function forge({ plan }: Fan, pass: string): string {
  const half = Math.floor(pass.length / 2);
  const letters = [...pass.matchAll(/[a-z]/gi)]
    .map(({ index }) => index)
    .filter((at) => at >= half && at < pass.length - 2);
  const at = letters[plan.random.below(letters.length)] ?? half;
  return `${pass.slice(0, at)}${pass[at] === "x" ? "y" : "x"}${pass.slice(at + 1)}`;
}
