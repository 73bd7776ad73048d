import { parseSeatId, type EventId } from "../../domain/contract/ids.ts";
import { seatLabel, type SeatNames } from "../../domain/plan/find-seat.ts";

/** What a plan calls each seat: zone-row-seat, as "B-12-7". */
export class PlanLabels {
  readonly #labels: readonly string[];

  constructor(plan: SeatNames) {
    this.#labels = plan.seats.label.map((_, index) => {
      const { zone, row, seat } = seatLabel(plan, index);
      return `${zone}-${row}-${seat}`;
    });
  }

  of(seat: number): string {
    return this.#labels[seat] ?? `seat ${seat}`;
  }

  /**
   * The index of a seat that somebody names by its label, whatever the case of the letters, or by its id. Throws an error that
   * says why there is no such seat, or that there are several.
   */
  find(name: string, event: EventId): number {
    const byId = parseSeatId(name);
    if (byId !== undefined) {
      if (byId.event !== event) throw new Error(`--seat ${name} is of another event, ${byId.event}`);
      if (this.#labels[byId.seat] === undefined) throw new Error(`--seat ${name} is not in the plan`);
      return byId.seat;
    }
    const wanted = name.toLowerCase();
    const [found, other] = [...this.#labels.keys()].filter((seat) => this.of(seat).toLowerCase() === wanted);
    if (found === undefined) throw new Error(`--seat ${name} is not in the plan, which has such as ${this.of(0)}`);
    if (other !== undefined) throw new Error(`--seat ${name}: the plan has several, name it by its id (st_…)`);
    return found;
  }
}
