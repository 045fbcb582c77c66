/** Questions to the server over HTTP: in one's language, within a time, wishes with the page's token. */

export interface Me {
  account: string | null;
  name: string;
  csrf: string;
}

/** Why a wish was not granted, in the reader's words. */
export class ServiceError extends Error {
  readonly code: string;
  /** Dotted name of a field to what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>;
  /** Nothing was heard: whether it arrived is not known. */
  readonly unheard: boolean;

  constructor(code: string, words: string, fields: Readonly<Record<string, string>> = {}, unheard = false) {
    super(words);
    this.code = code;
    this.fields = fields;
    this.unheard = unheard;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Terms {
  query?: Query;
  /** How long one waits for the answer, in milliseconds. */
  within_ms?: number;
  /** Ends the waiting; the answer is then `unheard`. */
  signal?: AbortSignal;
  /** The same key is answered with the same thing, however often it is sent. */
  key?: string;
}

const WITHIN_MS = 20_000;
/** The server is busy or restarts: to be asked again. */
const LATER = new Set([502, 503, 504]);
const JSON_TYPE = 'application/json';

export class Asking {
  private readonly language: () => string;
  private csrf: string | undefined;

  constructor(language: () => string) {
    this.language = language;
  }

  async me(): Promise<Me> {
    const me = await this.get<Me>('/api/me');
    this.csrf = me.csrf;
    return me;
  }

  get<Told>(path: string, terms: Terms = {}): Promise<Told> {
    return this.json(path, {}, terms);
  }

  post<Told>(path: string, form: unknown, terms: Terms = {}): Promise<Told> {
    return this.send(path, JSON.stringify(form), JSON_TYPE, terms);
  }

  send<Told>(path: string, body: BodyInit, type: string, terms: Terms = {}): Promise<Told> {
    return this.marked(body, type, terms, (asked) => this.json(path, asked, terms));
  }

  /** For what is answered in plain text. */
  text(path: string, form: unknown, terms: Terms = {}): Promise<string> {
    return this.marked(JSON.stringify(form), JSON_TYPE, terms, async (asked) => {
      const response = await this.ask(path, asked, terms);
      if (!response.ok) throw refusal(response.status, await read(response));
      return response.text();
    });
  }

  /** With the page's own token; a stale one is fetched anew, once. */
  private async marked<Told>(body: BodyInit, type: string, { key }: Terms, ask: (asked: RequestInit) => Promise<Told>): Promise<Told> {
    if (this.csrf === undefined) await this.me();
    const once = key === undefined ? {} : { 'Idempotency-Key': key };
    const asked = (): Promise<Told> => ask({
      method: 'POST', body,
      headers: { 'Content-Type': type, 'X-CSRF-Token': this.csrf!, 'X-Channel': 'world', ...once },
    });
    try {
      return await asked();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'csrf') throw error;
      await this.me();
      return asked();
    }
  }

  private async json<Told>(path: string, asked: RequestInit, terms: Terms): Promise<Told> {
    const response = await this.ask(path, asked, terms);
    const told = await read(response);
    if (response.ok && told !== undefined) return told as Told;
    throw refusal(response.status, told);
  }

  private async ask(path: string, asked: RequestInit, { query = {}, within_ms = WITHIN_MS, signal }: Terms): Promise<Response> {
    const late = AbortSignal.timeout(within_ms);
    const headers = { ...(asked.headers as Record<string, string>), Accept: JSON_TYPE, 'Accept-Language': this.language() };
    try {
      return await fetch(`${path}?${this.params(query)}`, {
        ...asked, headers, credentials: 'same-origin', signal: signal ? AbortSignal.any([signal, late]) : late,
      });
    } catch {
      throw new ServiceError('unheard', '', {}, true);
    }
  }

  private params(query: Query): string {
    const told = Object.entries(query).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]);
    return new URLSearchParams([...told, ['lang', this.language()]] as [string, string][]).toString();
  }
}

function read(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

function refusal(status: number, told: unknown): ServiceError {
  const error = (told as { error?: { code?: unknown; words?: unknown; fields?: unknown } } | undefined)?.error;
  const fields = typeof error?.fields === 'object' && error.fields !== null ? (error.fields as Record<string, string>) : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return new ServiceError(text(error?.code) || `http_${status}`, text(error?.words), fields, LATER.has(status));
}
