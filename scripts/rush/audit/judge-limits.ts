import type { UserId } from "../../../domain/contract/ids.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I8: what each buyer owns, and those who tried for more. */
export const judgeLimits: Judge = ({ maxPerBuyer }, notes, { bookings }) => {
  const owned = new Map<UserId, number>();
  for (const { buyer, seats } of bookings) owned.set(buyer, (owned.get(buyer) ?? 0) + seats.length);
  const above = [...owned].filter(([, seats]) => seats > maxPerBuyer);
  const allowed = notes.greed.filter((code) => code === null).length;
  return verdict(
    "I8",
    bookings.length,
    [
      `at most ${Math.max(0, ...owned.values())} seats with one buyer, the limit is ${maxPerBuyer}`,
      `${count(notes.greed.length, "buyer")} tried for more, ${notes.greed.length - allowed} were refused`,
    ],
    [
      ...above.map(([buyer, seats]) => `${buyer} has ${seats} seats`),
      ...(allowed > 0 ? [`${count(allowed, "buyer")} got more than the limit`] : []),
    ],
  );
};
