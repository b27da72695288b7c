import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import * as client from "s3-multipart-upload";
import { bytes } from "./dice.js";
import { Fake } from "./fake.js";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const readme = read("README.md");
const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

let fake;
const fetched = globalThis.fetch;
before(async () => {
  fake = await Fake.start();
  globalThis.fetch = (url, init) => fetched(new URL(url, fake.origin), init);
});
after(async () => {
  globalThis.fetch = fetched;
  await fake.stop();
});

test("Compressed, the package has less than 5 KB", () => {
  const size = gzipSync(read("dist/index.js").replace(/\n\/\/# source.*/, ""), { level: 9 }).length;
  assert.ok(size < 5000, `${size} bytes`);
});

test("It depends on nothing, on exact versions while it is made, and its lock names no host", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  assert.equal(dependencies, undefined);
  assert.ok(Object.values(devDependencies).every((version) => /^\d+\.\d+\.\d+$/.test(version)));
  assert.doesNotMatch(read("package-lock.json"), /:\/\/|"resolved"/);
});

test("It exports what is written about, and no more", () => {
  assert.deepEqual(Object.keys(client).sort(), ["UploadError", "abort", "upload"]);
});

test("The page names every option, and no other", () => {
  const declared = [...read("src/options.ts").split("interface UploadOptions")[1].split("\n}")[0].matchAll(/^ {2}(\w+)\??:/gm)];
  const named = [...readme.split("## Options")[1].matchAll(/^\| `(\w+)`/gm)];
  assert.deepEqual(named.map(([, name]) => name).sort(), declared.map(([, name]) => name).sort());
});

for (const [number, block] of blocks.entries()) {
  test(`The page's code ${number + 1} of ${blocks.length} runs`, async () => {
    const names = /^import \{ (.*) \} from "s3-multipart-upload";$/m.exec(block)[1].split(", ");
    const around = {
      ...Object.fromEntries(names.map((name) => [name, client[name] ?? assert.fail(name)])),
      file: new File([bytes(2500, "readme", number)], "film.mov"),
      bar: {},
      show: () => {},
      token: async () => "secret",
    };
    const before = fake.objects.size;
    const AsyncFunction = (async () => {}).constructor;
    await new AsyncFunction(...Object.keys(around), block.replace(/^import .*$/m, ""))(...Object.values(around));
    assert.equal(fake.objects.size - before, block.includes("abort(file") ? 0 : 1);
  });
}
