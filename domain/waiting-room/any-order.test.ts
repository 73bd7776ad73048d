import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Presence } from "../contract/waiting-room.ts";
import { changeSettings } from "./change-settings.ts";
import { isBefore } from "./is-before.ts";
import { buyer, DRAW, Hall, here, START_S, visitor } from "./testing/hall.ts";
import { Ledger } from "./testing/ledger.ts";

const VISITORS = 8;
const who = fc.integer({ min: 0, max: VISITORS - 1 });

/** Few visitors, short sessions, small caps, so that everything meets. */
const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("report" as const),
      gate: fc.nat(2),
      who: fc.array(who, { minLength: 1, maxLength: 6 }),
      /** Doubled, as when an answer was lost. */
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("tick" as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(0, 50, 250, 600, 1_000, 4_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: -9_000, max: 20_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rejoin" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("use" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("confirm" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      settings: fc.oneof(
        fc.record({ ratePerS: fc.constantFrom(2, 4, 60) }),
        fc.record({ maxActive: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ isPaused: fc.boolean() }),
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A room and the ledger beside it; the ledger decides what must be. Each method answers what is wrong, or undefined. */
class Trial {
  readonly hall = new Hall({ ratePerS: 4, maxActive: 3, passTtlMs: 5_000, sessionTtlMs: 15_000 });
  readonly #ledger = new Ledger();
  readonly #tokens: Presence[] = Array.from({ length: VISITORS }, (_, n) => here(n, 30 - n * 3));

  take(step: Step): string | undefined {
    if (step.do === "restart") return this.#restart();
    const before = this.hall.state.invitation.threshold;
    const fault = this.#takeWithoutRestart(step);
    return isBefore(this.hall.state.invitation.threshold, before) ? "the threshold went back" : fault;
  }

  #takeWithoutRestart(step: Exclude<Step, { readonly do: "restart" }>): string | undefined {
    switch (step.do) {
      case "report": {
        const faults = Array.from({ length: step.times }, () => this.#report(step.gate, step.who));
        return faults.find((fault) => fault !== undefined);
      }
      case "tick":
        return this.#tick();
      case "wait":
        this.hall.nowMs += step.ms;
        this.#ledger.pass(this.hall.state.settings.ratePerS, step.ms);
        return undefined;
      case "rejoin":
        return this.#rejoin(step.who);
      case "change":
        return this.#change(step);
      case "use":
      case "confirm":
      case "leave":
        return this.#act(step);
    }
  }

  #report(gate: number, who: readonly number[]): string | undefined {
    const { hall } = this;
    const present = who.map((n) => this.#tokens[n]).filter((token) => token !== undefined);
    const { threshold } = hall.state.invitation;
    const lapsed = present.filter((one) => this.#ledger.report(one, threshold, hall.nowMs));
    const told = hall.report(present, undefined, gate);
    return told.join() === lapsed.map((one) => one.visitor).join() ? undefined : "the wrong visitors have lapsed";
  }

  #tick(): string | undefined {
    const { hall } = this;
    const issued = hall.tick();
    return this.#ledger.tick(issued, hall.state.settings, hall.nowMs) ?? this.#compareLiving();
  }

  #rejoin(n: number): undefined {
    const second = Math.max(START_S, Math.floor(this.hall.nowMs / 1_000));
    this.#tokens[n] = { visitor: visitor(n), place: { second, key: n }, joinedAtS: second };
  }

  #act(step: Extract<Step, { readonly who: number }>): undefined {
    const number = this.#ledger.passesOf(visitor(step.who))[0];
    if (step.do === "leave") this.hall.leave(step.who);
    if (number === undefined) return;
    if (step.do === "leave") this.#ledger.end(number, false);
    else {
      this.hall.use(number, buyer(step.who));
      this.#ledger.use(number);
    }
    if (step.do === "confirm") {
      this.hall.confirm(number);
      this.#ledger.end(number, true);
    }
  }

  #restart(): string | undefined {
    const threshold = this.hall.batches.at(-1)?.threshold;
    this.hall.restart();
    this.#ledger.restart();
    const wentBack = threshold !== undefined && isBefore(this.hall.state.invitation.threshold, threshold);
    return wentBack ? "the threshold went back behind the last row" : this.#compareLiving();
  }

  #change({ settings }: Extract<Step, { readonly do: "change" }>): string | undefined {
    const changed = changeSettings(this.hall.state, settings, this.hall.nowMs, () => DRAW);
    this.hall.save();
    return changed.ok ? undefined : "a good change was refused";
  }

  #compareLiving(): string | undefined {
    const { passes } = this.hall.state;
    const living = this.#ledger.living();
    const isSame = passes.active === living.length && living.every((number) => passes.numbered(number) !== undefined);
    return isSame ? undefined : "other passes live";
  }
}

describe("whatever is reported in whatever order, with clocks that jump and restarts", () => {
  it("passes are what a list of everybody says (I5)", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) => {
        const trial = new Trial();
        for (const one of steps) expect(trial.take(one)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
