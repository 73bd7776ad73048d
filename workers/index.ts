import { createApp } from "./api/app.ts";
import { runInContext } from "./request-context.ts";
import { sweep } from "./steps/sweep.ts";
import { mintTrace, traceOf } from "../domain/trace.ts";
import { wire } from "./wire.ts";
import type { Bindings } from "./bindings.ts";

export { EventObject } from "../durable-objects/event/event-object.ts";

type App = { readonly kept: ReturnType<typeof wire>; readonly http: ReturnType<typeof createApp> };

let app: App | undefined;

/** Built by the first request of an isolate; a wrong setting fails each request, by name, until it is mended. */
function appOf(env: Bindings): App {
  if (app === undefined) {
    const kept = wire(env);
    app = { kept, http: createApp(kept) };
  }
  return app;
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const trace = traceOf(request.headers);
    return runInContext({ trace, waitUntil: (work) => ctx.waitUntil(work) }, async () => {
      const answer = await appOf(env).http.fetch(request, env, ctx);
      const response = new Response(answer.body, answer);
      response.headers.set("x-request-id", trace.requestId);
      return response;
    });
  },

  async scheduled(_controller, env, ctx): Promise<void> {
    await runInContext({ trace: mintTrace("cron"), waitUntil: (work) => ctx.waitUntil(work) }, () =>
      sweep(appOf(env).kept.services),
    );
  },
} satisfies ExportedHandler<Bindings>;
