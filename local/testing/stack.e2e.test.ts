import { describe, expect, inject, it } from "vitest";
import { killProcess, listProcesses } from "./stack-control.ts";

const stack = inject("stack");

async function pidOf(name: string): Promise<number | undefined> {
  return (await listProcesses(stack.controlUrl)).find((process) => process.name === name)?.pid;
}

describe("the test stack", () => {
  it.each(["workerd", "postgres", "neon-proxy", "redis", "qstash", "stripe", "gateway", "mailbox"])(
    "is ready again after SIGKILL of %s",
    async (name) => {
      const before = await pidOf(name);
      await killProcess(stack.controlUrl, name);
      expect(await pidOf(name)).not.toBe(before);
      expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
    },
  );

  it("is ready again after SIGKILL of PostgreSQL itself", async () => {
    await killProcess(stack.controlUrl, "postgres-server");
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
  });

  it("does not claim to have killed what is not there", async () => {
    await expect(killProcess(stack.controlUrl, "nobody")).rejects.toThrow("there is no process nobody");
  });
});
