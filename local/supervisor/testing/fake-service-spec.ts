import { fileURLToPath } from "node:url";
import type { ServiceSpec } from "../service-spec.ts";

export function fakeService(
  name: string,
  lives: string,
  mode: "serve" | "die" | "fail" | "stubborn" = "serve",
): ServiceSpec {
  return {
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL("./fake-service.ts", import.meta.url))],
    env: { NAME: name, LIVES: lives, MODE: mode },
    sockets: 1,
    diesBy: "stdin",
    ...(mode === "stubborn" ? { stopMs: 50 } : {}),
  };
}
