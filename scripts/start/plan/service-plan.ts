import type { ServiceSpec } from "../../../local/supervisor/service-spec.ts";
import type { DevelopmentKeys } from "../development-keys.ts";
import type { Ports } from "../ports.ts";
import type { Settings } from "../read-settings.ts";
import type { WorkerVariables } from "../worker-variables.ts";

export interface PlanInput {
  readonly settings: Settings;
  readonly keys: DevelopmentKeys;
  readonly ports: Ports;
  readonly dataDirectory: string;
  /** What the stand-ins multiply QStash's and the payment providers' waiting by; 1 is as in production. */
  readonly timeScale: number;
}

/** What one outside service contributes to the stack. */
export interface ServicePlan<Names extends keyof WorkerVariables> {
  /** The processes that stand in for it, in the order in which they start; none when the real one is used. */
  readonly standIns: readonly ServiceSpec[];
  readonly variables: Pick<WorkerVariables, Names>;
  /** Where it is, for people; no secrets. */
  readonly place: string;
}
