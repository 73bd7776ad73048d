import { serveFetch } from "../../process/serve-fetch.ts";

export interface ReceivedWebhook {
  readonly body: string;
  readonly headers: Headers;
}

export interface WebhookReceiver {
  readonly url: string;
  /** The next webhook, in the order in which they come; waits for it. */
  next(): Promise<ReceivedWebhook>;
  /** The type of the next webhook's event. */
  nextType(): Promise<string>;
  stop(): Promise<void>;
}

/** A shop's webhook endpoint. `answer` decides on the nth webhook (from 0); 200 to all of them unless given. */
export async function startWebhookReceiver(
  answer: (count: number) => Response | Promise<Response> = () => new Response(),
): Promise<WebhookReceiver> {
  const arrived: ReceivedWebhook[] = [];
  const waiting: ((webhook: ReceivedWebhook) => void)[] = [];
  let count = 0;

  const server = await serveFetch(async (request) => {
    const webhook = { body: await request.text(), headers: request.headers };
    const reader = waiting.shift();
    if (reader === undefined) arrived.push(webhook);
    else reader(webhook);
    return answer(count++);
  }, 0);

  const next = async (): Promise<ReceivedWebhook> => {
    const webhook = arrived.shift();
    return webhook ?? new Promise((resolve) => waiting.push(resolve));
  };
  return {
    url: `http://127.0.0.1:${server.port}/webhook`,
    next,
    nextType: async () => (JSON.parse((await next()).body) as { type: string }).type,
    stop: () => server.stop(),
  };
}
