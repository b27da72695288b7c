// What only a browser has: requests that tell how far they are, lines that come and go, notes that survive a reload. Each stands in here.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { upload } from "s3-multipart-upload";

let requests;
let etag;
beforeEach(() => {
  requests = [];
  etag = '"e"';
  globalThis.XMLHttpRequest = class {
    upload = {};
    headers = {};
    status = 0;
    responseText = "";
    constructor() {
      requests.push(this);
    }
    open(method, url) {
      Object.assign(this, { method, url });
    }
    setRequestHeader(name, value) {
      this.headers[name] = value;
    }
    getResponseHeader(name) {
      return name === "ETag" ? etag : null;
    }
    send(body) {
      this.body = body;
    }
    abort() {
      this.aborted = true;
    }
    answer(status, text = "") {
      this.status = status;
      this.responseText = text;
      this.onload();
    }
  };
});
afterEach(() => {
  delete globalThis.XMLHttpRequest;
  mock.timers.reset();
});

const server = async (url) =>
  Response.json(
    url.endsWith("/multipart")
      ? { key: "k", uploadId: "u", partSize: 10 }
      : url.includes("/complete")
        ? { key: "k", location: "l", etag: "e", size: 15 }
        : { url: "https://bucket.example/k", headers: { "x-amz-checksum-crc32": "crc" } },
  );

/** As often as it takes until a promise that waits for no timer has gone on. */
async function until(condition) {
  for (let turns = 0; !condition(); turns++) {
    assert.ok(turns < 1000, "It does not happen");
    await turn();
  }
}

const send = (options) =>
  upload(new Blob(["fifteen bytes.."]), { endpoint: "", fetch: server, store: new Map(), concurrency: 1, ...options });

test("A part is sent with the headers that were signed, and tells how far it is", async () => {
  const told = [];
  const sending = send({ onProgress: ({ loaded }) => told.push(loaded) });
  await until(() => requests[0]?.body);
  assert.deepEqual([requests[0].method, requests[0].headers], ["PUT", { "x-amz-checksum-crc32": "crc" }]);
  requests[0].upload.onprogress({ loaded: 4 });
  requests[0].answer(200);
  await until(() => requests[1]?.body);
  assert.equal(await requests[1].body.text(), "tes..");
  requests[1].answer(200);
  assert.equal((await sending).size, 15);
  assert.deepEqual(told, [4, 10, 15]);
});

test("A request that nothing comes of is sent again, and what it has told is taken back", async () => {
  const told = [];
  const sending = send({ platform: { random: () => 0 }, onProgress: ({ loaded }) => told.push(loaded) });
  await until(() => requests[0]?.body);
  requests[0].upload.onprogress({ loaded: 4 });
  requests[0].onerror();
  for (const number of [1, 2]) {
    await until(() => requests[number]?.body);
    requests[number].answer(200);
  }
  await sending;
  assert.deepEqual(told, [4, 0, 10, 15]);
});

test("A request that stands still for a minute is ended and sent again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sending = send({ platform: { sleep: async () => {} } });
  await until(() => requests[0]?.body);
  mock.timers.tick(59_999);
  requests[0].upload.onprogress({ loaded: 4 });
  mock.timers.tick(59_999);
  assert.equal(requests[0].aborted, undefined);
  mock.timers.tick(1);
  assert.equal(requests[0].aborted, true);
  for (const number of [1, 2]) {
    await until(() => requests[number]?.body);
    requests[number].answer(200);
  }
  await sending;
});

test("Stopping ends the request, and a wait for the line or for time", async () => {
  const controller = new AbortController();
  const sending = send({ signal: controller.signal });
  await until(() => requests[0]?.body);
  controller.abort();
  await assert.rejects(sending, { name: "AbortError" });
  assert.equal(requests[0].aborted, true);

  for (const platform of [{ isOnline: () => false }, { random: () => 1 }]) {
    const other = new AbortController();
    const refused = async () => (queueMicrotask(() => other.abort()), new Response("", { status: 503 }));
    globalThis.addEventListener = globalThis.removeEventListener = () => {};
    const waiting = send({ signal: other.signal, platform, fetch: refused });
    if (!platform.random) {
      other.abort();
    }
    await assert.rejects(waiting, { name: "AbortError" });
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  }
});

test("A wait for the line ends when the browser says that it is back", async () => {
  const events = new EventTarget();
  globalThis.addEventListener = events.addEventListener.bind(events);
  globalThis.removeEventListener = events.removeEventListener.bind(events);
  let line = false;
  const sending = send({ platform: { isOnline: () => line } });
  await turn();
  assert.equal(requests.length, 0);
  line = true;
  events.dispatchEvent(new Event("online"));
  for (const number of [0, 1]) {
    await until(() => requests[number]?.body);
    requests[number].answer(200);
  }
  await sending;
  delete globalThis.addEventListener;
  delete globalThis.removeEventListener;
});

test("Headers that the page may not see are asked for only where they matter", async () => {
  const asked = new Set();
  const sending = send({ platform: { sleep: async () => {} } });
  for (const [number, status] of [[0, 503], [1, 500], [2, 200], [3, 200]]) {
    await until(() => requests[number]?.body);
    requests[number].getResponseHeader = (name) => (asked.add(`${status} ${name}`), name === "ETag" ? etag : null);
    requests[number].answer(status);
  }
  await sending;
  assert.deepEqual([...asked], ["503 Retry-After", "200 ETag"]);
});

test("A hidden ETag is said to be a rule of the bucket", async () => {
  etag = null;
  const sending = send();
  await until(() => requests[0]?.body);
  requests[0].answer(200);
  await assert.rejects(sending, /ExposeHeaders/);
});
