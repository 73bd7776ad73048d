import { parseArgs } from "node:util";
import { QUEUE_MODES, VISITOR_KINDS, type QueueSettings } from "../../domain/contract/waiting-room.ts";
import { MAX_GATES, MAX_ITEMS_PER_BUYER } from "../../domain/inventory/find-config-fault.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { CommandFailure } from "../command-failure.ts";

export const SEED_USAGE = `npm run seed                          the demo: a hall, a stadium, a standing area, a premiere with a waiting room, a test event, 1,000 buyers
npm run seed -- --users 1000000       the same with more buyers
npm run seed -- --smoke               a test event and a buyer of its own for \`npm run smoke\`, on any deployment
npm run seed -- --plan FILE --name NAME --price Category=4500 [--price …]
    [--currency eur] [--starts-at 2027-05-01T18:00:00Z] [--venue NAME] [--city NAME] [--type concert]
    [--standing "Area text=5000:Category"] [--block SEAT_GUID] [--max-per-buyer 8] [--hold-minutes 10]
    [--queue on|automatic|off] [--queue-rate 50] [--queue-cap 2000] [--visitors account|email|cookie]
    [--opens-at 2027-02-01T10:00:00Z] [--lobby-from 2027-02-01T09:00:00Z] [--gates 4]
    [--focal X,Y] [--single-seat-guard] [--accessible SEAT_GUID]
    [--refund-until 2027-04-01T18:00:00Z [--refund-percent 80]]
Prices are whole minor units (cents). Each category of the plan needs one. --queue-rate is passes per second, --queue-cap
buyers at the same time; who joins between --lobby-from and --opens-at is drawn by lots. --focal is what everybody looks at,
in pixels of the plan's drawing; without it, the middle of the stage. Until --refund-until buyers may give paid bookings back
by themselves, for so many percent of the price.`;

const DEFAULT_USERS = 1_000;
const MAX_USERS = 10_000_000;
const MAX_PRICE_MINOR = 99_999_999;
const MAX_CAPACITY = 1_000_000;
const DEFAULT_LEAD_DAYS = 90;

export interface Standing {
  /** Text of a shape of the plan. */
  readonly area: string;
  readonly capacity: number;
  readonly category: string;
}

/** An event as it is asked for on the command line, before anybody has looked at its plan. */
export interface EventRequest {
  readonly planFile: string;
  readonly name: string;
  readonly prices: readonly { readonly category: string; readonly priceMinor: number }[];
  readonly standing: readonly Standing[];
  readonly blockedGuids: readonly string[];
  readonly currency: string;
  readonly startsAt: Date;
  readonly venue: string;
  readonly city: string;
  readonly type: string;
  readonly maxPerBuyer: number;
  readonly holdMinutes: number;
  readonly gates: number;
  /** What differs from an event that has no waiting room. */
  readonly queue: Partial<QueueSettings>;
  readonly guardsSingleSeats: boolean;
  readonly accessibleGuids: readonly string[];
  /** Pixels of the plan's drawing; null for what the plan suggests. */
  readonly focal: { readonly x: number; readonly y: number } | null;
  /** Until when buyers may give paid bookings back, and for how much of the price; null: never. */
  readonly refund: { readonly until: Date; readonly percent: number } | null;
}

export type SeedRequest =
  | { readonly kind: "help" }
  | { readonly kind: "smoke" }
  | { readonly kind: "demo"; readonly users: number }
  | { readonly kind: "event"; readonly event: EventRequest };

/** Reads the command line. Throws a CommandFailure that names everything that is wrong with it. */
export function seedArguments(args: readonly string[], nowMs: number): SeedRequest {
  const values = parseOptions(args);
  if (values.help) return { kind: "help" };
  if (values.smoke) return { kind: "smoke" };
  const problems: string[] = [];
  const request: SeedRequest =
    values.plan === undefined
      ? readDemo(values, problems)
      : { kind: "event", event: readEvent(values, nowMs, problems) };
  if (problems.length > 0) throw new CommandFailure(...problems);
  return request;
}

type Options = ReturnType<typeof parseOptions>;

function parseOptions(args: readonly string[]) {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        smoke: { type: "boolean" },
        users: text,
        plan: text,
        name: text,
        price: texts,
        standing: texts,
        block: texts,
        currency: text,
        "starts-at": text,
        venue: text,
        city: text,
        type: text,
        "max-per-buyer": text,
        "hold-minutes": text,
        gates: text,
        queue: text,
        "queue-rate": text,
        "queue-cap": text,
        visitors: text,
        "opens-at": text,
        "lobby-from": text,
        "single-seat-guard": { type: "boolean" },
        accessible: texts,
        focal: text,
        "refund-until": text,
        "refund-percent": text,
      },
    }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), "", SEED_USAGE);
  }
}

function readDemo(values: Options, problems: string[]): SeedRequest {
  const { users, ...others } = values;
  for (const option of Object.keys(others)) problems.push(`--${option} needs --plan FILE`);
  return { kind: "demo", users: wholeNumber("--users", users, DEFAULT_USERS, 0, MAX_USERS, problems) };
}

function readEvent(values: Options, nowMs: number, problems: string[]): EventRequest {
  if (values.users !== undefined) problems.push("--users does not go with --plan");
  const name = values.name?.trim() ?? "";
  if (name === "") problems.push("--name is missing: what is the event called?");
  return {
    planFile: values.plan ?? "",
    name,
    prices: (values.price ?? []).flatMap((text) => readPrice(text, problems)),
    standing: (values.standing ?? []).flatMap((text) => readStanding(text, problems)),
    blockedGuids: values.block ?? [],
    currency: readCurrency(values.currency, problems),
    startsAt: readStart(values["starts-at"], nowMs, problems),
    venue: values.venue ?? "",
    city: values.city ?? "",
    type: values.type ?? "concert",
    maxPerBuyer: wholeNumber("--max-per-buyer", values["max-per-buyer"], 8, 1, MAX_ITEMS_PER_BUYER, problems),
    holdMinutes: wholeNumber("--hold-minutes", values["hold-minutes"], 10, 1, 1_440, problems),
    gates: wholeNumber("--gates", values.gates, 0, 0, MAX_GATES, problems),
    queue: readQueue(values, problems),
    guardsSingleSeats: values["single-seat-guard"] ?? false,
    accessibleGuids: values.accessible ?? [],
    focal: readFocal(values.focal, problems),
    refund: readRefund(values["refund-until"], values["refund-percent"], problems),
  };
}

function readRefund(
  until: string | undefined,
  percent: string | undefined,
  problems: string[],
): EventRequest["refund"] {
  if (until === undefined && percent !== undefined) problems.push("--refund-percent needs --refund-until");
  if (until === undefined) return null;
  return {
    until: readInstant("--refund-until", until, problems),
    percent: wholeNumber("--refund-percent", percent, 100, 1, 100, problems),
  };
}

function readQueue(values: Options, problems: string[]): Partial<QueueSettings> {
  const [mode, visitors] = [
    oneOf("--queue", values.queue, QUEUE_MODES, problems),
    oneOf("--visitors", values.visitors, VISITOR_KINDS, problems),
  ];
  const rate = values["queue-rate"];
  if (rate !== undefined && !(/^\d{1,6}(\.\d{1,3})?$/.test(rate) && Number(rate) > 0))
    problems.push(`--queue-rate ${rate}: write passes per second, such as 50 or 0.5`);
  const cap = values["queue-cap"];
  const [opensAt, lobbyFrom] = [values["opens-at"], values["lobby-from"]];
  if (lobbyFrom !== undefined && !(opensAt !== undefined && Date.parse(lobbyFrom) < Date.parse(opensAt)))
    problems.push(`--lobby-from ${lobbyFrom}: needs an --opens-at that is later`);
  if (opensAt !== undefined && visitors === "cookie")
    problems.push(
      "--visitors cookie: lots are drawn for accounts and verified e-mail addresses only, so not with --opens-at",
    );
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(visitors === undefined ? {} : { visitors }),
    ...(rate === undefined ? {} : { ratePerS: Number(rate) }),
    ...(cap === undefined ? {} : { maxActive: wholeNumber("--queue-cap", cap, 0, 1, 1_000_000, problems) }),
    ...(opensAt === undefined ? {} : { opensAtMs: readInstant("--opens-at", opensAt, problems).getTime() }),
    ...(lobbyFrom === undefined ? {} : { lobbyFromMs: readInstant("--lobby-from", lobbyFrom, problems).getTime() }),
  };
}

function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  words: readonly T[],
  problems: string[],
): T | undefined {
  const word = words.find((each) => each === text);
  if (text !== undefined && word === undefined) problems.push(`${option} ${text}: write one of ${words.join(", ")}`);
  return word;
}

function readFocal(text: string | undefined, problems: string[]): EventRequest["focal"] {
  if (text === undefined) return null;
  const [, x, y] = /^(-?\d{1,6}(?:\.\d+)?),(-?\d{1,6}(?:\.\d+)?)$/.exec(text) ?? [];
  if (x === undefined || y === undefined) problems.push(`--focal ${text}: write it as X,Y in pixels, such as 640,180`);
  return { x: Number(x), y: Number(y) };
}

/** `Category=4500`; the category's own name may contain `=`. */
function readPrice(text: string, problems: string[]): EventRequest["prices"][number][] {
  const [, category, amount] = /^(.*)=(.*)$/s.exec(text) ?? [];
  if (category === undefined || category === "" || amount === undefined) {
    problems.push(`--price ${text}: write it as Category=4500`);
    return [];
  }
  if (!/^\d{1,8}$/.test(amount)) {
    problems.push(
      `--price ${text}: a price is a whole number of minor units (cents) from 0 to ${MAX_PRICE_MINOR}, such as 4500`,
    );
    return [];
  }
  return [{ category, priceMinor: Number(amount) }];
}

/** `Area text=5000:Category`. */
function readStanding(text: string, problems: string[]): Standing[] {
  const [, area, count, category] = /^(.+?)=(\d{1,9}):(.+)$/s.exec(text) ?? [];
  const capacity = Number(count);
  if (area === undefined || category === undefined || !(capacity >= 1 && capacity <= MAX_CAPACITY)) {
    problems.push(`--standing ${text}: write it as "Area text=5000:Category", for 1 to ${MAX_CAPACITY} places`);
    return [];
  }
  return [{ area, capacity, category }];
}

function readCurrency(text: string | undefined, problems: string[]): string {
  const currency = (text ?? "eur").toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) problems.push(`--currency ${currency}: write a code of three letters, such as eur`);
  return currency;
}

function readStart(text: string | undefined, nowMs: number, problems: string[]): Date {
  return text === undefined ? eveningIn(DEFAULT_LEAD_DAYS, nowMs) : readInstant("--starts-at", text, problems);
}

function readInstant(option: string, text: string, problems: string[]): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(instant.getTime())) {
    problems.push(`${option} ${text}: write date, time and time zone, such as 2027-05-01T18:00:00Z`);
  }
  return instant;
}

function wholeNumber(
  option: string,
  text: string | undefined,
  preset: number,
  min: number,
  max: number,
  problems: string[],
): number {
  if (text === undefined) return preset;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) problems.push(`${option} ${text}: write a whole number from ${min} to ${max}`);
  return value;
}

/** 19:00 UTC, so many days from now. */
export function eveningIn(days: number, nowMs: number): Date {
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return new Date(midnightMs + days * DAY_MS + 19 * HOUR_MS);
}
