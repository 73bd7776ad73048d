/** A form body as Stripe reads it: `a[b]=1` is `{ a: { b: "1" } }`, and `a[0]=x` or `a[]=x` is `{ a: ["x"] }`. */
export type FormValue = string | readonly FormValue[] | FormTree;

export interface FormTree {
  readonly [key: string]: FormValue;
}

type Branch = Map<string, string | Branch>;

export function parseForm(text: string): FormTree {
  const root: Branch = new Map();
  for (const [name, value] of new URLSearchParams(text)) insert(root, pathOf(name), value);
  return toTree(root);
}

/** `line_items[0][quantity]` → line_items, 0, quantity. */
function pathOf(name: string): string[] {
  const [head = "", ...rest] = name.split("[");
  return [head, ...rest.map((part) => part.replace(/\]$/, ""))];
}

function insert(root: Branch, path: readonly string[], value: string): void {
  let branch = root;
  for (const part of path.slice(0, -1)) {
    const next = branch.get(part);
    const child: Branch = next instanceof Map ? next : new Map();
    branch.set(part, child);
    branch = child;
  }
  const last = path.at(-1) ?? "";
  branch.set(last === "" ? String(branch.size) : last, value);
}

function toTree(branch: Branch): FormTree {
  // Without a prototype, so that a field called __proto__ is a field.
  const tree: Record<string, FormValue> = Object.create(null);
  for (const [key, value] of branch) tree[key] = toValue(value);
  return tree;
}

function toValue(value: string | Branch): FormValue {
  if (typeof value === "string") return value;
  const isList = [...value.keys()].every((key) => /^\d+$/.test(key));
  return isList ? [...value.values()].map(toValue) : toTree(value);
}
