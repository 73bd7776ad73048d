import type { EventId } from "../../domain/contract/ids.ts";
import type { Combiner, Sender } from "./combiner.ts";

/** Events that an isolate combines for at the same time. */
const MAX_EVENTS = 64;

/**
 * The combiners of each event, by a small number: a gate's, say. Where there are too many events, those go for which nothing
 * is under way; one that is at work is never taken from its requests.
 */
export class CombinersByEvent<Item, Answer, Requester extends Sender> {
  readonly #create: (event: EventId, number: number) => Combiner<Item, Answer, Requester>;
  readonly #ofEvent = new Map<EventId, (Combiner<Item, Answer, Requester> | undefined)[]>();

  constructor(create: (event: EventId, number: number) => Combiner<Item, Answer, Requester>) {
    this.#create = create;
  }

  of(event: EventId, number: number): Combiner<Item, Answer, Requester> {
    return this.#ofEvent.get(event)?.[number] ?? this.#add(event, number);
  }

  #add(event: EventId, number: number): Combiner<Item, Answer, Requester> {
    const combiner = this.#create(event, number);
    const known = this.#ofEvent.get(event);
    if (known !== undefined) return (known[number] = combiner);
    for (const [other, combiners] of this.#ofEvent) {
      if (this.#ofEvent.size < MAX_EVENTS) break;
      if (combiners.every((each) => each === undefined || each.isIdle)) this.#ofEvent.delete(other);
    }
    const combiners: (Combiner<Item, Answer, Requester> | undefined)[] = [];
    combiners[number] = combiner;
    this.#ofEvent.set(event, combiners);
    return combiner;
  }
}
