/** The Neon proxy as a process of its own. Settings: PORT (0: any), DATABASE_URL. */
import { startNeonProxy } from "./start-neon-proxy.ts";

const { PORT = "0", DATABASE_URL } = process.env;
if (!DATABASE_URL) throw new Error("set DATABASE_URL");

const proxy = await startNeonProxy({ databaseUrl: DATABASE_URL, port: Number(PORT) });
const stop = () => void proxy.stop().finally(() => process.exit(0));
process.once("SIGTERM", stop).once("SIGINT", stop);
// The parent holds the other end: it ends with the parent, however that died.
process.stdin.once("end", stop).once("error", stop).resume();
process.stdout.write(`${JSON.stringify({ event: "listen", port: proxy.port })}\n`);
