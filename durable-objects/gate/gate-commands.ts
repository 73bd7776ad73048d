import {
  CONTRACT_VERSION,
  type CommandAnswer,
  type CommandBatch,
  type EventObjectRpc,
  type Trace,
} from "../../domain/contract/event-object.ts";
import { refuse, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { Combiner, type Sender } from "../event/combiner.ts";

/** A question to the event's object; `askObject` with all but the question given. */
export type AskEvent = <T>(
  trace: Trace | undefined,
  question: (object: EventObjectRpc) => Promise<Result<T>>,
) => Promise<Result<T>>;

type BatchAnswer = Result<readonly CommandAnswer[]>;

/** Commands in one RPC, and commands that may wait for it. */
export const MAX_COMMANDS_PER_RPC = 1_024;
/**
 * What a command may wait under load so that more travel together: four gates then ask the object less than 500 times a second,
 * of the 1,000 that it could bear.
 */
const LINGER_MS = 8;
/** Sent again after twice that: one sender stands for all here, so none other can try first. */
const RESCUE_MS = SECOND_MS / 2;

/**
 * Batches of many isolates, combined into few RPCs to the event's object. Only batches of the same contract travel together:
 * the object judges each by its own, and a gate refuses by itself what is further from it than the object would bear.
 */
export class GateCommands {
  readonly #ask: AskEvent;
  readonly #request: Sender;
  /** At most three: the contract before ours, ours, and the one after. */
  readonly #combiners = new Map<number, Combiner<CommandBatch, BatchAnswer>>();
  #commands = 0;
  #sent = 0;

  /** An object's I/O belongs to the object, not to the request that began it: one sender stands for all. */
  constructor(ask: AskEvent, request: Sender) {
    this.#ask = ask;
    this.#request = request;
  }

  get counters(): { readonly commands: number; readonly sent: number } {
    return { commands: this.#commands, sent: this.#sent };
  }

  execute(batch: CommandBatch): Promise<BatchAnswer> {
    const { contract } = batch;
    this.#commands += batch.commands.length;
    if (Math.abs(contract - CONTRACT_VERSION) > 1) {
      return Promise.resolve(refuse("unavailable", { contract: CONTRACT_VERSION }));
    }
    const combiner = this.#combiners.get(contract) ?? this.#combinerFor(contract);
    this.#combiners.set(contract, combiner);
    return combiner.submit(this.#request, batch);
  }

  #combinerFor(contract: number): Combiner<CommandBatch, BatchAnswer> {
    return new Combiner<CommandBatch, BatchAnswer>({
      send: (batches) => this.#send(contract, batches),
      maxWeight: MAX_COMMANDS_PER_RPC,
      weightOf: ({ commands }) => commands.length,
      lingerMs: LINGER_MS,
      rescueMs: RESCUE_MS,
      overloaded: refuse("overloaded"),
      unavailable: refuse("unavailable"),
    });
  }

  async #send(contract: number, batches: readonly CommandBatch[]): Promise<readonly BatchAnswer[]> {
    this.#sent++;
    const together: CommandBatch = {
      contract,
      commands: batches.flatMap(({ commands }) => commands),
      traces: batches.flatMap(({ traces }) => traces),
    };
    const answers = await this.#ask(together.traces[0], (object) => object.execute(together));
    if (!answers.ok) return batches.map(() => answers);
    let from = 0;
    return batches.map(({ commands }) => {
      const own = answers.value.slice(from, (from += commands.length));
      return { ok: true, value: own };
    });
  }
}
