import type { Command } from "../contract/event-object.ts";

/** Where no pass is needed, one that is shown means nothing, and nobody has looked whose it is: it must not be kept (I5). */
export function withoutPass(command: Command): Command {
  if (!("pass" in command)) return command;
  const { pass: _, ...rest } = command;
  return rest;
}
