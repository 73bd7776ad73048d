import { createApp } from "./api/app.ts";
import { HotPath } from "./api/hot-path/hot-path.ts";
import { runInContext } from "./request-context.ts";
import { sweep } from "./steps/sweep.ts";
import { mintTrace, traceOf } from "../domain/trace.ts";
import { wire } from "./wire.ts";
import type { Bindings } from "./bindings.ts";

export { EventObject } from "../durable-objects/event/event-object.ts";
export { GateObject } from "../durable-objects/gate/gate-object.ts";

interface App {
  readonly kept: ReturnType<typeof wire>;
  readonly http: ReturnType<typeof createApp>;
  readonly hotPath: HotPath;
}

let app: App | undefined;

/** Built by the first request of an isolate; a wrong setting fails each request, by name, until it is mended. */
function appOf(env: Bindings): App {
  if (app === undefined) {
    const kept = wire(env);
    app = { kept, http: createApp(kept), hotPath: new HotPath(kept) };
  }
  return app;
}

export default {
  // Without async: what can be answered at once, as most polls can, is answered without a promise.
  fetch(request, env, ctx): Response | Promise<Response> {
    const trace = traceOf(request.headers);
    const stamped = (response: Response): Response => {
      response.headers.set("x-request-id", trace.requestId);
      return response;
    };
    const longWay = async (asked: Request): Promise<Response> => {
      const answer = await appOf(env).http.fetch(asked, env, ctx);
      return new Response(answer.body, answer);
    };
    const answer = runInContext(
      { trace, waitUntil: (work) => ctx.waitUntil(work) },
      () => appOf(env).hotPath.answer(request, longWay) ?? longWay(request),
    );
    return answer instanceof Response ? stamped(answer) : answer.then(stamped);
  },

  async scheduled(_controller, env, ctx): Promise<void> {
    await runInContext({ trace: mintTrace("cron"), waitUntil: (work) => ctx.waitUntil(work) }, () =>
      sweep(appOf(env).kept.services),
    );
  },
} satisfies ExportedHandler<Bindings>;
