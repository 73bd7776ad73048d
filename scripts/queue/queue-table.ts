import type { QueueStateWire } from "../../domain/contract/wire/queue.ts";

/** How a waiting room stands, for people. */
export function queueTable(state: QueueStateWire): string[] {
  const { settings } = state;
  const rows: readonly (readonly [string, string])[] = [
    ["event", state.event_id],
    ["at", state.at],
    ["mode", `${settings.mode}${state.is_open_to_all ? " (everybody is let in at once)" : ""}`],
    ["phase", state.phase],
    ["visitors", settings.visitors],
    ["joined", String(state.joined)],
    ["invited", invited(state)],
    ["passes", `${rate(state.effective_rate_per_s)} now, ${rate(settings.rate_per_s)} set`],
    ["active", `${state.active} of ${settings.max_active}`],
    ["opens", settings.opens_at ?? "no lobby: by the second of joining from the start"],
    ["lobby from", settings.lobby_from ?? "always"],
    ["pass", `unused ${minutes(settings.pass_ttl_ms)}, choosing ${minutes(settings.session_ttl_ms)}`],
    ["automatic", `on above ${rate(settings.switch_on.rate_per_s)} or ${settings.switch_on.active} active`],
    ["message", settings.message ?? "none"],
    ["gates", String(state.gates)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`);
}

function invited({ invited_until, present_share }: QueueStateWire): string {
  const present = `of those invited ${Math.round(present_share * 100)} % come`;
  if (invited_until === null) return "everybody";
  if (invited_until === 0) return `by lot; ${present}`;
  return `who joined before ${new Date(invited_until * 1_000).toISOString()}; ${present}`;
}

function rate(perS: number): string {
  return `${Math.round(perS * 100) / 100}/s`;
}

function minutes(ms: number): string {
  return `${Math.round(ms / 6_000) / 10} min`;
}
