import { describe, expect, it } from "vitest";
import { mintBookingId, mintUserId } from "../../../domain/contract/ids.ts";
import { judgeSale } from "./judge-sale.ts";
import { Notes } from "./notes.ts";
import { smallSale, type SmallSale } from "./testing/small-sale.ts";

function brokenIn({ terms, notes, evidence }: SmallSale): string[] {
  return judgeSale(terms, notes, evidence)
    .filter(({ holds }) => holds === false)
    .map(({ invariant }) => invariant);
}

/** What one planted corruption makes its judges say. */
function afterwards(corrupt: (sale: SmallSale) => void): string[] {
  const sale = smallSale();
  corrupt(sale);
  return brokenIn(sale);
}

describe("the judges of a sale", () => {
  it("find nothing where nothing is wrong", () => {
    const { terms, notes, evidence } = smallSale();
    const verdicts = judgeSale(terms, notes, evidence);
    expect(verdicts.map(({ invariant, holds, faults }) => [invariant, holds, faults])).toEqual(
      ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"].map((invariant) => [invariant, true, []]),
    );
  });

  it("judge nothing by a sale in which nothing happened", () => {
    const { terms, evidence } = smallSale();
    const house = { free: 4, selected: 0, reserved: 0, sold: 0, blocked: 0 };
    const empty = { bookings: [], payments: [], tickets: [], outboxRows: 0 };
    const verdicts = judgeSale(terms, new Notes(), { ...evidence, ...empty, house });
    expect(verdicts.every(({ holds }) => holds === null)).toBe(true);
  });
});

describe("the auditor's findings", () => {
  it.each([
    ["seat_owned_twice", "I1"],
    ["money_kept", "I2"],
    ["booking_forgotten", "I3"],
    ["hold_overdue", "I6"],
    ["step_unconsumed", "I7"],
    ["buyer_over_limit", "I8"],
  ] as const)("%s breaks %s, and says how", (code, invariant) => {
    const sale = smallSale();
    const finding = { code, event: sale.terms.event, subject: "it", says: "it differs" };
    sale.evidence.audit = { ...sale.evidence.audit, findings: [finding] };
    expect(brokenIn(sale)).toEqual([invariant]);
    const verdicts = judgeSale(sale.terms, sale.notes, sale.evidence);
    expect(verdicts.flatMap(({ faults }) => faults)).toEqual([`${code}: it differs`]);
  });
});

describe("I1", () => {
  it("is broken by two fans who were told at the same time that a seat is theirs", () => {
    const sale = smallSale();
    const notes = new Notes();
    notes.held.set(sale.ada.booking, sale.ada);
    notes.held.set(sale.bob.booking, { ...sale.bob, seats: [1] });
    const [seats] = judgeSale(sale.terms, notes, sale.evidence);
    expect(seats?.faults).toEqual([expect.stringContaining(`seat 1 was held by ${sale.ada.booking} and by`)]);
  });
});

describe("I3", () => {
  it("is broken by an acknowledged booking that is gone", () => {
    expect(
      afterwards(({ evidence, bob }) => {
        evidence.bookings = evidence.bookings.filter(({ id }) => id !== bob.booking);
      }),
    ).toEqual(expect.arrayContaining(["I3"]));
  });

  it("is broken by a booking that was told to be paid and has other seats", () => {
    expect(
      afterwards(({ evidence }) => {
        evidence.tickets = evidence.tickets.map((ticket) => (ticket.seat === 1 ? { ...ticket, seat: 3 } : ticket));
      }),
    ).toContain("I3");
  });
});

describe("I4", () => {
  it("is broken by two answers to one click", () => {
    expect(
      afterwards(({ notes, ada }) => {
        const replies = ["first", "second"].map((says) => ({ status: 201, code: null, says }));
        notes.pairs.push({ step: "hold_best", buyer: ada.buyer, replies });
      }),
    ).toEqual(["I4"]);
  });

  it("is broken by a booking that nobody was told of, unless an answer was lost", () => {
    const untold = (sale: SmallSale): void => {
      const { evidence, terms, ada } = sale;
      const second = { ...ada, id: mintBookingId(terms.event, ada.atMs), status: "expired", createdAtMs: ada.atMs };
      evidence.bookings = [...evidence.bookings, { ...second, seats: [] }];
    };
    expect(afterwards(untold)).toEqual(["I4"]);
    expect(
      afterwards((sale) => {
        untold(sale);
        sale.notes.unanswered = 1;
      }),
    ).toEqual([]);
  });
});

describe("I5", () => {
  it("is broken by a hold before its buyer had a pass", () => {
    expect(
      afterwards(({ evidence }) => {
        evidence.bookings = evidence.bookings.map((row) => ({ ...row, createdAtMs: row.createdAtMs - 10_000 }));
      }),
    ).toEqual(["I5"]);
  });

  it("is broken by a hold that was let in without a pass, or refused for another reason", () => {
    const letIn = (status: number, code: string | null) => (sale: SmallSale) => {
      sale.notes.trespasses.push({ what: "forged pass", status, code });
    };
    expect(afterwards(letIn(201, null))).toEqual(["I5"]);
    expect(afterwards(letIn(409, "sold_out"))).toEqual(["I5"]);
  });

  it("is broken by more passes in ten seconds than the rate allows, wherever they begin", () => {
    const issue = (count: number, everyMs: number) => (sale: SmallSale) => {
      const first = sale.notes.passOf(sale.ada.buyer);
      if (first === undefined) return;
      for (let i = 0; i < count; i++) {
        const buyer = mintUserId(i);
        const issuedAtMs = first.issuedAtMs + 50_000 + i * everyMs;
        const pass = { ...first, buyer, number: 100 + i, issuedAtMs, usedUntilMs: issuedAtMs };
        sale.notes.passes.set(buyer, [pass]);
      }
    };
    expect(afterwards(issue(105, 10))).toEqual([]);
    expect(afterwards(issue(106, 10))).toEqual(["I5"]);
    expect(afterwards(issue(1_000, 100))).toEqual([]);
  });

  it("is broken by more active buyers than the cap, as fans or the object saw it", () => {
    expect(
      afterwards((sale) => {
        sale.evidence.mostActive = 3;
      }),
    ).toEqual(["I5"]);
    const sale = smallSale();
    expect(brokenIn({ ...sale, terms: { ...sale.terms, maxActive: 1 } })).toEqual(["I5"]);
  });

  it("is broken by a pass of two buyers", () => {
    expect(
      afterwards(({ notes, ada, bob }) => {
        const pass = notes.passOf(ada.buyer);
        if (pass !== undefined) notes.passes.set(bob.buyer, [{ ...pass, buyer: bob.buyer }]);
      }),
    ).toEqual(["I5"]);
  });
});

describe("I6", () => {
  it("is broken by a hold that stands in the way after its end", () => {
    expect(
      afterwards(({ notes, bob: { booking, deadlineMs } }) => {
        notes.comebacks.push({ booking, deadlineMs, askedAtMs: deadlineMs + 1, outcome: "own_hold" });
      }),
    ).toEqual(["I6"]);
  });

  it("is broken by seats that are still held when nobody holds any", () => {
    expect(
      afterwards(({ evidence }) => {
        evidence.house = { ...evidence.house, free: 1, selected: 1 };
      }),
    ).toEqual(["I6"]);
  });
});

describe("I7", () => {
  it.each([
    ["a message was given up", { deadLetters: 1 }],
    ["a webhook was not delivered", { webhooksPending: 1 }],
    ["a paid booking has no mail", { mails: new Map() }],
    ["the sale did not come to rest", { isAtRest: false }],
  ])("is broken when %s", (_what, members) => {
    expect(afterwards(({ evidence }) => void Object.assign(evidence, members))).toEqual(["I7"]);
  });

  it("is broken by a second mail", () => {
    expect(
      afterwards(({ evidence, ada }) => {
        evidence.mails = new Map([[ada.booking, 2]]);
      }),
    ).toEqual(["I7"]);
  });
});

describe("I8", () => {
  it("is broken by a buyer who was allowed more than the limit", () => {
    expect(afterwards(({ notes }) => void notes.greed.push(null))).toEqual(["I8"]);
  });
});
