import { crc32 } from "./crc32.js";
import { costOf, noAnswer, seldom, UploadError } from "./errors.js";
import type { UploadOptions } from "./options.js";
import type { Platform, PutAnswer } from "./platform.js";
import { retry } from "./retry.js";
import type { Part, Server } from "./server.js";
import type { SavedUpload } from "./store.js";

/** The parts of one file on their way. */
export class Parts {
  private readonly stored: Part[] = [];
  private readonly sent: number[] = [];
  private readonly ahead = new Map<number, Promise<string>>();
  private readonly concurrency: number;
  private readonly count: number;
  private next = 1;
  private total = 0;

  constructor(
    private readonly file: Blob,
    private readonly upload: SavedUpload,
    private readonly server: Server,
    private readonly options: UploadOptions,
    private readonly platform: Platform,
    private readonly stop: AbortController,
  ) {
    // An empty file has one part, which is empty.
    this.count = Math.max(1, Math.ceil(file.size / upload.partSize));
    this.concurrency = Math.min(this.count, options.concurrency ?? 6);
  }

  /**
   * Sends all parts but those that the store has: that it lists with the CRC-32 of the file's own bytes, or as the answer to a request
   * of ours. Returns them all in order, and how many it has sent.
   */
  async send(listed: Part[]): Promise<{ parts: Part[]; sent: number }> {
    const known = new Map(listed.map((part) => [part.PartNumber, part]));
    this.next = 1;
    let sent = 0;
    const work = async (): Promise<void> => {
      try {
        while (this.next <= this.count && !this.stop.signal.aborted) {
          const number = this.next++;
          const step = async (): Promise<void> => {
            sent += (await this.ensure(number, known.get(number))) ? 1 : 0;
          };
          await retry(this.options, this.platform, this.stop.signal, step, number);
        }
      } catch (error) {
        // The first error ends the others, and is the one that is told.
        this.stop.abort(error);
      }
    };
    await Promise.all(Array.from({ length: this.concurrency }, work));
    this.stop.signal.throwIfAborted();
    return { parts: [...this.stored], sent };
  }

  /** One attempt, from the file's bytes to the store's answer: a fresh one cures a URL that has expired, and bytes that were damaged. */
  private async ensure(number: number, known: Part | undefined): Promise<boolean> {
    const body = this.bytes(number);
    const ours = this.stored[number - 1];
    const ChecksumCRC32 = await this.checksum(number);
    if (
      known?.Size === body.size &&
      ((ChecksumCRC32 && known.ChecksumCRC32 === ChecksumCRC32) || (ours && bare(ours.ETag) === bare(known.ETag)))
    ) {
      this.stored[number - 1] = { ...known, ETag: bare(known.ETag) };
      this.tell(number, body.size);
      return false;
    }
    try {
      const { url, headers = {} } = await this.server.sign(this.upload, number, ChecksumCRC32);
      this.readAhead();
      const answer = await this.put(url, body, headers, number);
      this.stored[number - 1] = { PartNumber: number, ETag: etagOf(answer), Size: body.size, ChecksumCRC32 };
    } catch (error) {
      this.tell(number, 0);
      throw error;
    }
    this.tell(number, body.size);
    return true;
  }

  private bytes(number: number): Blob {
    const offset = (number - 1) * this.upload.partSize;
    return this.file.slice(offset, offset + this.upload.partSize);
  }

  /** What was read ahead serves one attempt: the next one reads the part anew, as where it could not be read then. */
  private async checksum(number: number): Promise<string | undefined> {
    const early = this.ahead.get(number);
    this.ahead.delete(number);
    return (await early?.catch(() => undefined)) ?? (this.options.checksum === false ? undefined : this.read(number));
  }

  /** While a part is on its way, one that is not yet begun is read, so that it needs not wait for its checksum. */
  private readAhead(): void {
    const number = this.next + this.ahead.size;
    if (this.options.checksum !== false && number <= this.count && this.ahead.size < this.concurrency && !this.ahead.has(number)) {
      const reading = this.read(number);
      reading.catch(() => {}); // It is read anew when its turn has come.
      this.ahead.set(number, reading);
    }
  }

  private async read(number: number): Promise<string> {
    try {
      return await crc32(this.bytes(number), this.stop.signal);
    } catch (cause) {
      this.stop.signal.throwIfAborted();
      throw new UploadError("The file cannot be read: it has changed since it was chosen, or is gone. Choose it again", { cause });
    }
  }

  private async put(url: string, body: Blob, headers: Record<string, string>, number: number): Promise<PutAnswer> {
    try {
      return await this.platform.put(url, body, headers, this.stop.signal, (bytes) => this.tell(number, Math.min(bytes, body.size)));
    } catch (error) {
      throw error instanceof UploadError ? error : noAnswer(error);
    }
  }

  private tell(number: number, bytes: number): void {
    this.total += bytes - (this.sent[number] ?? 0);
    this.sent[number] = bytes;
    try {
      this.options.onProgress?.({ loaded: this.total, total: this.file.size });
    } catch (error) {
      this.stop.abort(error); // It may be called by an event, which has nobody to throw to.
    }
  }
}

const bare = (etag: string): string => etag.replaceAll('"', "");

function etagOf({ status, etag, retryAfter, text }: PutAnswer): string {
  if (status >= 300) {
    const word = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)`).exec(text)?.[1];
    throw new UploadError(word("Code") ?? `The store answered ${status}`, {
      status,
      detail: word("Message"),
      retryAfter,
      gone: status === 404,
      // A refusal of other kinds may be of the URL, which has expired, or of bytes that were damaged on their way.
      cost: status === 404 ? costOf(status) : Math.min(costOf(status), seldom),
    });
  }
  if (!etag) {
    throw new UploadError("The store does not show the ETag: the bucket's CORS rules must have it among ExposeHeaders", { status });
  }
  return bare(etag);
}
