/**
 * Why an upload has failed. `status` is that of the answer, or 0 where there was none; `title` and `detail` are the server's own words.
 * With `retryable`, the same call may go well later; it goes on where this one has stopped.
 */
export class UploadError extends Error {
  override readonly name: string = "UploadError";
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly retryable: boolean;

  /** How long the server wants to be left alone, in milliseconds; 0 where it has not said so. */
  readonly retryAfter: number;

  /** @internal What one more attempt costs of the budget that one step has. */
  readonly cost: number;

  /** @internal The upload that the ticket names is there no more. */
  readonly gone: boolean;

  constructor(
    title: string,
    of: { status?: number; detail?: string | undefined; retryAfter?: number; cost?: number; gone?: boolean; cause?: unknown } = {},
  ) {
    super(of.detail ? `${title}: ${of.detail}` : title, { cause: of.cause });
    this.title = title;
    this.detail = of.detail;
    this.status = of.status ?? 0;
    this.retryAfter = of.retryAfter ?? 0;
    this.cost = of.cost ?? never;
    this.retryable = this.cost === often;
    this.gone = of.gone ?? false;
  }
}

/** What a step may spend: ten failures of the line or the server, three refusals that a fresh attempt may cure, or one of another kind. */
export const budget = 30;
export const often = 3;
export const seldom = 10;
export const never = 30;

/** What to do about an answer that is none of the good ones. */
export const costOf = (status: number): number => (status === 408 || status === 429 || status >= 500 ? often : never);

export const noAnswer = (cause?: unknown): UploadError =>
  new UploadError("No answer came: the line is down, or the browser has refused the request (CORS)", { cost: often, cause });

/** The header Retry-After, which is a number of seconds or a date, in milliseconds. */
export const millisecondsOf = (retryAfter: string | null, now: number): number =>
  retryAfter ? Math.max(0, Number(retryAfter) * 1000 || Date.parse(retryAfter) - now || 0) : 0;
