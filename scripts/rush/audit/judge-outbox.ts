import { count, verdict, type Judge } from "./verdict.ts";

/** I7: the sale came to rest, the queue gave nothing up, and each paid booking has one mail. */
export const judgeOutbox: Judge = (
  _terms,
  _notes,
  { bookings, outboxRows, deadLetters, webhooksPending, mails, isAtRest },
) => {
  const paid = bookings.filter(({ status }) => status === "confirmed");
  const faults = [
    ...(isAtRest ? [] : ["the sale did not come to rest in time"]),
    ...(deadLetters > 0 ? [`${count(deadLetters, "dead letter")} in the queue`] : []),
    ...(webhooksPending > 0 ? [`${count(webhooksPending, "webhook")} not delivered`] : []),
    ...paid
      .filter(({ id }) => mails.get(id) !== 1)
      .map(({ id }) => `${id} is paid and has ${count(mails.get(id) ?? 0, "mail")}`),
  ];
  return verdict(
    "I7",
    outboxRows,
    [
      `${count(outboxRows, "outbox row")}; ${count(deadLetters, "dead letter")}`,
      `${count(mails.size, "booking")} mailed of ${paid.length} paid`,
    ],
    faults,
  );
};
