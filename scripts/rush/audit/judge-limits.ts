import type { UserId } from "../../../domain/contract/ids.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I8: those who tried for more than the limit; what each buyer owns in the end is the auditor's. */
export const judgeLimits: Judge = ({ maxPerBuyer }, notes, { bookings }) => {
  const owned = new Map<UserId, number>();
  for (const { buyer, seats } of bookings) owned.set(buyer, (owned.get(buyer) ?? 0) + seats.length);
  const allowed = notes.greed.filter((code) => code === null).length;
  return verdict(
    "I8",
    bookings.length,
    [
      `at most ${Math.max(0, ...owned.values())} seats with one buyer, the limit is ${maxPerBuyer}`,
      `${count(notes.greed.length, "buyer")} tried for more, ${notes.greed.length - allowed} were refused`,
    ],
    allowed > 0 ? [`${count(allowed, "buyer")} got more than the limit`] : [],
  );
};
