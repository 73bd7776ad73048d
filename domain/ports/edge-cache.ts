/**
 * Answers that the edge keeps for whoever asks there next, for as long as their Cache-Control says. It may lose any of them, and
 * a cache that fails is one that has nothing: neither method rejects.
 */
export interface EdgeCache {
  /** `address` is an absolute URL; it need not be one that is served. */
  find(address: string): Promise<Response | undefined>;
  /** Only an answer with status 200. Takes its body: give a copy. */
  keep(address: string, answer: Response): Promise<void>;
}
