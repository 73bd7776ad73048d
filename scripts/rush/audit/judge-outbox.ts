import { count, verdict, type Judge } from "./verdict.ts";

/** I7: nothing is left on its way, nothing was given up, and each paid booking has one mail. */
export const judgeOutbox: Judge = (
  _terms,
  _notes,
  { bookings, outbox, deadLetters, webhooksPending, mails, isAtRest },
) => {
  const paid = bookings.filter(({ status }) => status === "confirmed");
  const faults = [
    ...(isAtRest ? [] : ["the sale did not come to rest in time"]),
    ...(outbox.unconsumed > 0 ? [`${count(outbox.unconsumed, "outbox row")} not consumed`] : []),
    ...(deadLetters > 0 ? [`${count(deadLetters, "dead letter")} in the queue`] : []),
    ...(webhooksPending > 0 ? [`${count(webhooksPending, "webhook")} not delivered`] : []),
    ...paid
      .filter(({ id }) => mails.get(id) !== 1)
      .map(({ id }) => `${id} is paid and has ${count(mails.get(id) ?? 0, "mail")}`),
  ];
  return verdict(
    "I7",
    outbox.rows,
    [
      `${count(outbox.rows, "outbox row")}, ${outbox.unconsumed} not consumed; ${count(deadLetters, "dead letter")}`,
      `${count(mails.size, "booking")} mailed of ${paid.length} paid`,
    ],
    faults,
  );
};
