// Whatever fails, wherever: what is told to be stored is the file's bytes; and once nothing fails any more, it is stored.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { abort, upload, UploadError } from "s3-multipart-upload";
import { between, bytes, dice } from "./dice.js";
import { Fake } from "./fake.js";
import { calm } from "./calm.js";

const seeds = process.env.SEED ? [process.env.SEED] : Array.from({ length: Number(process.env.SEEDS ?? 100) }, (_, seed) => seed);
const everywhere = [500, 503, 429, 502, 408, "cut before", "cut within", "cut after"];
const faults = {
  create: [...everywhere, "page", 403],
  sign: [...everywhere, "expired", "expired", "lose", 403],
  list: [...everywhere, "lose"],
  complete: [...everywhere, "cut after", "cut after", "lose"],
  abort: everywhere,
  PUT: [...everywhere, "flip", "flip", 403, 400, 404],
};

let fake;
before(async () => (fake = await Fake.start()));
after(() => fake.stop());

for (const seed of seeds) {
  test(`seed ${seed}`, () => run(seed));
}

async function run(seed) {
  const partSize = between(1, 3000, seed, "part size");
  const size = dice(seed, "empty") < 0.05 ? 0 : between(1, partSize * 12, seed, "size");
  const rate = [0, 0.05, 0.2, 0.5][between(0, 3, seed, "rate")];
  const files = [0, 1].map((version) => new File([bytes(size, seed, version)], "film.mov", { type: "video/quicktime", lastModified: 1 }));
  const store = new Map();
  const options = {
    endpoint: fake.endpoint,
    concurrency: between(1, 8, seed, "concurrency"),
    checksum: dice(seed, "checksum") < 0.8,
    store,
    platform: calm(seed),
  };
  fake.partSize = partSize;
  fake.tellsChecksum = ["FULL_OBJECT", "COMPOSITE"][between(0, 1, seed, "checksum of the whole")];
  fake.log = [];
  fake.fault = (name, before) => {
    if (dice(seed, name, before) < rate) {
      const kinds = faults[name.split(" ")[0]];
      const kind = kinds[between(0, kinds.length - 1, seed, name, before, "kind")];
      // Bytes that are damaged on their way are seen by their checksum, and only by it.
      return kind === "flip" && !options.checksum ? "cut after" : kind;
    }
  };

  for (let turn = 0; turn < 3; turn++) {
    // Another file of this name, size and date in one case of four; two tabs in another.
    const turns = dice(seed, turn, "tabs") < 0.25 ? [0, 1] : [0];
    await Promise.all(turns.map((tab) => attempt(seed, turn, tab, files[dice(seed, turn, tab, "file") < 0.25 ? 1 : 0], options)));
    if (dice(seed, turn, "abort") < 0.1) {
      await abort(files[0], options).catch(onlyTyped);
    }
  }

  fake.fault = () => undefined;
  const stored = await upload(files[0], options);
  await assertStored(files[0], stored);
  assert.equal(store.size, 0);
  assert.equal(fake.broken, undefined);
}

async function attempt(seed, turn, tab, file, options) {
  const controller = new AbortController();
  // The page goes away after some requests, in half of the cases.
  let left = between(1, 30, seed, turn, tab, "requests");
  if (dice(seed, turn, tab, "leaves") < 0.5) {
    fake.asked = () => --left || controller.abort();
  }
  try {
    await assertStored(file, await upload(file, { ...options, signal: controller.signal }));
  } catch (error) {
    onlyTyped(error);
  } finally {
    fake.asked = () => {};
  }
}

async function assertStored(file, { key, size, etag, location }) {
  assert.ok(fake.objects.get(key)?.equals(Buffer.from(await file.arrayBuffer())), `${key} is not the file`);
  assert.equal(size, file.size);
  assert.ok(etag && location);
}

function onlyTyped(error) {
  assert.ok(error instanceof UploadError || error.name === "AbortError", error);
}
