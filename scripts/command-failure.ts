/** What a person running a command must read instead of a stack trace: one line per problem. */
export class CommandFailure extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "CommandFailure";
    this.lines = lines;
  }
}

/** Runs a command to its end: a CommandFailure is printed plainly with exit code 1, anything else is a bug and throws. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = 1;
  }
}
