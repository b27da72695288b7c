// Chance that is the same for the same words, whatever the order of the requests.
import { createHash } from "node:crypto";

/** From 0 to below 1. */
export const dice = (...words) => createHash("sha256").update(words.join("/")).digest().readUInt32BE() / 2 ** 32;

export const between = (from, to, ...words) => from + Math.floor(dice(...words) * (to - from + 1));

/** Bytes that are the same for the same words. */
export function bytes(length, ...words) {
  const result = Buffer.alloc(length);
  let block = createHash("sha256").update(words.join("/")).digest();
  for (let offset = 0; offset < length; offset += block.length) {
    block.copy(result, offset);
    block = createHash("sha256").update(block).digest();
  }
  return result;
}
