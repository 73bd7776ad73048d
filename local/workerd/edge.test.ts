import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workerdBinary } from "../../scripts/start/workerd-service.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { freePorts } from "../testing/free-ports.ts";

const PAGES: Readonly<Record<string, string>> = {
  "index.html": "<h1>front</h1>",
  "about.html": "<h1>about</h1>",
  "404.html": "<h1>nothing here</h1>",
  "style.css": "h1 {}",
  "docs/index.html": "<h1>docs</h1>",
  _headers: "# a comment\n/*\n  X-Everywhere: yes\n  X-Which: all\n/docs/*\n  X-Which: docs\n",
};

let folder: string;
let supervisor: Supervisor;
let port: number;
let cronPort: number;

/** The committed edge, around a tiny Worker in the place where the built one would be. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-edge-"));
  const here = fileURLToPath(new URL(".", import.meta.url));
  cpSync(here, join(folder, "local", "workerd"), { recursive: true });
  for (const name of ["dist/worker", "public/docs", "objects"]) mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(here, "testing", "tiny-worker.js"), join(folder, "dist", "worker", "index.js"));
  for (const [name, text] of Object.entries(PAGES)) writeFileSync(join(folder, "public", name), text);
  writeFileSync(join(folder, "secret.txt"), "secret");
  [port = 0, cronPort = 0] = await freePorts(2);
  supervisor = new Supervisor({ logDirectory: join(folder, "logs"), say: () => {}, onGiveUp: () => {} });
  await supervisor.start({
    name: "workerd",
    command: workerdBinary(),
    args: [
      "serve",
      join(folder, "local", "workerd", "sluice.capnp"),
      `--directory-path=public=${join(folder, "public")}`,
      `--directory-path=objects=${join(folder, "objects")}`,
      `--socket-addr=http=127.0.0.1:${port}`,
      `--socket-addr=cron=127.0.0.1:${cronPort}`,
      "--control-fd=3",
    ],
    env: { DATABASE_URL: "postgres://here", MAIL_API_URL: "" },
    sockets: 2,
    diesBy: "kernel",
  });
});

afterAll(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
}

describe("static files", () => {
  it("have their type, Cloudflare's cache rule and the headers of _headers", async () => {
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(await page.text()).toBe("<h1>front</h1>");
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "public, max-age=0, must-revalidate",
      "x-everywhere": "yes",
      "x-which": "all",
    });
    expect((await get("/style.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  it("get the last header of several rules that match", async () => {
    expect((await get("/docs/")).headers.get("x-which")).toBe("docs");
  });

  it("are found without .html, and sent to that address when asked with it", async () => {
    expect(await (await get("/about")).text()).toBe("<h1>about</h1>");
    expect((await get("/about.html?a=1")).headers.get("location")).toBe("/about?a=1");
    expect((await get("/docs/index.html")).headers.get("location")).toBe("/docs/");
  });

  it("never send to another site", async () => {
    const location = await rawLocation("//evil.example/index.html");
    expect(location).toBe("/evil.example/");
  });

  it("are not sent again to who has them", async () => {
    const etag = (await get("/")).headers.get("etag") ?? "";
    expect((await get("/", { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await get("/", { headers: { "if-none-match": 'W/"other"' } })).status).toBe(200);
  });

  it("answer HEAD with the headers alone and refuse to be changed", async () => {
    const head = await get("/", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "14", ""]);
    expect((await get("/", { method: "POST" })).status).toBe(405);
  });

  it.each(["/nothing", "/docs", "/_headers", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/link"])(
    "answer 404.html for %s",
    async (path) => {
      if (path === "/link") symlinkSync(join(folder, "missing"), join(folder, "public", "link"));
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([404, "<h1>nothing here</h1>"]);
      expect(answer.headers.get("x-everywhere")).toBe("yes");
    },
  );
});

describe("the edge cache", () => {
  it("keeps a response whole for its max-age, until it is deleted", async () => {
    expect((await get("/api/cache/get")).status).toBe(404);
    await get("/api/cache/put");
    const hit = await get("/api/cache/get");
    expect([hit.status, await hit.text(), hit.headers.get("x-kept")]).toEqual([200, "first\r\n\r\nsecond", "a: b"]);
    expect(await (await get("/api/cache/delete")).json()).toBe(true);
    expect((await get("/api/cache/get")).status).toBe(404);
  });

  it("does not keep what may not be kept", async () => {
    await get("/api/cache/put-stale");
    expect((await get("/api/cache/get")).status).toBe(404);
  });
});

describe("the rest of the edge", () => {
  it("runs the scheduled handler with the time that it is given", async () => {
    const url = `http://127.0.0.1:${cronPort}/?cron=${encodeURIComponent("* * * * *")}&time=1700000000000`;
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(url, { method: "POST" })).status).toBe(204);
    const ran = await (await get("/api/scheduled")).json();
    expect(ran).toEqual([{ cron: "* * * * *", scheduledTime: 1_700_000_000_000 }]);
  });

  it("binds variables from the environment; an empty one stays empty", async () => {
    const variables = await (await get("/api/variables")).json();
    expect(variables).toEqual({ DATABASE_URL: "postgres://here", MAIL_API_URL: "" });
  });

  it("keeps what an object has answered through SIGKILL", async () => {
    const before: unknown = await (await get("/api/count")).json();
    await supervisor.crash("workerd");
    expect([before, await (await get("/api/count")).json()]).toEqual([1, 2]);
  });
});

/** By node:http, because fetch would resolve the path first. */
function rawLocation(path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path }, (response) => {
      response.resume();
      resolve(response.headers.location);
    })
      .on("error", reject)
      .end();
  });
}
