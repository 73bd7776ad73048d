import { CommandFailure } from "../../command-failure.ts";
import type { Settings } from "../read-settings.ts";

/**
 * The settings that together name a real service; undefined when the first, which decides, is not set.
 * Throws a plain line when others are missing: half a service would fail later, and less clearly.
 */
export function allOrNone<Name extends string>(
  settings: Settings,
  decisive: Name,
  ...others: readonly Name[]
): Readonly<Record<Name, string>> | undefined {
  if (settings[decisive] === undefined) return undefined;
  const missing = others.filter((name) => settings[name] === undefined);
  if (missing.length > 0) throw new CommandFailure(`${decisive} is set, so ${missing.join(" and ")} must be set too`);
  return Object.fromEntries([decisive, ...others].map((name) => [name, settings[name]])) as Record<Name, string>;
}
