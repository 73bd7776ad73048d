import type { QueueChangeWire } from "../../domain/contract/wire/queue.ts";

/** What `npm run queue` was told to change. */
export interface QueueOptions {
  readonly rate?: string | undefined;
  readonly cap?: string | undefined;
  readonly mode?: string | undefined;
  readonly message?: string | undefined;
  readonly "no-message"?: boolean | undefined;
  readonly "opens-at"?: string | undefined;
  readonly "lobby-from"?: string | undefined;
  readonly pause?: boolean | undefined;
  readonly resume?: boolean | undefined;
}

/** The change as the API takes it. Throws a line that names the option which makes no sense. */
export function queueChangeOf(options: QueueOptions): QueueChangeWire {
  const { rate, cap, mode, message, pause, resume } = options;
  if (pause === true && resume === true) throw new Error("--pause or --resume, not both");
  if (message !== undefined && options["no-message"] === true) throw new Error("--message or --no-message, not both");
  if (mode !== undefined && !isMode(mode)) throw new Error(`--mode ${mode}: there is on, off and automatic`);
  const opensAt = options["opens-at"];
  const lobbyFrom = options["lobby-from"];
  return {
    ...(rate === undefined ? {} : { rate_per_s: positive("--rate", rate) }),
    ...(cap === undefined ? {} : { max_active: positive("--cap", cap) }),
    ...(mode === undefined ? {} : { mode }),
    ...(message === undefined ? {} : { message }),
    ...(options["no-message"] === true ? { message: null } : {}),
    ...(opensAt === undefined ? {} : { opens_at: instant("--opens-at", opensAt) }),
    ...(lobbyFrom === undefined ? {} : { lobby_from: instant("--lobby-from", lobbyFrom) }),
    ...(pause === true ? { is_paused: true } : {}),
    ...(resume === true ? { is_paused: false } : {}),
  };
}

function isMode(mode: string): mode is "on" | "off" | "automatic" {
  return mode === "on" || mode === "off" || mode === "automatic";
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) throw new Error(`${name} ${text}: a number above 0`);
  return value;
}

function instant(name: string, text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`${name} ${text}: a time, such as 2027-05-01T10:00:00Z`);
  return time.toISOString();
}
