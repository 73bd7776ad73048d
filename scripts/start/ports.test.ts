import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { assertPortsFree, portsFrom } from "./ports.ts";

describe("portsFrom", () => {
  it("counts up from PORT in a fixed order", () => {
    expect(portsFrom(undefined)).toEqual({
      product: 8787,
      postgres: 8788,
      "neon-proxy": 8789,
      redis: 8790,
      qstash: 8791,
      stripe: 8792,
      mailbox: 8793,
      cron: 8794,
      beacon: 8795,
      gateway: 8796,
    });
  });

  it.each(["0", "-1", "80.5", "abc", "65527", ""])("refuses PORT=%s in one plain line", (setting) => {
    expect(() => portsFrom(setting)).toThrow(/^PORT must be a whole number from 1 to 65526, not "/);
  });
});

describe("assertPortsFree", () => {
  it("names the port, its purpose and, on Linux, the process that has it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const ports = { ...portsFrom(undefined), redis: port };
    const owner = process.platform === "linux" ? ` by process ${process.pid}` : "";
    await expect(assertPortsFree(ports, new Set(["redis"]))).rejects.toThrow(
      `port ${port} (for its redis) is taken${owner}; stop that, or choose another with PORT=… npm start`,
    );
    await expect(assertPortsFree(ports, new Set())).resolves.toBeUndefined();
  });
});
