// A world without waiting: time passes at once, and is written down.
import { dice } from "./dice.js";

export function calm(seed = "calm", slept = []) {
  let drawn = 0;
  return {
    slept,
    now: () => 0,
    random: () => dice(seed, "random", drawn++),
    isOnline: () => true,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
    },
  };
}
