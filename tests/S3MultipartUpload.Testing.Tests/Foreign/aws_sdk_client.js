// What the AWS SDK for JavaScript does with objects and uploads: prints "done", or fails with the assertion that did not hold.
import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateMultipartUploadCommand, DeleteObjectCommand,
  DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListPartsCommand, NoSuchKey, PutObjectCommand,
  S3Client, UploadPartCommand, UploadPartCopyCommand, paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { accessKeyId, agent, bucket, endpoint, key, region, secretAccessKey, send, smallKey, smallText, source } from "./endpoint.js";

const partSize = 5 * 1024 * 1024;
const data = readFileSync(source);
const settings = {
  endpoint: endpoint.href,
  region,
  credentials: { accessKeyId, secretAccessKey },
  forcePathStyle: true,
  maxAttempts: 1,
  requestHandler: endpoint.protocol === "https:" ? { httpsAgent: agent } : { httpAgent: agent },
};
const s3 = new S3Client(settings);
const at = { Bucket: bucket, Key: key };
const bytes = async (from, extra) => Buffer.from(await (await s3.send(new GetObjectCommand({ ...from, ...extra }))).Body.transformToByteArray());
const encoded = (name) => `${bucket}/${name.split("/").map(encodeURIComponent).join("/")}`;

// One request, and what is kept with the object
await s3.send(new PutObjectCommand({
  Bucket: bucket, Key: smallKey, Body: smallText, ContentType: "text/plain", Metadata: { colour: "blue" }, Tagging: "a=b%20c",
}));
const small = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: smallKey, ChecksumMode: "ENABLED" }));
assert.equal(await small.Body.transformToString(), smallText);
assert.deepEqual([small.ContentType, small.Metadata, small.TagCount], ["text/plain", { colour: "blue" }, 1]);
assert.ok(small.ChecksumCRC32);

// Managed uploads of streams, with each checksum
for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]) {
  let told = 0;
  const upload = new Upload({ client: s3, partSize, queueSize: 4, params: { ...at, Body: createReadStream(source), ChecksumAlgorithm: algorithm } });
  upload.on("httpUploadProgress", ({ loaded }) => { told = Math.max(told, loaded); });
  const stored = await upload.done();
  assert.match(stored.ETag, /-5"$/);
  assert.equal(told, data.length);
  const head = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
  assert.deepEqual([head.ContentLength, head.ETag, head[`Checksum${algorithm}`]], [data.length, stored.ETag, stored[`Checksum${algorithm}`]]);
  assert.ok(head[`Checksum${algorithm}`], algorithm);
  assert.ok(data.equals(await bytes(at, { ChecksumMode: "ENABLED" })), algorithm);
}
assert.ok(data.subarray(5, 1000).equals(await bytes(at, { Range: "bytes=5-999" })));
assert.ok(data.subarray(partSize, 2 * partSize).equals(await bytes(at, { PartNumber: 2 })));

// A stream in one request: its checksum follows it, which nothing but TLS would protect
const streamed = new PutObjectCommand({ Bucket: bucket, Key: "streamed", Body: createReadStream(source), ContentLength: data.length });
if (endpoint.protocol === "https:") {
  await s3.send(streamed);
  assert.ok(data.equals(await bytes({ Bucket: bucket, Key: "streamed" }, { ChecksumMode: "ENABLED" })));
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "streamed" }));
} else {
  await assert.rejects(s3.send(streamed));
}

// Listings and copies
const names = [];
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket: bucket })) {
  names.push(...page.Contents.map((entry) => entry.Key));
}
assert.deepEqual(names, [smallKey, key]);
const copied = await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: "copy ü+", CopySource: encoded(key) }));
assert.ok(copied.CopyObjectResult.ETag);
assert.ok(data.equals(await bytes({ Bucket: bucket, Key: "copy ü+" })));

// Part by part; aborted
const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: "CRC32" }));
const first = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: data.subarray(0, partSize) }));
const second = await s3.send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 2, CopySource: encoded(smallKey) }));
assert.deepEqual(
  (await s3.send(new ListPartsCommand({ ...at, UploadId }))).Parts.map(({ PartNumber, Size }) => [PartNumber, Size]),
  [[1, partSize], [2, smallText.length]]);
const parts = [
  { PartNumber: 1, ETag: first.ETag, ChecksumCRC32: first.ChecksumCRC32 },
  { PartNumber: 2, ETag: second.CopyPartResult.ETag, ChecksumCRC32: second.CopyPartResult.ChecksumCRC32 },
];
await assert.rejects(
  s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts.toReversed() } })),
  { name: "InvalidPartOrder" });
await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }));
assert.ok(Buffer.concat([data.subarray(0, partSize), Buffer.from(smallText)]).equals(await bytes(at)));
const open = await s3.send(new CreateMultipartUploadCommand(at));
assert.deepEqual((await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads.map((found) => found.UploadId), [open.UploadId]);
await s3.send(new AbortMultipartUploadCommand({ ...at, UploadId: open.UploadId }));
const given = new Upload({ client: s3, partSize, queueSize: 1, params: { ...at, Body: createReadStream(source) } });
given.on("httpUploadProgress", () => void given.abort());
await assert.rejects(given.done(), { name: "AbortError" });

// Presigned requests
const getUrl = await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: smallKey }), { expiresIn: 60 });
assert.equal((await send("GET", getUrl)).body.toString(), smallText);
assert.equal((await send("GET", getUrl.replace(/Signature=../, "Signature=00"))).status, 403);
const presigner = new S3Client({ ...settings, requestChecksumCalculation: "WHEN_REQUIRED" });
const putUrl = await getSignedUrl(presigner, new PutObjectCommand({ Bucket: bucket, Key: "presigned ü+" }), { expiresIn: 60 });
assert.equal((await send("PUT", putUrl, data)).status, 200);
assert.ok(data.equals(await bytes({ Bucket: bucket, Key: "presigned ü+" })));

// Errors and deletion
await assert.rejects(s3.send(new GetObjectCommand({ Bucket: bucket, Key: "missing" })), NoSuchKey);
await s3.send(new DeleteObjectsCommand({
  Bucket: bucket, Delete: { Objects: [key, smallKey, "copy ü+", "presigned ü+"].map((Key) => ({ Key })) },
}));
console.log("done");
