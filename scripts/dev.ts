/**
 * `npm run dev`: the stand-ins of `npm start`, and the Worker in `wrangler dev`, which builds it again at each change.
 * Its data is its own (`.data/dev`): wrangler keeps objects in another form, and seats must fit the database.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startCron } from "../local/cron/start-cron.ts";
import { diesWithParent } from "../local/supervisor/dies-with-parent.ts";
import { dataDirectory } from "./start/data-directory.ts";
import { loopbackUrl } from "./start/plan/stand-in.ts";
import { projectRoot } from "./start/project-root.ts";
import { runSession, type Session } from "./start/run-session.ts";
import { wranglerCommand } from "./start/wrangler-command.ts";
import { writePrivateFile } from "./start/write-private-file.ts";

await runSession(join(dataDirectory(), "dev"), async (session) => {
  console.log("Starting the stand-ins …");
  await session.stack.startStandIns();
  session.stack.announce();
  const url = `${loopbackUrl(session.ports.product)}/cdn-cgi/handler/scheduled`;
  const cron = startCron({ url, method: "GET", say: (line) => console.error(line) });
  session.end(await runWrangler(session));
  cron.stop();
});

/** Its exit code, once it has ended. */
async function runWrangler({ stack, ports, dataDirectory: directory, stopping }: Session): Promise<number> {
  const variablesFile = join(directory, "dev.vars");
  const lines = Object.entries(stack.plan.variables).map(([name, value]) => `${name}='${value}'\n`);
  writePrivateFile(variablesFile, lines.join(""));
  const { command, args, env } = wranglerCommand([
    "dev",
    "--ip=127.0.0.1",
    `--port=${ports.product}`,
    "--inspector-port=0",
    `--env-file=${variablesFile}`,
    `--persist-to=${join(directory, "wrangler")}`,
  ]);
  const [program = command, ...rest] = [...diesWithParent("TERM"), command, ...args];
  const wrangler = spawn(program, rest, { cwd: projectRoot, env, stdio: "inherit" });
  stopping.addEventListener("abort", () => wrangler.kill("SIGTERM"));
  const [code] = await once(wrangler, "exit");
  return typeof code === "number" ? code : 0;
}
