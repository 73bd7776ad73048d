export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

/** The stack's processes that run now. */
export async function listProcesses(controlUrl: string): Promise<RunningProcess[]> {
  const response = await fetch(`${controlUrl}/processes`);
  return (await response.json()) as RunningProcess[];
}

/**
 * Kills a process of the stack by SIGKILL (`workerd`, `postgres`, `postgres-server`, `neon-proxy`, `redis`, `qstash`,
 * `stripe`, `gateway`, `mailbox`, `beacon`); resolves once its successor listens.
 */
export async function killProcess(controlUrl: string, name: string): Promise<void> {
  const response = await fetch(`${controlUrl}/kill/${name}`, { method: "POST" });
  if (!response.ok) throw new Error(`${name} was not killed: ${await response.text()}`);
}
