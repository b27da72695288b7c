import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { crc32 } from "node:zlib";
import { abort, upload, UploadError } from "s3-multipart-upload";
import { calm } from "./calm.js";
import { bytes } from "./dice.js";
import { base64, Fake } from "./fake.js";

let fake;
let store;
let platform;
beforeEach(async () => {
  fake = await Fake.start();
  store = new Map();
  platform = calm();
});
afterEach(() => fake.stop());

const fileOf = (size, content = "a", lastModified = 1) =>
  new File([bytes(size, content)], "Ärger & Co.mov", { type: "video/quicktime", lastModified });
const send = (file, options) => upload(file, { endpoint: fake.endpoint, store, platform, ...options });
const isFile = async (file, { key }) => assert.ok(fake.objects.get(key).equals(Buffer.from(await file.arrayBuffer())));
const fails = (name, ...kinds) => (fake.fault = (asked, before) => (asked === name ? kinds[before] : undefined));
const always = (name, kind) => (fake.fault = (asked) => (asked === name ? kind : undefined));

test("A file is stored in parts of the server's size, with its name, type, size and metadata", async () => {
  const file = fileOf(2500);
  const stored = await send(file, { metadata: { album: "2026" } });
  await isFile(file, stored);
  assert.deepEqual(Object.keys(stored), ["key", "location", "etag", "size"]);
  assert.equal(stored.size, 2500);
  const [created] = fake.uploads.values();
  const { type, metadata, checksum, key } = created;
  assert.deepEqual([type, metadata, checksum, key], ["video/quicktime", { album: "2026" }, "CRC32", stored.key]);
  assert.ok(stored.key.endsWith("Ärger & Co.mov"));
  assert.equal(fake.count("PUT"), 3);
  assert.equal(store.size, 0);
});

for (const size of [0, 1, 999, 1000, 1001]) {
  test(`A file of ${size} bytes beside parts of 1000`, async () => isFile(fileOf(size), await send(fileOf(size))));
}

test("Checksums are right across the chunks that are read, and whatever remains after eights", async () => {
  fake.partSize = 3 << 20;
  for (const size of [(1 << 20) + 7, (2 << 20) + 8, 3 << 20, 13]) {
    const file = fileOf(size);
    const stored = await send(file);
    await isFile(file, stored);
    const { parts } = [...fake.uploads.values()].at(-1);
    assert.equal(parts.get(1).crc, base64(crc32(bytes(size, "a"))));
  }
});

test("Checksums are right where the browser gives pieces of its own, of any length and at any place in memory", async () => {
  const data = bytes(2500, "a");
  const file = fileOf(2500);
  file.slice = (from, to) => {
    const part = new Blob([data.subarray(from, to)]);
    part.stream = () => {
      const pieces = [];
      for (let at = from; at < Math.min(to, 2500); at += 37) {
        pieces.push(new Uint8Array(data.buffer, data.byteOffset + at, Math.min(37, to - at, 2500 - at)));
      }
      return new ReadableStream({ pull: (line) => (pieces.length ? line.enqueue(pieces.shift()) : line.close()) });
    };
    return part;
  };
  await isFile(file, await send(file));
});

test("A blob without a name gets the one that is given", async () => {
  const { key } = await send(new Blob(["x"]), { name: "notes.txt" });
  assert.match(key, /notes\.txt$/);
});

test("As many parts are under way as are allowed, and no more", { timeout: 60_000 }, async () => {
  const waiting = [];
  fake.arrived = () => new Promise((resolve) => {
    if (waiting.push(resolve) === 3) {
      waiting.splice(0).forEach((go) => go());
    }
  });
  await send(fileOf(21_000), { concurrency: 3 });
  assert.equal(fake.mostInFlight, 3);
});

test("Progress ends at the total, and begins with what is stored already", async () => {
  const told = [];
  always("PUT 3", 401);
  await assert.rejects(send(fileOf(2500), { concurrency: 1 }), UploadError);
  fake.fault = () => undefined;
  await send(fileOf(2500), { concurrency: 1, onProgress: (progress) => told.push(progress) });
  assert.deepEqual(told, [{ loaded: 1000, total: 2500 }, { loaded: 2000, total: 2500 }, { loaded: 2500, total: 2500 }]);
});

test("A part that fails is sent again, after a random time of an interval that doubles", async () => {
  fails("PUT 1", 500, 502, "cut before", "cut after");
  platform.random = () => 0.5;
  await isFile(fileOf(900), await send(fileOf(900)));
  assert.deepEqual(platform.slept, [250, 500, 1000, 2000]);
});

test("While a part is on its way the next one is read, and no more", async () => {
  const file = fileOf(4500);
  const slice = file.slice.bind(file);
  const read = [];
  file.slice = (begin, end) => (read.push(begin), slice(begin, end));
  const seen = [];
  fake.fault = (name) => void (name.startsWith("PUT") && seen.push(Math.max(...read)));
  await isFile(file, await send(file, { concurrency: 1 }));
  assert.deepEqual(seen, [1000, 2000, 3000, 4000, 4000]);
});

test("What was read ahead serves one attempt: bytes that the store refuses are read anew", async () => {
  const file = fileOf(2500);
  const slice = file.slice.bind(file);
  const read = [];
  file.slice = (begin, end) => (read.push(begin), slice(begin, end));
  fails("PUT 2", "flip");
  await isFile(file, await send(file, { concurrency: 1 }));
  // Each part is sliced for its checksum and for its body; the second twice.
  assert.equal(read.filter((begin) => begin === 1000).length, 4);
});

test("Stopping ends a read that hangs", async () => {
  const file = fileOf(2500);
  const slice = file.slice.bind(file);
  let hangs;
  const hanging = new Promise((resolve) => (hangs = resolve));
  const stream = () => (hangs(), new ReadableStream({ pull: () => new Promise(() => {}) }));
  file.slice = (begin, end) => Object.assign(slice(begin, end), begin === 1000 && { stream });
  const stop = new AbortController();
  const sending = send(file, { signal: stop.signal, concurrency: 2 });
  await hanging;
  stop.abort(new Error("enough"));
  await assert.rejects(sending, /enough/);
});

test("A part that could not be read ahead is read when its turn has come", async () => {
  const file = fileOf(2500);
  const slice = file.slice.bind(file);
  let fail = true;
  file.slice = (begin, end) => {
    const part = slice(begin, end);
    if (begin === 1000 && fail) {
      fail = false;
      part.stream = () => {
        throw new Error("for a moment");
      };
    }
    return part;
  };
  await isFile(file, await send(file, { concurrency: 1 }));
  assert.equal(fail, false);
});

test("An upload that is stopped because another was lost is still remembered", async () => {
  const lost = new UploadError("gone", { gone: true });
  const stop = new AbortController();
  fake.fault = (name) => void (name === "PUT 2" && stop.abort(lost));
  await assert.rejects(send(fileOf(2500), { signal: stop.signal, concurrency: 1 }), lost);
  assert.equal(store.size, 1);
});

test("What progress throws ends the upload, be it but once, and within an event, which throws to nobody", async () => {
  const bug = new TypeError("element is gone");
  platform.put = async (url, body, headers, signal, onSent) => {
    try {
      onSent(1);
    } catch {
      // As a browser has it for its events.
    }
    const { status, headers: given } = await fetch(url, { method: "PUT", body, headers, signal });
    return { status, etag: given.get("etag"), retryAfter: 0, text: "" };
  };
  let bugs = 1;
  const onProgress = () => {
    if (bugs-- > 0) {
      throw bug;
    }
  };
  await assert.rejects(send(fileOf(2500), { onProgress }), bug);
});

test("What is tried again is told before the wait: the part, how often it has failed, for how long, and why", async () => {
  const faults = { create: [429], "PUT 2": [500, "flip"], complete: [503] };
  fake.fault = (name) => faults[name]?.shift();
  platform.random = () => 0.5;
  const told = [];
  const onRetry = ({ part, attempt, delay, reason }) => {
    assert.ok(reason instanceof UploadError);
    told.push([part, attempt, delay, reason.status, platform.slept.length]);
  };
  await isFile(fileOf(2500), await send(fileOf(2500), { concurrency: 1, onRetry }));
  assert.deepEqual(told, [
    [undefined, 1, 7000, 429, 0],
    [2, 1, 250, 500, 1],
    [2, 2, 500, 400, 2],
    [undefined, 1, 250, 503, 3],
  ]);
  assert.deepEqual(platform.slept, told.map(([, , delay]) => delay));
});

test("What is not tried again is told by the error alone", async () => {
  const told = [];
  const onRetry = ({ attempt }) => told.push(attempt);
  always("PUT 1", 503);
  await assert.rejects(send(fileOf(10), { onRetry }), { status: 503 });
  assert.deepEqual(told, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("The server's Retry-After is kept, where it is longer", async () => {
  fails("create", 429, 429);
  await send(fileOf(10));
  assert.deepEqual(platform.slept, [7000, 7000]);
});

test("A date is a Retry-After, too; one beyond five minutes is not waited for", async () => {
  let seconds = 60;
  const answer = async () =>
    new Response("{}", { status: 503, headers: { "retry-after": new Date(seconds * 1000).toUTCString() } });
  platform.sleep = async (milliseconds) => {
    platform.slept.push(milliseconds);
    seconds = 3600;
  };
  const error = await send(fileOf(10), { fetch: answer }).catch((error) => error);
  assert.deepEqual(platform.slept, [60_000]);
  assert.deepEqual([error.retryAfter, error.retryable, error.status], [3_600_000, true, 503]);
});

test("Ten failures of one step are enough, and what is stored stays for the next call", async () => {
  always("PUT 2", 503);
  const error = await send(fileOf(3000)).catch((error) => error);
  assert.ok(error instanceof UploadError);
  assert.deepEqual([error.status, error.title, error.retryable, platform.slept.length], [503, "Fault", true, 9]);
  assert.equal(fake.count("PUT 2|"), 10);
  assert.equal(store.size, 1);

  fake.log = [];
  fake.fault = () => undefined;
  await isFile(fileOf(3000), await send(fileOf(3000)));
  assert.equal(fake.count("create"), 0);
  assert.equal(fake.count("PUT 1|") + fake.count("PUT 3|"), 0);
});

test("An expired URL is asked anew, three times at most", async () => {
  fails("sign 1", "expired", "expired");
  await isFile(fileOf(10), await send(fileOf(10)));
  always("sign 1", "expired");
  const error = await send(fileOf(10)).catch((error) => error);
  assert.deepEqual([error.status, error.title, error.detail, error.retryable], [403, "AccessDenied", "Request has expired", false]);
  assert.equal(fake.count("PUT 1|"), 3 + 3);
});

test("A part that arrives damaged is read and sent again, three times at most", async () => {
  fails("PUT 1", "flip", "flip");
  await isFile(fileOf(10), await send(fileOf(10)));
  always("PUT 1", "flip");
  const error = await send(fileOf(10)).catch((error) => error);
  assert.deepEqual([error.status, error.title], [400, "BadDigest"]);
});

test("The server's refusal is told in its own words, at once", async () => {
  const problem = { status: 413, title: "Too large", detail: "A file may have 20 GiB." };
  const refuse = async () => Response.json(problem, { status: 413 });
  const error = await send(fileOf(10), { fetch: refuse }).catch((error) => error);
  assert.deepEqual(
    [error.name, error.status, error.title, error.detail, error.retryable, error.message],
    ["UploadError", 413, "Too large", "A file may have 20 GiB.", false, "Too large: A file may have 20 GiB."],
  );
  assert.equal(platform.slept.length, 0);
});

test("What the store refuses for good is told at once, though it is the server's fault", async () => {
  const problem = { type: "urn:s3-multipart-upload:store-refuses", status: 500, title: "The store refuses the upload" };
  const refuse = async () => Response.json(problem, { status: 500 });
  await assert.rejects(send(fileOf(10), { fetch: refuse }), { status: 500, title: problem.title, retryable: false });
  assert.equal(platform.slept.length, 0);
});

test("A page to sign in is no upload server", async () => {
  const error = await send(fileOf(10), { fetch: async () => new Response("<html>") }).catch((error) => error);
  assert.match(error.message, /sign in/);
  const senseless = async () => Response.json({ key: "k", uploadId: "u", partSize: 0 });
  await assert.rejects(send(fileOf(10), { fetch: senseless }), /not an upload server/);
});

test("A bucket whose rules hide the ETag is named", async () => {
  fake.exposesETag = false;
  await assert.rejects(send(fileOf(10)), /ExposeHeaders/);
});

test("An upload that is gone is begun anew, once", async () => {
  fails("sign 3", "lose");
  await isFile(fileOf(3000), await send(fileOf(3000), { concurrency: 1 }));
  assert.equal(fake.count("create"), 2);

  fake.log = [];
  always("sign 3", "lose");
  const error = await send(fileOf(3000)).catch((error) => error);
  assert.deepEqual([error.status, fake.count("create"), store.size], [404, 2, 0]);
});

test("Stopping ends at once with the signal's reason; the same call goes on", async () => {
  const controller = new AbortController();
  fake.asked = (name) => name === "PUT 3" && controller.abort();
  await assert.rejects(send(fileOf(5000), { concurrency: 1, signal: controller.signal }), { name: "AbortError" });
  await assert.rejects(send(fileOf(5000), { signal: controller.signal }), { name: "AbortError" });

  fake.log = [];
  await isFile(fileOf(5000), await send(fileOf(5000)));
  assert.deepEqual([fake.count("create"), fake.count("PUT 1|"), fake.count("PUT 2|"), fake.count("PUT 5|")], [0, 0, 0, 1]);
});

test("Another file of the same name, size and date takes nothing over but what agrees", async () => {
  const mixed = new File([bytes(1000, "a"), bytes(1500, "b")], fileOf(1).name, { type: "video/quicktime", lastModified: 1 });
  always("PUT 3", 401);
  await assert.rejects(send(fileOf(2500)), UploadError);
  fake.fault = () => undefined;
  fake.log = [];
  await isFile(mixed, await send(mixed));
  assert.deepEqual([fake.count("create"), fake.count("PUT 1|"), fake.count("PUT 2|"), fake.count("PUT 3|")], [0, 0, 1, 1]);
});

test("Without checksums nothing is taken over, for nothing can be compared; what was begun can be aborted", async () => {
  always("PUT 3", 401);
  await assert.rejects(send(fileOf(2500), { checksum: false }), UploadError);
  fake.fault = () => undefined;
  fake.log = [];
  await isFile(fileOf(2500), await send(fileOf(2500), { checksum: false }));
  assert.deepEqual([fake.count("create"), fake.count("PUT")], [1, 3]);

  always("PUT 3", 401);
  await assert.rejects(send(fileOf(2500), { checksum: false }), UploadError);
  await abort(fileOf(2500), { endpoint: fake.endpoint, store, platform, checksum: false });
  assert.equal([...fake.uploads.values()].at(-1).aborted, true);
});

test("Who is cut off while completing has but to complete, even where the store has done so", async () => {
  always("complete", "cut after");
  await assert.rejects(send(fileOf(2500)), { status: 0, retryable: true });
  fake.fault = () => undefined;
  fake.log = [];
  const stored = await send(fileOf(2500));
  await isFile(fileOf(2500), stored);
  assert.deepEqual([fake.log, fake.objects.size, store.size], [["complete|"], 1, 0]);
});

test("A part that somebody else has overwritten is sent again before the server completes", async () => {
  fake.asked = (name) => {
    if (name === "complete" && fake.count("complete") === 1) {
      [...fake.uploads.values()][0].parts.set(2, { data: Buffer.alloc(1000), etag: "other", crc: "AAAAAA==" });
    }
  };
  await isFile(fileOf(2500), await send(fileOf(2500)));
  assert.deepEqual([fake.count("complete"), fake.count("PUT 1|"), fake.count("PUT 2|")], [2, 1, 2]);
});

test("A server that completes nothing is not asked for ever", async () => {
  always("complete", 422);
  await assert.rejects(send(fileOf(2500)), { status: 422 });
  assert.deepEqual([fake.count("complete"), fake.count("PUT")], [2, 3]);
});

test("Two tabs with one file: each is told of an object that is the file", async () => {
  const file = fileOf(9000);
  for (const stored of await Promise.all([send(file), send(file), send(file)])) {
    await isFile(file, stored);
  }
});

test("Abort deletes what is stored, and forgets it; without anything it does nothing", async () => {
  const options = { endpoint: fake.endpoint, store, platform };
  await abort(fileOf(2500), options);
  assert.equal(fake.log.length, 0);
  always("PUT 3", 401);
  await assert.rejects(send(fileOf(2500)), UploadError);
  await abort(fileOf(2500), options);
  assert.deepEqual([[...fake.uploads.values()][0].aborted, store.size], [true, 0]);
});

test("Headers go to the server with each call, and never to the store", async () => {
  let asked = 0;
  const seen = new Set();
  const ask = (url, init) => (seen.add(new Headers(init.headers).get("authorization")), fetch(url, init));
  await send(fileOf(2500), { fetch: ask, headers: async () => ({ authorization: `Bearer ${++asked}` }), concurrency: 1 });
  assert.equal(seen.size, 5);
});

test("Offline, nothing is counted: the upload goes on when the line is back", async () => {
  let failures = 0;
  let line = true;
  always("PUT 2", "cut before");
  fake.asked = (name) => name === "PUT 2" && ((line = false), failures++);
  platform.isOnline = () => line;
  platform.online = async () => {
    line = true;
    if (failures === 25) {
      fake.fault = () => undefined;
      fake.asked = () => {};
    }
  };
  await isFile(fileOf(3000), await send(fileOf(3000), { concurrency: 1 }));
  assert.equal(failures, 25);
});

test("A file that cannot be read any more is named, at once", async () => {
  const file = fileOf(3000);
  file.slice = () => ({
    size: 1000,
    stream: () => new ReadableStream({ type: "bytes", pull: () => { throw new DOMException("gone", "NotReadableError"); } }),
  });
  const error = await send(file).catch((error) => error);
  assert.match(error.message, /cannot be read/);
  assert.deepEqual([error.cause.name, error.retryable, fake.count("PUT")], ["NotReadableError", false, 0]);
});

test("A store of notes that fails, or holds nonsense, fails no upload", async () => {
  const broken = () => { throw new Error("quota"); };
  await isFile(fileOf(2500), await send(fileOf(2500), { store: { get: broken, set: broken, delete: broken } }));
  const nonsense = { get: () => ({ key: "k", uploadId: "u", partSize: NaN }), set() {}, delete() {} };
  await isFile(fileOf(2500), await send(fileOf(2500), { store: nonsense }));
});

test("Bad input is refused before the first request", async () => {
  await assert.rejects(send("text"), TypeError);
  for (const options of [{ concurrency: 0 }, { concurrency: 1.5 }, { endpoint: undefined }]) {
    await assert.rejects(send(fileOf(1), options), TypeError);
  }
  assert.equal(fake.log.length, 0);
});

test("A file of another size at the end is no success", async () => {
  const answer = { key: "k", location: "l", etag: "e", size: 1 };
  const short = async (url, init) => (url.includes("/complete") ? Response.json(answer) : fetch(url, init));
  await assert.rejects(send(fileOf(2500), { fetch: short }), /is not the file/);
  assert.equal(store.size, 0);
});

for (const type of ["FULL_OBJECT", "COMPOSITE"]) {
  test(`An object of another ${type} checksum is not believed: the file is sent anew`, async () => {
    fake.tellsChecksum = type;
    const [one, other] = [fileOf(2500), fileOf(2500, "b")];
    let first;
    fake.asked = (name) => {
      if (name === "complete" && fake.count("complete") === 1) {
        // Another tab sends its own parts and completes.
        const [upload] = fake.uploads.values();
        first = upload.key;
        [0, 1, 2].forEach((part) => fake.store(upload, part + 1, bytes(2500, "b").subarray(part * 1000, part * 1000 + 1000)));
        fake.complete(upload, [...upload.parts].map(([PartNumber, { etag }]) => ({ PartNumber, ETag: etag })));
      }
    };
    const stored = await send(one);
    await isFile(other, { key: first });
    await isFile(one, stored);
    assert.notEqual(stored.key, first);
  });
}

for (const size of [0, 1, 999, 1000, 2500, 70_001]) {
  test(`The checksum of the whole, where it is told, is that of the parts: ${size} bytes`, async () => {
    for (fake.tellsChecksum of ["FULL_OBJECT", "COMPOSITE"]) {
      await isFile(fileOf(size), await send(fileOf(size)));
    }
    assert.equal(fake.count("create"), 2);
  });
}

test("To abort what is stored already is refused, and forgotten", async () => {
  always("complete", "cut after");
  await assert.rejects(send(fileOf(2500)), { status: 0 });
  fake.fault = () => undefined;
  const options = { endpoint: fake.endpoint, store, platform };
  await assert.rejects(abort(fileOf(2500), options), { status: 409 });
  assert.equal(store.size, 0);
});

test("An upload that another call has completed is no start for this one", async () => {
  await send(fileOf(2500));
  const [[uploadId, { key }]] = fake.uploads;
  let saved = { key, uploadId, partSize: 1000 };
  const notes = { get: () => saved, set: (_, upload) => (saved = upload), delete: () => (saved = undefined) };
  assert.notEqual((await send(fileOf(2500), { store: notes })).key, key);
});
