// The application's server and the store, in one process on 127.0.0.1: the contract that the client is written against, with faults.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { crc32 as checksum } from "node:zlib";

export const base64 = (crc) => {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(crc);
  return four.toString("base64");
};

const md5 = (data) => createHash("md5").update(data).digest("hex");

class Refusal extends Error {
  constructor(status, title, detail = `${title}.`, headers = {}) {
    super(title);
    Object.assign(this, { status, title, detail, headers });
  }
}

export class Fake {
  /** Objects by key. */
  objects = new Map();

  /** Uploads by ticket. */
  uploads = new Map();

  /** What was asked, such as "PUT 3". */
  log = [];

  /** What goes wrong with a request, given its name, such as "PUT 3", and how often it was asked before; undefined for nothing. */
  fault = () => undefined;

  /** Called with the name of a request before it is answered. */
  asked = () => {};

  /** What the answers to parts wait for. */
  arrived = () => new Promise((resolve) => setImmediate(resolve));

  partSize = 1000;
  created = 0;
  exposesETag = true;
  /** FULL_OBJECT, COMPOSITE, or none. */
  tellsChecksum = undefined;
  inFlight = 0;
  mostInFlight = 0;

  static async start() {
    const fake = new Fake();
    fake.server = createServer((request, response) => fake.handle(request, response));
    await new Promise((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    fake.origin = `http://127.0.0.1:${fake.server.address().port}`;
    fake.endpoint = `${fake.origin}/uploads`;
    return fake;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  count(name) {
    return this.log.filter((entry) => entry.startsWith(name)).length;
  }

  async handle(request, response) {
    const url = new URL(request.url, this.origin);
    const [, room, ...path] = url.pathname.split("/").map(decodeURIComponent);
    const name = room === "store" ? `PUT ${path[1]}` : nameOf(request.method, path.slice(2));
    const before = this.count(`${name}|`);
    this.log.push(`${name}|`);
    this.asked(name);
    const fault = this.fault(name, before);
    try {
      if (fault === "cut before") {
        throw fault;
      }
      const body = await read(request, fault === "cut within");
      if (typeof fault === "number") {
        throw new Refusal(fault, "Fault", undefined, fault === 429 ? { "retry-after": "7" } : {});
      }
      const answer = room === "store"
        ? await this.put(request, path, url, body, fault)
        : this.serve(name, path.slice(2), url, body, request, fault);
      if (fault === "cut after") {
        throw fault;
      }
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.text ?? "");
    } catch (error) {
      if (!(error instanceof Refusal)) {
        request.destroy();
        response.destroy();
        if (typeof error !== "string" && error.code !== "ECONNRESET") {
          this.broken ??= error;
        }
      } else if (room === "store") {
        response.writeHead(error.status, error.headers).end(`<Error><Code>${error.title}</Code><Message>${error.detail}</Message></Error>`);
      } else {
        response
          .writeHead(error.status, { "content-type": "application/problem+json", ...error.headers })
          .end(JSON.stringify({ status: error.status, title: error.title, detail: error.detail }));
      }
    }
  }

  serve(name, [ticket, rest], url, body, request, fault) {
    const json = (value) => ({ headers: { "content-type": "application/json" }, text: JSON.stringify(value) });
    if (fault === "page") {
      return { text: "<html>Sign in</html>" };
    }
    if (name === "create") {
      const { filename, type, size, metadata, checksum } = JSON.parse(body);
      if (request.headers["content-type"] !== "application/json") {
        throw new Refusal(415, "JSON is asked for");
      }
      if (!Number.isSafeInteger(size)) {
        throw new Refusal(400, "The size is missing");
      }
      const uploadId = `ticket/${++this.created}+?`;
      const key = `uploads/${this.created}/${filename}`;
      this.uploads.set(uploadId, { key, type, size, metadata, checksum, partSize: this.partSize, parts: new Map() });
      return json({ key, uploadId, partSize: this.partSize, size });
    }
    const upload = this.uploads.get(ticket);
    if (fault === "lose") {
      this.uploads.delete(ticket);
    }
    if (!upload || fault === "lose" || url.searchParams.get("key") !== upload.key || upload.aborted) {
      if (name === "abort" && upload) {
        return { status: 204 };
      }
      throw new Refusal(404, "There is no such upload");
    }
    if (name === "complete") {
      return json(this.complete(upload, JSON.parse(body).parts));
    }
    if (upload.completed && !name.startsWith("sign")) {
      throw new Refusal(409, "The file is stored");
    }
    if (name === "abort") {
      upload.aborted = true;
      return { status: 204 };
    }
    if (name === "list") {
      return json([...upload.parts].sort(([a], [b]) => a - b).map(([PartNumber, part]) => ({
        PartNumber, ETag: `"${part.etag}"`, Size: part.data.length, ...(upload.checksum && { ChecksumCRC32: part.crc }),
      })));
    }
    const number = Number(rest);
    if (!(number >= 1 && number <= count(upload))) {
      throw new Refusal(400, "There is no such part");
    }
    const crc32 = url.searchParams.get("crc32");
    const query = new URLSearchParams({ length: lengthOf(upload, number), ...(crc32 && { crc32 }), ...(fault === "expired" && { fault }) });
    return json({
      url: `${this.origin}/store/${encodeURIComponent(ticket)}/${number}?${query}`,
      expires: 900,
      headers: crc32 ? { "x-amz-checksum-crc32": crc32 } : {},
    });
  }

  async put(request, [ticket, number], url, data, fault) {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    try {
      await this.arrived();
      const upload = this.uploads.get(ticket);
      const signed = url.searchParams;
      if (signed.has("fault") || Number(signed.get("length")) !== data.length) {
        throw new Refusal(403, "AccessDenied", "Request has expired");
      }
      if (signed.has("crc32") && signed.get("crc32") !== request.headers["x-amz-checksum-crc32"]) {
        throw new Refusal(403, "SignatureDoesNotMatch");
      }
      if (request.headers.authorization) {
        throw new Refusal(400, "InvalidArgument", "Two kinds of authentication");
      }
      if (!upload || upload.aborted || upload.completed) {
        throw new Refusal(404, "NoSuchUpload");
      }
      if (fault === "flip" && data.length) {
        data[0] ^= 1;
      }
      const crc = base64(checksum(data));
      if (signed.has("crc32") && crc !== signed.get("crc32")) {
        throw new Refusal(400, "BadDigest", "The CRC32 you specified did not match");
      }
      const etag = this.store(upload, Number(number), data);
      return { headers: this.exposesETag ? { etag: `"${etag}"` } : {} };
    } finally {
      this.inFlight--;
    }
  }

  store(upload, number, data) {
    const etag = md5(data);
    upload.parts.set(number, { data, etag, crc: base64(checksum(data)) });
    return etag;
  }

  /** As often as it is asked; once it is stored, whoever asks is told of it, whatever parts they name. */
  complete(upload, claimed) {
    if (upload.completed) {
      return upload.completed;
    }
    const agrees = claimed.length === count(upload) && claimed.every(
      ({ PartNumber, ETag }, index) => PartNumber === index + 1 && upload.parts.get(PartNumber)?.etag === ETag,
    );
    if (!agrees) {
      throw new Refusal(409, "The parts are not those that are stored");
    }
    const data = Buffer.concat(claimed.map(({ PartNumber }) => upload.parts.get(PartNumber).data));
    this.objects.set(upload.key, data);
    upload.completed = { location: `${this.origin}/${upload.key}`, bucket: "bucket", key: upload.key, etag: md5(data), size: data.length };
    if (this.tellsChecksum && upload.checksum) {
      const all = Buffer.concat(claimed.map(({ PartNumber }) => Buffer.from(upload.parts.get(PartNumber).crc, "base64")));
      upload.completed.checksum =
        this.tellsChecksum === "COMPOSITE" ? `${base64(checksum(all))}-${claimed.length}` : base64(checksum(data));
    }
    return upload.completed;
  }
}

function nameOf(method, [ticket, rest]) {
  if (method === "DELETE") {
    return "abort";
  }
  return rest === "complete" ? rest : rest ? `sign ${rest}` : ticket ? "list" : "create";
}

const count = ({ size, partSize }) => Math.max(1, Math.ceil(size / partSize));

const lengthOf = ({ size, partSize }, number) => Math.min(partSize, size - (number - 1) * partSize);

async function read(request, cut) {
  const chunks = [];
  for await (const chunk of request) {
    if (cut) {
      throw "cut within";
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
