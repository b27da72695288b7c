import { costOf, millisecondsOf, never, noAnswer, UploadError } from "./errors.js";
import type { UploadOptions } from "./options.js";
import type { Platform } from "./platform.js";
import { retry } from "./retry.js";
import { isUpload, type SavedUpload } from "./store.js";

/** A stored object. */
export interface StoredObject {
  key: string;
  location: string;
  etag: string;
  size: number;
}

/** With the object's CRC-32 as S3 writes it, where the server tells it: of all bytes, or of those of all parts, and then their number. */
type CompleteAnswer = StoredObject & { checksum?: string };

interface SignedPart {
  url: string;
  headers?: Record<string, string>;
}

type Check<T> = (answer: any) => answer is T;

/** A part as the server lists it. */
export interface Part {
  PartNumber: number;
  ETag: string;
  Size?: number;
  ChecksumCRC32?: string | undefined;
}

/** The calls to the application's server; each is repeated until it is answered. */
export class Server {
  constructor(
    private readonly options: UploadOptions,
    private readonly platform: Platform,
    private readonly signal: AbortSignal,
  ) {}

  async create(body: object): Promise<SavedUpload> {
    const { key, uploadId, partSize } = await this.call("POST", "", body, isUpload);
    return { key, uploadId, partSize };
  }

  /** Without its own repetitions, for it is one step with the PUT that follows. */
  sign(upload: SavedUpload, part: number, crc32: string | undefined): Promise<SignedPart> {
    const query = crc32 ? `&crc32=${encodeURIComponent(crc32)}` : "";
    return this.once("GET", path(upload, `/${part}`) + query, undefined, (signed): signed is SignedPart => !!signed?.url);
  }

  list(upload: SavedUpload): Promise<Part[]> {
    return this.call("GET", path(upload), undefined, Array.isArray);
  }

  complete(upload: SavedUpload, parts: Part[]): Promise<CompleteAnswer> {
    const body = { parts: parts.map(({ PartNumber, ETag, ChecksumCRC32 }) => ({ PartNumber, ETag, ChecksumCRC32 })) };
    return this.call("POST", path(upload, "/complete"), body, (stored): stored is CompleteAnswer => !!stored?.key);
  }

  abort(upload: SavedUpload): Promise<unknown> {
    return this.call("DELETE", path(upload), undefined, (_): _ is unknown => true);
  }

  private call<T>(method: string, path: string, body: object | undefined, isAnswer: Check<T>): Promise<T> {
    return retry(this.options, this.platform, this.signal, () => this.once(method, path, body, isAnswer));
  }

  private async once<T>(method: string, path: string, body: object | undefined, isAnswer: Check<T>): Promise<T> {
    const { endpoint, fetch: ask = fetch, headers: given } = this.options;
    const headers = new Headers(typeof given === "function" ? await given() : given);
    if (body) {
      headers.set("content-type", "application/json");
    }
    let response: Response;
    let text: string;
    try {
      response = await ask(`${endpoint}/s3/multipart${path}`, {
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
        signal: this.signal,
      });
      text = await response.text();
    } catch (error) {
      throw noAnswer(error);
    }
    const { ok, status } = response;
    let answer: any;
    try {
      answer = JSON.parse(text || "null");
    } catch {
      // It is nobody's answer, then.
    }
    if (!ok) {
      throw new UploadError(answer?.title || `The server answered ${status}`, {
        status,
        detail: answer?.detail,
        // What the store has refused for good is refused again, though the server is what answered.
        cost: answer?.type === "urn:s3-multipart-upload:store-refuses" ? never : costOf(status),
        retryAfter: millisecondsOf(response.headers.get("retry-after"), this.platform.now()),
        // What is asked with a ticket is not there, or, where it is asked for (409), an object already.
        gone: path !== "" && (status === 404 || (status === 409 && method === "GET")),
      });
    }
    if (!isAnswer(answer)) {
      throw new UploadError("The endpoint is not an upload server, or asks to sign in", { status });
    }
    return answer;
  }
}

const path = ({ key, uploadId }: SavedUpload, rest = ""): string =>
  `/${encodeURIComponent(uploadId)}${rest}?key=${encodeURIComponent(key)}`;
