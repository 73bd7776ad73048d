// In the place of the built Worker, to test the edge around it.
import { DurableObject } from "cloudflare:workers";

const scheduled = [];

export class EventObject extends DurableObject {
  count() {
    const { sql } = this.ctx.storage;
    sql.exec("create table if not exists calls (at integer)");
    sql.exec("insert into calls values (1)");
    return sql.exec("select count(*) as calls from calls").one().calls;
  }
}

export class GateObject extends DurableObject {}

const CACHED = new Request("https://cache.example/entry");

const routes = {
  "/api/variables": (env) => Response.json({ DATABASE_URL: env.DATABASE_URL, MAIL_API_URL: env.MAIL_API_URL }),
  "/api/count": async (env) => Response.json(await env.EVENT.getByName("one").count()),
  "/api/scheduled": () => Response.json(scheduled),
  "/api/cache/get": async () => (await caches.default.match(CACHED)) ?? new Response("missed", { status: 404 }),
  "/api/cache/put": async () => {
    const headers = { "cache-control": "public, max-age=60", "x-kept": "a: b" };
    await caches.default.put(CACHED, new Response("first\r\n\r\nsecond", { headers }));
    return new Response("put");
  },
  "/api/cache/put-stale": async () => {
    await caches.default.put(CACHED, new Response("stale", { headers: { "cache-control": "max-age=0" } }));
    return new Response("put");
  },
  "/api/cache/delete": async () => Response.json(await caches.default.delete(CACHED)),
};

export default {
  fetch(request, env) {
    const route = routes[new URL(request.url).pathname];
    return route ? route(env) : env.ASSETS.fetch(request);
  },
  scheduled(event) {
    scheduled.push({ cron: event.cron, scheduledTime: event.scheduledTime });
  },
};
