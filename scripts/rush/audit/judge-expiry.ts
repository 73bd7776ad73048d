import type { ComebackNote } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I6: abandoned seats, asked for again as their hold ended; and nothing is held once the sale is at rest. */
export const judgeExpiry: Judge = (_terms, notes, { house, bookings }) => {
  const abandoned = [...notes.held.values()].filter(({ isAbandoned }) => isAbandoned);
  const statusOf = new Map(bookings.map(({ id, status }) => [id, status]));
  const stuck = abandoned.filter(({ booking }) => statusOf.get(booking) !== "expired");
  const faults = [
    ...notes.comebacks.filter(({ outcome }) => outcome === "own_hold").map(blocked),
    ...stuck.map(({ booking }) => `${booking} was walked away from and is ${statusOf.get(booking) ?? "gone"}`),
    ...(house.selected + house.reserved > 0
      ? [`${house.selected} seats are still held and ${house.reserved} reserved`]
      : []),
  ];
  return verdict(
    "I6",
    abandoned.length,
    [
      `${count(abandoned.length, "hold")} walked away from, all expired`,
      `asked for again as they ended: ${tally(notes.comebacks)}`,
      `held at rest ${house.selected}, reserved ${house.reserved}`,
    ],
    faults,
  );
};

function blocked({ booking, deadlineMs, askedAtMs }: ComebackNote): string {
  return `${booking} ended at ${new Date(deadlineMs).toISOString()} and still refused its seats ${askedAtMs - deadlineMs} ms later`;
}

function tally(comebacks: readonly ComebackNote[]): string {
  const of = (outcome: ComebackNote["outcome"]): number => comebacks.filter((note) => note.outcome === outcome).length;
  const latest = comebacks.reduce((most, { askedAtMs, deadlineMs }) => Math.max(most, askedAtMs - deadlineMs), 0);
  return (
    `${of("held")} got them, ${of("taken_by_others")} found others there, ${of("own_hold")} were refused by the dead hold, ` +
    `${of("not_told")} were refused for other reasons (asked at most ${latest} ms after the end)`
  );
}
