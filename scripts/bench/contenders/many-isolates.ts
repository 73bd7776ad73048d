/**
 * The local edge with many isolates, as production has them: Workers that share the objects of the first one. Made out of
 * local/workerd/sluice.capnp, whose Worker is copied; the copies name the first one's objects instead of having their own.
 * Sockets: `http`, `http1` … Paths of embedded files become absolute from the project's root: run with `--import-path`.
 */
const MAIN = /^const main :Workerd\.Worker = \(\n.*?^\);\n/ms;
/** On one line or several, up to the next member. */
const OWN_OBJECTS = /^ {2}durableObject(?:Namespaces|Storage) = .*?\n(?= {2}[a-z#])/gms;

/** Throws when the file is not as it was when this was written. */
export function manyIsolates(capnp: string, isolates: number): string {
  const rooted = capnp
    .replaceAll(/embed "\.\.\/\.\.\//g, 'embed "/')
    .replaceAll(/embed "(?!\/)/g, 'embed "/local/workerd/');
  const main = MAIN.exec(rooted)?.[0];
  if (main === undefined) throw new Error("sluice.capnp has no Worker `main`");
  const others = Array.from({ length: isolates - 1 }, (_, i) => i + 1);
  const copy = main
    .replaceAll(OWN_OBJECTS, "")
    .replaceAll(
      /durableObjectNamespace = "(\w+)"/g,
      'durableObjectNamespace = (className = "$1", serviceName = "main")',
    );
  if (/durableObjectNamespaces|durableObjectStorage/.test(copy)) throw new Error("sluice.capnp: objects not found");
  return (
    rooted
      .replace(
        /^ {4}\(name = "main", worker = \.main\),\n/m,
        (line) => line + others.map((i) => `    (name = "main${i}", worker = .main${i}),\n`).join(""),
      )
      .replace(
        /^ {4}\(name = "http", http = \(\), service = "main"\),\n/m,
        (line) => line + others.map((i) => `    (name = "http${i}", http = (), service = "main${i}"),\n`).join(""),
      ) + others.map((i) => `\n${copy.replace("const main ", `const main${i} `)}`).join("")
  );
}

/** The sockets of so many isolates, in order. */
export function socketNames(isolates: number): string[] {
  return Array.from({ length: isolates }, (_, i) => (i === 0 ? "http" : `http${i}`));
}
