/** `npm run seed`: the demo, an event from a seating plan, or what `npm run smoke` needs. `--help` tells the options. */
import { NeonDbError } from "@neondatabase/serverless";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { databaseOf, readEnvironment } from "./environment.ts";
import { DEMO_EVENTS } from "./seed/demo-events.ts";
import { DEMO_PASSWORD, demoUser } from "./seed/demo-users.ts";
import { seedArguments, SEED_USAGE } from "./seed/seed-arguments.ts";
import type { SeedRequest } from "./seed/seed-arguments.ts";
import { seedDemo } from "./seed/seed-demo.ts";
import { seedEvent } from "./seed/seed-event.ts";
import { seedSmoke } from "./seed/seed-smoke.ts";

async function seed(): Promise<void> {
  const nowMs = Date.now();
  const request = seedArguments(process.argv.slice(2), nowMs);
  if (request.kind === "help") return console.log(SEED_USAGE);
  const environment = readEnvironment();
  const database = databaseOf(environment);
  const eventUrl = (id: string) => `${environment["PUBLIC_URL"] ?? "http://127.0.0.1:8787"}/api/events/${id}`;
  try {
    await write(request, database, eventUrl, nowMs);
  } catch (error) {
    const problem = databaseProblem(error);
    throw problem === undefined ? error : new CommandFailure(problem);
  }
}

async function write(
  request: Exclude<SeedRequest, { kind: "help" }>,
  database: ReturnType<typeof databaseOf>,
  eventUrl: (id: string) => string,
  nowMs: number,
): Promise<void> {
  switch (request.kind) {
    case "demo": {
      const { events, users } = await seedDemo(database, { users: request.users, nowMs });
      for (const { slug, id } of DEMO_EVENTS) {
        console.log(
          `${slug.padEnd(10)} ${eventUrl(id)}${events.some((event) => event.id === id) ? "" : "  (was there)"}`,
        );
      }
      if (request.users === 0) return;
      const range = `${demoUser(1).email} … ${demoUser(request.users).email}`;
      return console.log(`buyers     ${range}, password ${DEMO_PASSWORD}${users ? "" : "  (were there)"}`);
    }
    case "event": {
      const id = await seedEvent(database, request.event);
      return console.log(`${id}\n${eventUrl(id)}`);
    }
    case "smoke": {
      const { eventId, email, password } = await seedSmoke(database, nowMs);
      console.log("The test event and a buyer for `npm run smoke`. The password is not stored: keep it now.");
      return console.log(`SMOKE_EVENT_ID=${eventId}\nSMOKE_EMAIL=${email}\nSMOKE_PASSWORD=${password}`);
    }
  }
}

/**
 * What the database said, when the error is one of its own. Drizzle wraps the driver's error together with the
 * statement, which may be megabytes: only the driver's is shown.
 */
function databaseProblem(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof NeonDbError)) return undefined;
  if (cause.code === "42P01")
    return "The database has no tables yet: run `npm run migrate` first. Nothing was written.";
  return `The database refused or did not answer: ${cause.message.split("\n")[0]}`;
}

await runCommand(seed);
