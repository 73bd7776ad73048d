import { WRITING_TIMEOUT_MS } from "./writing-timeout.ts";
import { randomBytes, scryptSync } from "node:crypto";
import type { DatabaseEnvironment } from "../../db/connect.ts";
import { connectDatabase } from "../../db/connect.ts";
import { saveUsers } from "../../db/repositories/users-writer.ts";
import { mintUserId } from "../../domain/contract/ids.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { TEST_EVENT } from "./demo-events.ts";
import { seedDemo } from "./seed-demo.ts";

export interface SmokeAccount {
  readonly eventId: EventId;
  readonly email: string;
  /** Known nowhere else: only its hash is stored. */
  readonly password: string;
}

/** The marked test event, unless it is there, and a new buyer for `npm run smoke`. */
export async function seedSmoke(environment: DatabaseEnvironment, nowMs: number): Promise<SmokeAccount> {
  await seedDemo(environment, { users: 0, events: [TEST_EVENT], nowMs });
  const password = randomBytes(18).toString("base64url");
  const email = `smoke-${randomBytes(4).toString("hex")}@sluice.example`;
  const user = { id: mintUserId(nowMs), email, name: "Smoke test", passwordHash: hashPassword(password) };
  await saveUsers(connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS)), [user]);
  return { eventId: TEST_EVENT.id, email, password };
}

/** scrypt (RFC 7914) as a PHC string, with the cost that the Worker can afford to verify. */
function hashPassword(password: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** 14, r: 8, p: 5 });
  return `$scrypt$ln=14,r=8,p=5$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
