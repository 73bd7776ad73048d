/** PostgreSQL as a process of its own. Settings: PG_PORT (0: any), PG_DATA_DIR, PG_PASSWORD. User and database: sluice. */
import { startPostgres } from "./start-postgres.ts";

const { PG_PORT = "0", PG_DATA_DIR, PG_PASSWORD } = process.env;
if (!PG_DATA_DIR || !PG_PASSWORD) throw new Error("set PG_DATA_DIR and PG_PASSWORD");

let stopping = false;
const postgres = await startPostgres({
  dataFolder: PG_DATA_DIR,
  port: Number(PG_PORT),
  password: PG_PASSWORD,
  log: (text) => process.stderr.write(text),
});
const stop = () => {
  stopping = true;
  void postgres.stop();
};
process.on("SIGTERM", stop).on("SIGINT", stop);
// The parent holds the other end: it ends with the parent, however that died.
process.stdin.on("end", stop).on("error", stop).resume();
process.stdout.write(`${JSON.stringify({ event: "listen", port: postgres.port })}\n`);

await postgres.ended;
process.exit(stopping ? 0 : 1);
