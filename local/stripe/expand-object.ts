import { onTheWire, type Simulation } from "./simulation.ts";

/** `expand[]=payment_intent.latest_charge`: ids on these paths are replaced by what they name; `data.…` goes into lists. */
export function expandObject(sim: Simulation, object: object, paths: readonly string[]): object {
  return paths.reduce((expanded, path) => expandPath(sim, expanded, path.split(".")), object);
}

function expandPath(sim: Simulation, object: object, [field, ...rest]: readonly string[]): object {
  if (field === undefined) return object;
  const value: unknown = Reflect.get(object, field);
  if (Array.isArray(value)) return { ...object, [field]: value.map((item: object) => expandPath(sim, item, rest)) };
  const target = typeof value === "string" ? sim.store.findAny(value) : value;
  if (typeof target !== "object" || target === null) return object;
  const shown = typeof value === "string" ? onTheWire(sim, target as Parameters<typeof onTheWire>[1]) : target;
  return { ...object, [field]: expandPath(sim, shown, rest) };
}
