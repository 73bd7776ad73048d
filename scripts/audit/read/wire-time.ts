import { z } from "zod";

/** An ISO 8601 time, as milliseconds. */
export const wireTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
