// One call of the client: node client.js ENDPOINT FILE '{"user": …, "notes": FILE, "act": "abort", …options}'. Prints what it returns
// as JSON, or its error. Notes are kept in a file, so that another process goes on; waits are over at once.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { abort, upload } from "./Package/dist/index.js";

const [endpoint, path, call] = process.argv.slice(2);
const { user, notes, act, loseCompletion, otherTab, ...options } = JSON.parse(call);
const read = () => (existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : {});
const write = (change) => {
  const all = read();
  change(all);
  writeFileSync(notes, JSON.stringify(all));
};
const store = {
  get: (id) => read()[id],
  set: (id, saved) => write((all) => (all[id] = saved)),
  delete: (id) => write((all) => delete all[id]),
};
const fileOf = (bytes) => new File([readFileSync(bytes)], basename(path), { type: "image/jpeg", lastModified: 1 });
const file = fileOf(path);
const common = { endpoint, store, headers: { "X-User": user }, platform: { sleep: async () => {} } };
let lost = 0;
let other;
const ask = async (url, init) => {
  if (url.includes("/complete")) {
    // Another tab, with other bytes under this name, gets ahead.
    other ??= otherTab && (await upload(fileOf(otherTab), common));
  }
  const answer = await fetch(url, init);
  if (url.includes("/complete") && lost++ < (loseCompletion ?? 0)) {
    throw new TypeError("The answer was lost");
  }
  return answer;
};
try {
  const stored = await (act === "abort" ? abort : upload)(file, { ...common, fetch: ask, ...options });
  console.log(JSON.stringify({ ...stored, other }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, status: error.status, title: error.title, message: error.message }));
}
