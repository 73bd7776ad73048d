import type { Contender, House } from "./contender.ts";
import type { HoldWish } from "./draw-wishes.ts";
import type { RawAnswer } from "./load/answer-reader.ts";
import { Connection } from "./load/connection.ts";

const DUELS = 16;
const FIRST_DUEL_SEAT = 1_000;

/**
 * That a contender does the work, before its speed is measured: a seat goes to one of two who want it at the same moment, a hold
 * is all or nothing, a repeat gets the first answer, and nobody holds without saying who he is. Throws what it does wrong.
 */
export async function checkContender(contender: Contender, house: House, seed: number): Promise<void> {
  const ask = asker(contender, house);
  const nobody = await ask(wish(0, [9], `nobody-${seed}`), anonymous);
  if (contender.name !== "constant-worker")
    expect(contender, "refuses who does not say who he is", nobody.status === 401);
  if (!contender.sells) {
    const held = await ask(wish(1, [1, 2], `somebody-${seed}`));
    expect(contender, "answers a hold", held.status < 300);
    return;
  }
  for (let i = 0; i < DUELS; i++) {
    const wanted = [FIRST_DUEL_SEAT + 2 * i, FIRST_DUEL_SEAT + 2 * i + 1];
    const duel = await Promise.all([0, 1].map((side) => ask(wish(2 * i + side, wanted, `duel-${seed}-${i}-${side}`))));
    const statuses = duel.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(contender, `sells a seat once (answered ${statuses.join(", ")})`, statuses.join() === "201,409");
  }
  await checkAllOrNothing(contender, ask, seed);
  const [first, repeat] = [await ask(wish(3, [100], `repeat-${seed}`)), await ask(wish(3, [100], `repeat-${seed}`))];
  expect(contender, "answers a repeat", first.status === 201 && repeat.status === 201);
  expect(contender, "gives a repeat the first answer", bodyOf(first) === bodyOf(repeat));
}

type Ask = (wish: HoldWish, change?: (request: Uint8Array) => Uint8Array) => Promise<RawAnswer>;

async function checkAllOrNothing(contender: Contender, ask: Ask, seed: number): Promise<void> {
  await ask(wish(5, [200], `taken-${seed}`));
  const both = await ask(wish(6, [200, 201], `both-${seed}`));
  expect(contender, "refuses a hold with a taken seat", both.status === 409);
  const other = await ask(wish(6, [201], `other-${seed}`));
  expect(contender, "leaves the other seats of a refused hold free", other.status === 201);
}

function wish(buyer: number, seats: readonly number[], key: string): HoldWish {
  return { buyer, seats, key };
}

/** One request on a connection of its own. */
function asker(contender: Contender, house: House): Ask {
  return async (wanted, change = (bytes) => bytes) => {
    const { lane, bytes } = house.request(wanted);
    const lost = Promise.withResolvers<never>();
    const fail = (reason: string) => lost.reject(new Error(`${contender.title}: ${reason}`));
    const connection = await Connection.open(contender.ports[lane] ?? 0, lane, fail);
    const answered = new Promise<RawAnswer>((resolve) => connection.ask(change(bytes), resolve));
    try {
      return await Promise.race([answered, lost.promise]);
    } finally {
      connection.close();
    }
  };
}

/** The same request from somebody who does not say who he is. */
function anonymous(request: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(request)
      .toString("latin1")
      .replace(/\r\n(authorization|sluice-pass):/i, "\r\nx-nothing:"),
    "latin1",
  );
}

function bodyOf({ bytes }: RawAnswer): string {
  const text = bytes.toString();
  return text.slice(text.indexOf("\r\n\r\n"));
}

function expect(contender: Contender, claim: string, holds: boolean): void {
  if (!holds) throw new Error(`${contender.title}: this contender should be one that ${claim}`);
}
