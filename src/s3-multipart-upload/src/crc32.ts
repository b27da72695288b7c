/** Eight tables of 256: how a byte changes the remainder when 0 to 7 more bytes follow it. */
const table = new Int32Array(8 * 256);

/** Once more by x, modulo the polynomial; its bits are reversed. */
const times = (c: number): number => (c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1);

for (let n = 0; n < table.length; n++) {
  let c = n;
  if (n < 256) {
    for (let bit = 0; bit < 8; bit++) {
      c = times(c);
    }
  } else {
    c = (table[n - 256]! >>> 8) ^ table[table[n - 256]! & 255]!;
  }
  table[n] = c;
}

/** Goes on with a CRC-32 (that of zlib and S3) over more bytes, eight at a time; it begins with -1 and is inverted at the end. */
function update(crc: number, bytes: Uint8Array<ArrayBuffer>): number {
  const { buffer, byteOffset } = bytes.byteOffset % 4 ? bytes.slice() : bytes;
  const words = new Int32Array(buffer, byteOffset, (bytes.length >>> 3) * 2);
  for (let i = 0; i < words.length; i += 2) {
    const a = words[i]! ^ crc;
    const b = words[i + 1]!;
    crc =
      table[1792 + (a & 255)]! ^
      table[1536 + ((a >>> 8) & 255)]! ^
      table[1280 + ((a >>> 16) & 255)]! ^
      table[1024 + (a >>> 24)]! ^
      table[768 + (b & 255)]! ^
      table[512 + ((b >>> 8) & 255)]! ^
      table[256 + ((b >>> 16) & 255)]! ^
      table[b >>> 24]!;
  }
  for (const byte of bytes.subarray(words.byteLength)) {
    crc = (crc >>> 8) ^ table[(crc ^ byte) & 255]!;
  }
  return crc;
}

/** What is in memory of a part at one time. */
const chunk = 1 << 18;

/** What is being read. Chromium drops a stream that waits for its bytes, unless it is known from here: then it would wait for ever. */
const readers = new Set<unknown>();

/** Reads a blob into one piece of memory again and again; where the browser cannot, it gets pieces of the browser's own. */
function read(blob: Blob): { next(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>; cancel(): Promise<void> } {
  const stream = blob.stream();
  try {
    const reader = stream.getReader({ mode: "byob" });
    let memory = new ArrayBuffer(chunk);
    const next = async (): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> => {
      const result = await reader.read(new Uint8Array(memory));
      memory = result.value?.buffer ?? memory;
      return result;
    };
    return { next, cancel: () => reader.cancel() };
  } catch {
    const reader = stream.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
}

/** The CRC-32 of a blob as S3 writes it: four bytes, the highest first, in base64. */
export async function crc32(blob: Blob, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const bytes = read(blob);
  // A read that hangs, of a network drive for instance, ends as one of no more bytes.
  const stop = (): void => void bytes.cancel().catch(() => {});
  signal?.addEventListener("abort", stop);
  readers.add(bytes);
  let crc = -1;
  try {
    for (let piece = await bytes.next(); !piece.done; piece = await bytes.next()) {
      crc = update(crc, piece.value);
    }
    signal?.throwIfAborted();
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    readers.delete(bytes);
  }
  return write(~crc);
}

/** The CRC-32 of an object whose parts have these. */
export function combine(parts: { ChecksumCRC32?: string | undefined; Size?: number }[]): string {
  let all = 0;
  for (const { ChecksumCRC32 = "", Size = 0 } of parts) {
    // As many zeros behind it as the part has bytes: it is multiplied by x to the power of 8 times that, which is squared and multiplied.
    let power = 1 << 23; // x to the 8th
    for (let left = Size; left; left = Math.floor(left / 2)) {
      all = left % 2 ? product(power, all) : all;
      power = product(power, power);
    }
    all ^= new DataView(bytesOf(ChecksumCRC32).buffer).getInt32(0);
  }
  return write(all);
}

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));

const write = (crc: number): string =>
  btoa(String.fromCharCode(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255));

function product(a: number, b: number): number {
  let result = 0;
  for (; a; a <<= 1) {
    result ^= a < 0 ? b : 0;
    b = times(b);
  }
  return result;
}
