/** A process did not start. The message is one plain line, with what the process said last and where its log is. */
export class ServiceFailure extends Error {}
