/**
 * Works through a list, so many at a time: a Worker has six connections, and what waits for one holds a place in line. Nobody
 * stops because another has failed; `onError` is told.
 */
export async function atMost<T>(
  parallel: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
  onError: (item: T, error: unknown) => void,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    // One iterator for all workers: each takes the next item that nobody has.
    for (const item of rest) await work(item).catch((error: unknown) => onError(item, error));
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
}
