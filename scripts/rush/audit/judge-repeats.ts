import type { BookingRow } from "./evidence.ts";
import type { Notes, PairNote } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I4: both answers to a double click are the same, or the second says that the first is still running; and one effect. */
export const judgeRepeats: Judge = (_terms, notes, { bookings }) => {
  const good = notes.pairs.filter(({ replies }) => replies.some(isGood));
  const answeredTwice = good.filter(({ replies }) => replies.every(isGood));
  return verdict(
    "I4",
    notes.pairs.length,
    [
      `${count(notes.pairs.length, "double click")}: ${count(answeredTwice.length, "pair")} of equal successes, ` +
        `${good.length - answeredTwice.length} with one success, ${notes.pairs.length - good.length} refused`,
      `${count(bookings.length, "booking")} in Postgres, ${notes.held.size.toLocaleString("en")} acknowledged`,
    ],
    [...answeredTwice.flatMap(differingAnswers), ...effectsBeside(notes, bookings)],
  );
};

function differingAnswers({ step, buyer, replies }: PairNote): string[] {
  const answers = new Set(replies.map(({ says }) => says));
  return answers.size === 1 ? [] : [`${buyer} got two answers to one ${step}: ${[...answers].join(" and ")}`];
}

/** A booking that nobody was told of is the second effect of a click, unless its answer was lost. */
function effectsBeside({ held, unanswered }: Notes, bookings: readonly BookingRow[]): string[] {
  const untold = bookings.filter(({ id }) => !held.has(id));
  if (untold.length <= unanswered) return [];
  return untold.map(({ id, buyer }) => `${id} of ${buyer} exists and was never acknowledged`);
}

function isGood({ code }: { readonly code: string | null }): boolean {
  return code === null;
}
