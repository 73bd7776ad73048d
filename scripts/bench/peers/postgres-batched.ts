/**
 * Peer (a), batched: group commit in Node, one set-based statement, and so one transaction and one flush, per batch. A batch
 * holds no two requests for one seat, so that each of its requests is decided by what is free alone; repeats and refusals of
 * a batch are looked up together. Settings: DATABASE_URL.
 */
import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { requiredSetting } from "../../../local/process/settings.ts";
import { Batcher } from "./batcher.ts";
import { bookingText, HOLD_S } from "./booking-text.ts";
import type { HoldRequest } from "./hold-request.ts";
import { serveHolds, type HoldAnswer, type HoldStore } from "./serve-holds.ts";

/** $1–$5: id, event, user, key and answer of each request. $6–$8: request (from 1), event and seat of each wanted seat. */
const HOLD = `
  with request as (
    select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[])
      with ordinality as r(id, event, user_id, key, answer, request)
  ), wanted as (
    select * from unnest($6::integer[], $7::integer[], $8::integer[]) as w(request, event, seat)
  ), free as materialized (
    select s.event, s.seat from seats s join wanted w on s.event = w.event and s.seat = w.seat
    where s.held_until < now() order by s.event, s.seat for update of s
  ), winner as (
    select w.request, array_agg(w.seat) as seats from wanted w left join free f using (event, seat)
    group by w.request having count(*) = count(f.seat)
  ), booking as (
    insert into bookings (id, event, user_id, key, seats, held_until, answer)
    select r.id, r.event, r.user_id, r.key, winner.seats, now() + make_interval(secs => ${HOLD_S}), r.answer
    from request r join winner using (request)
    on conflict (user_id, key) do nothing
    returning id, event, seats, held_until
  ), taken as (
    update seats s set booking = b.id, held_until = b.held_until
    from (select id, event, held_until, unnest(seats) as seat from booking) b
    where s.event = b.event and s.seat = b.seat
  )
  select id from booking`;

const FIRST_ANSWERS = `
  select r.request::integer, b.answer from unnest($1::text[], $2::text[]) with ordinality as r(user_id, key, request)
  join bookings b using (user_id, key)`;

serveHolds(async (env) => {
  const pool = new Pool({ connectionString: requiredSetting(env, "DATABASE_URL"), max: 1 });
  const batcher = new Batcher<HoldRequest, HoldAnswer>(
    (requests) => holdAll(pool, requests),
    ({ user, key, event, seats }) => [`${user} ${key}`, ...seats.map((seat) => `${event}/${seat}`)],
  );
  return {
    hold: (request) => batcher.submit(request),
    close: () => pool.end(),
  } satisfies HoldStore;
});

async function holdAll(pool: Pool, requests: readonly HoldRequest[]): Promise<readonly HoldAnswer[]> {
  const nowMs = Date.now();
  const drafts = requests.map((request) => {
    const id = randomUUID();
    return { ...request, id, answer: bookingText(id, request, nowMs) };
  });
  const wanted = drafts.flatMap(({ event, seats }, i) => seats.map((seat) => ({ request: i + 1, event, seat })));
  const held = await pool.query<{ id: string }>({
    name: "hold",
    text: HOLD,
    values: [
      ...(["id", "event", "user", "key", "answer"] as const).map((name) => drafts.map((draft) => draft[name])),
      ...(["request", "event", "seat"] as const).map((name) => wanted.map((each) => each[name])),
    ],
  });
  const ids = new Set(held.rows.map(({ id }) => id));
  const answers: HoldAnswer[] = drafts.map(({ id, answer }) => (ids.has(id) ? answer : undefined));
  const losers = drafts.flatMap(({ id }, i) => (ids.has(id) ? [] : [i]));
  if (losers.length === 0) return answers;
  const firsts = await pool.query<{ request: number; answer: string }>({
    name: "first-answers",
    text: FIRST_ANSWERS,
    values: [losers.map((i) => drafts[i]?.user), losers.map((i) => drafts[i]?.key)],
  });
  for (const { request, answer } of firsts.rows) answers[losers[request - 1] ?? -1] = answer;
  return answers;
}
