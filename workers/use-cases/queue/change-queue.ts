import type { EventId } from "../../../domain/contract/ids.ts";
import type { QueueSettings, QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import type { QueueChangeWire, QueueStateWire } from "../../../domain/contract/wire/queue.ts";
import { ok, refuse, type Refusal, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";

/** Sets what is given and leaves the rest; answers how the queue stands then. The object judges what goes together. */
export async function changeQueue(
  { waitingRoom }: Pick<Services, "waitingRoom">,
  event: EventId,
  change: QueueChangeWire,
): Promise<Result<QueueStateWire>> {
  const answer = await waitingRoom.change(event, settingsOf(change));
  return answer.ok ? ok(stateView(event, answer.value)) : refuse(answer.refusal.reason, wireEvidence(answer.refusal));
}

/** Of members whose wire name is not their own with underscores. */
const WIRE_NAMES: Readonly<Record<string, string>> = { opensAtMs: "opens_at", lobbyFromMs: "lobby_from" };

/** The object says what is wrong in its own words; the operator knows the wire's. */
function wireEvidence({ reason: _shown, fault, ...evidence }: Refusal): Readonly<Record<string, unknown>> {
  if (typeof fault !== "string") return evidence;
  const [field = "body", ...detail] = fault
    .split(" ")
    .map((word) => WIRE_NAMES[word] ?? word.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return { ...evidence, errors: [{ field, detail: detail.join(" ") }] };
}

function settingsOf(change: QueueChangeWire): Partial<QueueSettings> {
  const { mode, visitors, message, switch_on } = change;
  const given: { [Name in keyof QueueSettings]: QueueSettings[Name] | undefined } = {
    mode,
    visitors,
    ratePerS: change.rate_per_s,
    maxActive: change.max_active,
    opensAtMs: timeOf(change.opens_at),
    lobbyFromMs: timeOf(change.lobby_from),
    isPaused: change.is_paused,
    message,
    passTtlMs: change.pass_ttl_ms,
    sessionTtlMs: change.session_ttl_ms,
    switchOn: switch_on && { ratePerS: switch_on.rate_per_s, active: switch_on.active },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function stateView(event: EventId, snapshot: QueueSnapshot): QueueStateWire {
  const { settings } = snapshot;
  return {
    event_id: event,
    at: new Date(snapshot.atMs).toISOString(),
    phase: snapshot.phase,
    needs_pass: snapshot.needsPass,
    is_open_to_all: snapshot.isOpenToAll,
    effective_rate_per_s: snapshot.effectiveRatePerS,
    active: snapshot.active,
    joined: snapshot.joined.at(-1)?.[1] ?? 0,
    invited_until: snapshot.isOpenToAll ? null : snapshot.threshold.second,
    present_share: snapshot.presentShare,
    gates: snapshot.gates,
    settings: {
      mode: settings.mode,
      visitors: settings.visitors,
      rate_per_s: settings.ratePerS,
      max_active: settings.maxActive,
      opens_at: isoOf(settings.opensAtMs),
      lobby_from: isoOf(settings.lobbyFromMs),
      is_paused: settings.isPaused,
      message: settings.message,
      pass_ttl_ms: settings.passTtlMs,
      session_ttl_ms: settings.sessionTtlMs,
      switch_on: { rate_per_s: settings.switchOn.ratePerS, active: settings.switchOn.active },
    },
  };
}

function timeOf(iso: string | null | undefined): number | null | undefined {
  return typeof iso === "string" ? Date.parse(iso) : iso;
}

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
