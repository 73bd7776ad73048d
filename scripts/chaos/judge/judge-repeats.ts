import type { Memory } from "../crowd/memory.ts";

const MAX_REPEATS = 200;
const AT_A_TIME = 8;

/** I4: asks again, under their keys, for a fair part of all that was acknowledged; contradictions go into the memory. */
export async function judgeRepeats(memory: Memory): Promise<void> {
  const step = Math.max(1, Math.ceil(memory.repeatable.length / MAX_REPEATS));
  const waiting = memory.repeatable.filter((_, index) => index % step === 0).values();
  const lane = async (): Promise<void> => {
    for (const repeatable of waiting) {
      const reply = await repeatable.ask();
      if (reply === undefined)
        memory.contradictions.push(`${repeatable.what} (${repeatable.told}) is not answered any more`);
      else memory.compare(repeatable, reply);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}
