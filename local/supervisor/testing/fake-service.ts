/**
 * A service for the supervisor's tests. It writes its name and pid to the file LIVES when it starts, and again when it
 * is told to stop, so that a test sees lives and their order. MODE: what it does beyond that.
 */
import { appendFileSync } from "node:fs";

const { NAME = "", LIVES = "", MODE = "serve" } = process.env;
const note = (what: string) => appendFileSync(LIVES, `${what} ${NAME} ${process.pid}\n`);

if (MODE === "fail") {
  console.error("Error: the disk is full");
  process.exit(3);
}
note("start");
process.stdin.on("end", () => process.exit(0)).resume();
process.on("SIGTERM", () => {
  note("stop");
  if (MODE !== "stubborn") process.exit(0);
});
process.stdout.write(`not json\n{"event":"listen","port":1}\n`);
if (MODE === "die") process.exit(1);
