import { SECOND_MS } from "../../../domain/time.ts";
import type { BookingRow, Terms } from "./evidence.ts";
import type { Notes, PassNote } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

export const WINDOW_MS = 10 * SECOND_MS;
/** The issue's: over every window of ten seconds. */
const TOLERANCE = 0.05;

/** I5: every hold against the passes that fans were given, the passes against rate and cap, and those who came without. */
export const judgePasses: Judge = (terms, notes, { bookings, mostActive }) => {
  if (!terms.hasQueue) return verdict("I5", 0, ["the queue was off"], []);
  const passes = [...notes.passes.values()].flat().toSorted((a, b) => a.issuedAtMs - b.issuedAtMs);
  const fullest = fullestWindow(passes);
  const active = mostAtOnce(passes);
  const allowed = (terms.ratePerS * WINDOW_MS) / SECOND_MS;
  const faults = [
    ...holdsWithoutPass(notes, bookings),
    ...doubledNumbers(passes),
    ...letIn(notes),
    ...(fullest > Math.ceil(allowed * (1 + TOLERANCE))
      ? [`${fullest} passes in ten seconds, ${allowed} and 5 % are allowed`]
      : []),
    ...(active > terms.maxActive ? [`${active} passes were in use at once, the cap is ${terms.maxActive}`] : []),
    ...((mostActive ?? 0) > terms.maxActive
      ? [`the object counted ${mostActive} active passes of ${terms.maxActive}`]
      : []),
  ];
  return verdict(
    "I5",
    passes.length,
    evidenceOf(terms, notes, { passes, fullest, active, mostActive, bookings: bookings.length }),
    faults,
  );
};

interface Measured {
  readonly passes: readonly PassNote[];
  readonly fullest: number;
  readonly active: number;
  readonly mostActive: number | null;
  readonly bookings: number;
}

function evidenceOf({ ratePerS, maxActive }: Terms, { trespasses }: Notes, measured: Measured): string[] {
  const { passes, fullest, active, mostActive, bookings } = measured;
  const counted = mostActive === null ? "" : `, as the object counted ${mostActive}`;
  return [
    `${count(passes.length, "pass", "passes")}; the fullest ten seconds had ${fullest}, allowed are ${ratePerS * 10} (± 5 %)`,
    `at most ${active} in use at once by the fans' own times${counted}; the cap is ${maxActive}`,
    `${count(bookings, "booking")}, each after a pass of its buyer`,
    `${count(trespasses.length, "hold")} without a good pass, all refused: ${tally(trespasses)}`,
  ];
}

/** The most passes issued in any ten seconds. Ascending by time. */
export function fullestWindow(passes: readonly Pick<PassNote, "issuedAtMs">[]): number {
  let fullest = 0;
  let first = 0;
  passes.forEach(({ issuedAtMs }, last) => {
    while ((passes[first]?.issuedAtMs ?? Infinity) <= issuedAtMs - WINDOW_MS) first++;
    fullest = Math.max(fullest, last - first + 1);
  });
  return fullest;
}

/** Passes between their issue and their last use that was answered: they lived then for certain. */
function mostAtOnce(passes: readonly PassNote[]): number {
  const changes = passes.flatMap(({ issuedAtMs, usedUntilMs }) => [
    { atMs: issuedAtMs, by: 1 },
    { atMs: usedUntilMs, by: -1 },
  ]);
  changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of changes) most = Math.max(most, (now += by));
  return most;
}

function holdsWithoutPass({ passes }: Notes, bookings: readonly BookingRow[]): string[] {
  return bookings.flatMap(({ id, buyer, createdAtMs }) => {
    const own = passes.get(buyer) ?? [];
    const isCovered = own.some(({ issuedAtMs, endsAtMs }) => issuedAtMs <= createdAtMs && createdAtMs <= endsAtMs);
    return isCovered ? [] : [`${id} was held by ${buyer}, who had no pass at that time`];
  });
}

function doubledNumbers(passes: readonly PassNote[]): string[] {
  return [...Map.groupBy(passes, ({ number }) => number)]
    .filter(([, same]) => same.length > 1)
    .map(([number, same]) => `pass ${number} was given to ${same.map(({ buyer }) => buyer).join(" and ")}`);
}

function letIn({ trespasses }: Notes): string[] {
  return trespasses
    .filter(({ code }) => code === null || !code.startsWith("pass_"))
    .map(({ what, status, code }) => `a hold with ${what} was answered ${status} ${code ?? ""}`.trim());
}

function tally(trespasses: Notes["trespasses"]): string {
  const counts = [...Map.groupBy(trespasses, ({ what, code }) => `${what} ${code}`)];
  return counts.map(([what, all]) => `${what} ×${all.length}`).join(", ") || "none tried";
}
