// Cloudflare's cron trigger, on a loopback socket of its own: `POST /?cron=*+*+*+*+*&time=<ms since 1970>` runs the
// Worker's scheduled handler once and answers when it has returned. A plain RPC call: it passes what it is given.
export default {
  async fetch(request, env) {
    if (request.method !== "POST") return new Response("POST only\n", { status: 405, headers: { allow: "POST" } });
    const { searchParams } = new URL(request.url);
    const cron = searchParams.get("cron") ?? "* * * * *";
    const scheduledTime = Number(searchParams.get("time") ?? Date.now());
    await env.MAIN.scheduled({ cron, scheduledTime });
    return new Response(null, { status: 204 });
  },
};
