import { budget, UploadError } from "./errors.js";
import type { UploadOptions } from "./options.js";
import type { Platform } from "./platform.js";

const shortest = 500;
const longest = 30_000;

/** A server that wants to be left alone for longer than this is not waited for. */
const patience = 300_000;

/**
 * Does a step until it succeeds, is aborted, or has spent its budget. Between attempts it waits a random time of an interval that doubles
 * (full jitter), and no shorter than the server has asked for. While the browser is offline it waits, and nothing is counted.
 */
export async function retry<T>(
  options: UploadOptions,
  platform: Platform,
  signal: AbortSignal,
  step: () => Promise<T>,
  part?: number,
): Promise<T> {
  let spent = 0;
  for (let failures = 0; ; failures++) {
    while (!platform.isOnline()) {
      await platform.online(signal);
    }
    signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UploadError)) {
        throw error;
      }
      if (error.status || platform.isOnline()) {
        spent += error.cost;
      }
      if (spent >= budget || error.retryAfter > patience) {
        throw error;
      }
      const jitter = platform.random() * Math.min(longest, shortest * 2 ** failures);
      const delay = Math.max(error.retryAfter, jitter);
      options.onRetry?.({ part, attempt: failures + 1, delay, reason: error });
      await platform.sleep(delay, signal);
    }
  }
}
