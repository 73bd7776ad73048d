/** A process to keep running. It says on a pipe that it listens, one JSON line per socket: `{"event":"listen",…}`. */
export interface ServiceSpec {
  /** Also the name of its log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All that it sees of the environment, beside the few names that any program needs (PATH, HOME, …). */
  readonly env: Readonly<Record<string, string>>;
  /** How many listen lines make it ready. */
  readonly sockets: number;
  /**
   * `stdin`: it announces itself on stdout and ends when its stdin ends, as our own stand-ins do.
   * `kernel`: it announces itself on file descriptor 3 (workerd's `--control-fd 3`); on Linux the kernel kills it when
   * we die.
   */
  readonly diesBy: "stdin" | "kernel";
  /** How long it may take to end after SIGTERM before it gets SIGKILL; 2 s unless it has more to put away. */
  readonly stopMs?: number;
}
