import { describe, expect, it } from "vitest";
import { PAYMENT_STATUSES } from "./payment-statuses.ts";
import { settle, type Settling } from "./settle.ts";

const due = { amountMinor: 4_500, currency: "eur" };

/** Everything that can be known, in every combination. */
function* everything(): Generator<Settling> {
  const maybe = [undefined, true, false] as const;
  for (const status of PAYMENT_STATUSES)
    for (const isFree of [false, true])
      for (const money of [due, { ...due, amountMinor: 4_499 }, { ...due, currency: "usd" }])
        for (const wasCaptured of [false, true])
          for (const isClaimed of maybe)
            for (const seats of [undefined, "sold", "seats_gone"] as const)
              for (const isCaptured of maybe)
                yield {
                  status,
                  isFree,
                  due,
                  money: { ...money, isCaptured: wasCaptured },
                  ...(isClaimed === undefined ? {} : { isClaimed }),
                  ...(seats === undefined ? {} : { seats }),
                  ...(isCaptured === undefined ? {} : { isCaptured }),
                };
}

describe("what to do with money that came", () => {
  it("is to capture and complete only for seats that are sold, the right sum, and the one attempt", () => {
    for (const known of everything()) {
      const { act } = settle(known);
      if (act !== "capture" && act !== "complete") continue;
      expect(known).toMatchObject({ isClaimed: true, seats: "sold", money: due });
      expect(act === "complete").toBe(known.money.isCaptured || known.isCaptured === true);
    }
  });

  it("is never to give back what has bought seats, nor to touch what went back", () => {
    for (const known of everything()) {
      const { act } = settle(known);
      const hasBought = ["completed", "refunding", "disputed", "charged_back"].includes(known.status);
      const wentBack = known.status === "voided" || known.status === "refunded";
      const expected = hasBought || (wentBack && known.isFree) ? "nothing" : "free_seats";
      expect(act === expected).toBe(hasBought || wentBack);
    }
  });

  it("is to give a wrong sum or currency back, flagged, before the seats are touched", () => {
    for (const known of everything()) {
      const isWrong = known.money.amountMinor !== due.amountMinor || known.money.currency !== due.currency;
      const next = settle(known);
      expect(next.act === "give_back" && next.isFlagged).toBe(isWrong && isOpenForMoney(known));
    }
  });

  it("comes to an end, whatever is learnt", () => {
    for (const known of everything()) {
      const learnt = { isClaimed: true, seats: "sold", isCaptured: true };
      const third = settle({ ...known, ...learnt });
      expect(["claim", "confirm", "capture"]).not.toContain(third.act);
    }
  });
});

function isOpenForMoney({ status }: Settling): boolean {
  return ["pending", "processing", "authorised", "failed", "expired"].includes(status);
}
