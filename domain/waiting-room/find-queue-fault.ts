import { QUEUE_MODES, VISITOR_KINDS, type QueueSettings } from "../contract/waiting-room.ts";
import { DAY_MS, SECOND_MS } from "../time.ts";

const MAX_RATE_PER_S = 10_000;
/** Living passes are in the object's memory: 128 MB. */
const MAX_ACTIVE = 200_000;
const MAX_MESSAGE_LENGTH = 500;
const MAX_TTL_MS = DAY_MS;

/** Why a waiting room cannot work with these settings, naming the member; undefined: it can. */
export function findQueueFault(settings: QueueSettings): string | undefined {
  const { mode, visitors, ratePerS, maxActive, switchOn, isPaused } = settings;
  if (!QUEUE_MODES.includes(mode)) return `mode is one of ${QUEUE_MODES.join(", ")}`;
  if (!VISITOR_KINDS.includes(visitors)) return `visitors is one of ${VISITOR_KINDS.join(", ")}`;
  if (!isRate(ratePerS)) return `ratePerS is above 0 and at most ${MAX_RATE_PER_S}`;
  if (!isActive(maxActive)) return `maxActive is a whole number from 1 to ${MAX_ACTIVE}`;
  if (typeof isPaused !== "boolean") return "isPaused is true or false";
  if (!isRate(switchOn.ratePerS)) return `switchOn.ratePerS is above 0 and at most ${MAX_RATE_PER_S}`;
  if (!isActive(switchOn.active)) return `switchOn.active is a whole number from 1 to ${MAX_ACTIVE}`;
  return findMessageFault(settings) ?? findTimeFault(settings);
}

function findMessageFault({ message }: QueueSettings): string | undefined {
  if (message === null) return undefined;
  const isText = typeof message === "string" && message.length > 0 && message.length <= MAX_MESSAGE_LENGTH;
  return isText ? undefined : `message has 1 to ${MAX_MESSAGE_LENGTH} characters, or is null`;
}

function findTimeFault(settings: QueueSettings): string | undefined {
  const { opensAtMs, lobbyFromMs, passTtlMs, sessionTtlMs, visitors } = settings;
  if (opensAtMs !== null && !isInstant(opensAtMs)) return "opensAtMs is in milliseconds since 1970, or null";
  if (lobbyFromMs !== null && !isInstant(lobbyFromMs)) return "lobbyFromMs is in milliseconds since 1970, or null";
  if (opensAtMs !== null && lobbyFromMs !== null && lobbyFromMs >= opensAtMs) return "lobbyFromMs is before opensAtMs";
  if (opensAtMs !== null && visitors === "cookie")
    return "visitors of a sale with lots are accounts or e-mail addresses";
  if (!isTtl(passTtlMs)) return "passTtlMs is from one second to one day";
  if (!isTtl(sessionTtlMs)) return "sessionTtlMs is from one second to one day";
  if (passTtlMs > sessionTtlMs) return "passTtlMs is at most sessionTtlMs";
  return undefined;
}

function isRate(value: number): boolean {
  return Number.isFinite(value) && value > 0 && value <= MAX_RATE_PER_S;
}

function isActive(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= MAX_ACTIVE;
}

function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isTtl(value: number): boolean {
  return Number.isSafeInteger(value) && value >= SECOND_MS && value <= MAX_TTL_MS;
}
