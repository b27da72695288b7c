// What MinIO's client for JavaScript does with objects and uploads: prints "done", or fails with the assertion that did not hold.
import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import * as Minio from "minio";
import { accessKeyId, agent, bucket, endpoint, key, region, secretAccessKey, send, smallKey, smallText, source } from "./endpoint.js";

const partSize = 5 * 1024 * 1024;
const data = readFileSync(source);
const client = new Minio.Client({
  endPoint: endpoint.hostname,
  port: Number(endpoint.port),
  useSSL: endpoint.protocol === "https:",
  accessKey: accessKeyId,
  secretKey: secretAccessKey,
  region,
  pathStyle: true,
  partSize,
  transportAgent: agent,
});

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks;
}

const bytes = async (name) => Buffer.concat(await collect(await client.getObject(bucket, name)));

// Small, in parts from a file, in parts from a stream of unknown length
assert.ok(await client.bucketExists(bucket));
await client.putObject(bucket, smallKey, smallText, smallText.length, { "Content-Type": "text/plain", "X-Amz-Meta-Colour": "blue" });
const head = await client.statObject(bucket, smallKey);
assert.deepEqual([head.size, head.metaData.colour, head.metaData["content-type"]], [smallText.length, "blue", "text/plain"]);
await client.fPutObject(bucket, key, source, {});
assert.match((await client.statObject(bucket, key)).etag, /-[45]$/); // It may put the last byte into the part before.
await client.putObject(bucket, "streamed", createReadStream(source));
for (const name of [key, "streamed"]) {
  assert.ok(data.equals(await bytes(name)), name);
}
await client.fGetObject(bucket, key, "target.bin");
assert.ok(data.equals(readFileSync("target.bin")));
const some = Buffer.concat(await collect(await client.getPartialObject(bucket, key, 5, 995)));
assert.ok(data.subarray(5, 1000).equals(some));

// Listings, copies, tags
const names = (await collect(client.listObjectsV2(bucket, "", true))).map((entry) => entry.name);
assert.deepEqual(names, [smallKey, key, "streamed"]);
const folders = (await collect(client.listObjects(bucket, "", false))).map((entry) => entry.prefix ?? entry.name);
assert.deepEqual(folders.toSorted(), ["folder/", "streamed"]);
await client.copyObject(bucket, "copy ü+", `/${bucket}/${key}`);
assert.ok(data.equals(await bytes("copy ü+")));
await client.setObjectTagging(bucket, smallKey, { a: "b c" });
assert.deepEqual(await client.getObjectTagging(bucket, smallKey), [{ Key: "a", Value: "b c" }]);

// Parts that are copies; this client does not escape the keys of their sources
await client.putObject(bucket, "small", smallText);
await client.composeObject(
  new Minio.CopyDestinationOptions({ Bucket: bucket, Object: "composed" }),
  ["streamed", "small"].map((name) => new Minio.CopySourceOptions({ Bucket: bucket, Object: name })));
assert.ok(Buffer.concat([data, Buffer.from(smallText)]).equals(await bytes("composed")));

// Presigned requests
const getUrl = await client.presignedGetObject(bucket, smallKey, 60);
assert.equal((await send("GET", getUrl)).body.toString(), smallText);
const putUrl = await client.presignedPutObject(bucket, "presigned ü+", 60);
assert.equal((await send("PUT", putUrl, data)).status, 200);
assert.ok(data.equals(await bytes("presigned ü+")));

// An upload that nobody finished, errors, deletion
const upload = await client.initiateNewMultipartUpload(bucket, key, {});
assert.deepEqual((await collect(client.listIncompleteUploads(bucket, "", true))).map((open) => open.uploadId), [upload]);
await client.removeIncompleteUpload(bucket, key);
await assert.rejects(client.getObject(bucket, "missing"), { code: "NoSuchKey" });
await client.makeBucket("another-bucket", region);
assert.deepEqual((await client.listBuckets()).map((found) => found.name), ["another-bucket", bucket]);
await client.removeBucket("another-bucket");
await client.removeObject(bucket, "streamed");
await client.removeObjects(bucket, [key, smallKey, "copy ü+", "small", "composed", "presigned ü+"]);
console.log("done");
