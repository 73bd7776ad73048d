import { Client } from "pg";
import { HOUSE_SEATS } from "../draw-wishes.ts";

/** Room on each page for new versions of its rows, so that an update stays there and touches no index (HOT). */
const SCHEMA = `
  create table if not exists seats (
    event integer, seat integer, booking uuid, held_until timestamptz not null default '-infinity',
    primary key (event, seat)
  ) with (fillfactor = 50);
  create table if not exists bookings (
    id uuid primary key, event integer not null, user_id text not null, key text not null, seats integer[] not null,
    held_until timestamptz not null, answer text not null,
    unique (user_id, key)
  );`;

/** Empties the database and puts up a house of free seats; the planner knows it, and nothing is left to write back. */
export async function openPostgresHouse(url: string, event: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(SCHEMA);
    await client.query("truncate seats, bookings");
    await client.query("insert into seats (event, seat) select $1, generate_series(0, $2 - 1)", [event, HOUSE_SEATS]);
    await client.query("vacuum analyze");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}
