import { describe, expect, it } from "vitest";
import { queueChangeSchema } from "../../domain/contract/wire/queue.ts";
import { queueChangeOf, type QueueOptions } from "./queue-change-of.ts";

describe("the operator's command", () => {
  it("changes what it names and nothing else, in the API's words", () => {
    const change = queueChangeOf({ rate: "0.5", cap: "2000", mode: "on", "opens-at": "2027-05-01T10:00:00+02:00" });
    expect(change).toEqual({ rate_per_s: 0.5, max_active: 2_000, mode: "on", opens_at: "2027-05-01T08:00:00.000Z" });
    expect(queueChangeSchema.parse(change)).toEqual(change);
    expect(queueChangeOf({})).toEqual({});
  });

  it("pauses, goes on, says something and takes it back", () => {
    expect(queueChangeOf({ pause: true, message: "Back at ten" })).toEqual({ is_paused: true, message: "Back at ten" });
    expect(queueChangeOf({ resume: true, "no-message": true })).toEqual({ is_paused: false, message: null });
  });

  it.each<[QueueOptions, RegExp]>([
    [{ rate: "fast" }, /^--rate fast/],
    [{ rate: "" }, /^--rate/],
    [{ rate: "0" }, /^--rate 0/],
    [{ cap: "-1" }, /^--cap -1/],
    [{ mode: "maybe" }, /^--mode maybe/],
    [{ "opens-at": "soon" }, /^--opens-at soon/],
    [{ pause: true, resume: true }, /--pause or --resume/],
    [{ message: "a", "no-message": true }, /--message or --no-message/],
  ])("names the option that makes no sense: %j", (options, line) => {
    expect(() => queueChangeOf(options)).toThrow(line);
  });
});
