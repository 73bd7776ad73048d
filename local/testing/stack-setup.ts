import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import type { TestProject } from "vitest/node";
import { type StackAddresses, startTestStack, type TestStack } from "./stack.ts";

declare module "vitest" {
  export interface ProvidedContext {
    stack: StackAddresses & {
      /** For `stack-control.ts`: tests run in other processes than the stack's supervisor. */
      readonly controlUrl: string;
    };
  }
}

/** One stack for all end-to-end tests of a run; each test file makes its own bookings with its own users. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startTestStack();
  const control = createControl(stack).listen(0, "127.0.0.1");
  await once(control, "listening");
  const { port } = control.address() as AddressInfo;
  project.provide("stack", { ...stack.addresses, controlUrl: `http://127.0.0.1:${port}` });
  return async () => {
    control.close();
    control.closeAllConnections();
    await stack.stop();
  };
}

/** `GET /processes`: name and pid of each; `POST /kill/<name>`: kills it, 204 once its successor listens. */
function createControl(stack: TestStack): Server {
  return createServer((request, response) => {
    const name = /^\/kill\/([a-z-]+)$/.exec(request.url ?? "")?.[1];
    if (request.method !== "POST" || name === undefined) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(stack.processes()));
      return;
    }
    stack.kill(name).then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(404).end(String(error)),
    );
  });
}
