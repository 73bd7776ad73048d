/**
 * Peer (a), conditional: one statement, and so one transaction and one flush, per hold. It locks the wanted seats in order,
 * and only if all of them are free writes booking and seats; READ COMMITTED looks at a seat again after waiting for its
 * lock. A repeat of a key inserts nothing and is looked up. Settings: DATABASE_URL.
 */
import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { requiredSetting } from "../../../local/process/settings.ts";
import { bookingText, HOLD_S } from "./booking-text.ts";
import type { HoldRequest } from "./hold-request.ts";
import { serveHolds, type HoldStore } from "./serve-holds.ts";

const CONNECTIONS = 20;

const HOLD = `
  with free as materialized (
    select seat from seats where event = $2 and seat = any($5) and held_until < now() order by seat for update
  ), booking as (
    insert into bookings (id, event, user_id, key, seats, held_until, answer)
    select $1, $2, $3, $4, $5, now() + make_interval(secs => ${HOLD_S}), $6
    where (select count(*) from free) = cardinality($5)
    on conflict (user_id, key) do nothing
    returning id, held_until
  )
  update seats set booking = booking.id, held_until = booking.held_until
  from booking where seats.event = $2 and seats.seat = any($5)`;

const FIRST_ANSWER = "select answer from bookings where user_id = $1 and key = $2";

serveHolds(async (env) => {
  const pool = new Pool({ connectionString: requiredSetting(env, "DATABASE_URL"), max: CONNECTIONS });
  return {
    hold: (request) => hold(pool, request),
    close: () => pool.end(),
  } satisfies HoldStore;
});

async function hold(pool: Pool, request: HoldRequest): Promise<string | undefined> {
  const { user, key, event, seats } = request;
  const id = randomUUID();
  const answer = bookingText(id, request, Date.now());
  const held = await pool.query({ name: "hold", text: HOLD, values: [id, event, user, key, seats, answer] });
  if (held.rowCount !== 0) return answer;
  const first = await pool.query<{ answer: string }>({ name: "first-answer", text: FIRST_ANSWER, values: [user, key] });
  return first.rows[0]?.answer;
}
