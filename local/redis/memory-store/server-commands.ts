import { atLeast, type CommandTable, exactly } from "./command.ts";

export const serverCommands: CommandTable = {
  PING: atLeast(0, (_keyspace, message?: string) => message ?? "PONG"),
  ECHO: exactly(1, (_keyspace, message: string) => message),
  TIME: exactly(0, (keyspace) => {
    const nowMs = keyspace.now();
    return [String(Math.floor(nowMs / 1_000)), String((nowMs % 1_000) * 1_000)];
  }),
};
