/** Supervises one service until it is killed, and says on stdout that the service runs. Its arguments: log folder, lives file. */
import { diesWithParent } from "../dies-with-parent.ts";
import { Supervisor } from "../supervisor.ts";
import { fakeService } from "./fake-service-spec.ts";

const [logDirectory = "", lives = ""] = process.argv.slice(2);
const supervisor = new Supervisor({ logDirectory, say: () => {}, onGiveUp: () => {} });
await supervisor.start(fakeService("by-stdin", lives));
if (diesWithParent("KILL").length > 0) {
  await supervisor.start({
    name: "by-kernel",
    command: process.execPath,
    args: ["-e", `require("fs").writeSync(3, '{"event":"listen"}\\n'); setInterval(() => {}, 60_000)`],
    env: {},
    sockets: 1,
    diesBy: "kernel",
  });
}
process.stdout.write(`${JSON.stringify(supervisor.processes())}\n`);
