/** What desks ask of the server, over HTTP. */

export interface Choice { value: string; title: string }

/** A part of JSON Schema, with the words of ours that say how it is drawn. */
export interface Field {
  type?: string;
  title?: string;
  description?: string;
  properties?: Record<string, Field>;
  required?: readonly string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  /** Needed whenever it is shown. */
  'x-required'?: boolean;
  'x-order'?: number;
  'x-widget'?: string;
  'x-choices'?: readonly Choice[];
  /** Shown only while each of these fields has one of these values. */
  'x-when'?: Record<string, readonly unknown[]>;
  'x-errors'?: Record<string, string>;
}

export interface DeskState {
  open: number;
  on_duty: number;
  answered_30_days: number;
  median_days_to_answer: number | null;
}

export interface ServiceInfo {
  id: string;
  title: string;
  summary: string;
  schema: Field;
  state: DeskState | null;
}

export interface Receipt {
  service: string;
  number: string;
  code: string;
  expected: string;
  words: string;
  follow_url: string;
  /** Picture of `follow_url`, as a data address. */
  qr?: string;
}

/** How a report stands. */
export interface Followed {
  number: string;
  status_title: string;
  updated: string;
  /** '' while it is open. */
  closed: string;
}

export interface Similar {
  number: string;
  title: string;
  words: string;
  since: string;
  joined: number;
  distance_m: number;
}

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

const WITHIN_MS = 20_000;
/** The server is busy or restarts: to be asked again. */
const LATER = new Set([502, 503, 504]);

interface Asked {
  method?: 'GET' | 'POST';
  body?: BodyInit;
  headers?: Record<string, string>;
}

export class Services {
  private readonly language: () => string;
  private csrf: string | undefined;

  constructor(language: () => string) {
    this.language = language;
  }

  async me(): Promise<Me> {
    const me = (await this.ask('/api/me', {})) as Me;
    this.csrf = me.csrf;
    return me;
  }

  service(id: string): Promise<ServiceInfo> {
    return this.ask(`/api/services/${id}`, {}) as Promise<ServiceInfo>;
  }

  /** What others have asked already that may be the same. */
  async similar(id: string, form: unknown): Promise<Similar[]> {
    const found = (await this.post(`/api/services/${id}/similar`, form)) as Similar[] | { similar: Similar[] };
    return Array.isArray(found) ? found : found.similar;
  }

  /** The same `key` is answered with the same receipt, however often it is sent. */
  submit(id: string, form: unknown, key: string): Promise<Receipt> {
    return this.post(`/api/services/${id}`, form, { 'Idempotency-Key': key }) as Promise<Receipt>;
  }

  join(number: string, form: unknown, key: string): Promise<Receipt> {
    return this.post(`/api/complaints/${number}/join`, form, { 'Idempotency-Key': key }) as Promise<Receipt>;
  }

  follow(number: string, code: string): Promise<Followed> {
    return this.post(`/api/complaints/${number}/follow`, { code }) as Promise<Followed>;
  }

  /** The photo's id. */
  async photo(file: Blob): Promise<string> {
    const { id } = (await this.send('/api/photos', file, { 'Content-Type': file.type || 'application/octet-stream' })) as { id: string };
    return id;
  }

  private post(path: string, form: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    return this.send(path, JSON.stringify(form), { 'Content-Type': 'application/json', ...headers });
  }

  /** With the page's own token; a stale one is fetched anew, once. */
  private async send(path: string, body: BodyInit, headers: Record<string, string>): Promise<unknown> {
    if (this.csrf === undefined) await this.me();
    const asked = (): Promise<unknown> => this.ask(path, {
      method: 'POST', body, headers: { ...headers, 'X-CSRF-Token': this.csrf!, 'X-Channel': 'world' },
    });
    try {
      return await asked();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'csrf') throw error;
      await this.me();
      return asked();
    }
  }

  private async ask(path: string, { method = 'GET', body, headers = {} }: Asked): Promise<unknown> {
    const asked: RequestInit = {
      method, headers: { ...headers, Accept: 'application/json', 'Accept-Language': this.language() },
      credentials: 'same-origin', signal: AbortSignal.timeout(WITHIN_MS),
    };
    if (body !== undefined) asked.body = body;
    let response: Response;
    try {
      response = await fetch(`${path}?lang=${this.language()}`, asked);
    } catch {
      throw new ServiceError('unheard', '', {}, true);
    }
    const told: unknown = await response.json().catch(() => undefined);
    if (response.ok && told !== undefined) return told;
    throw refusal(response.status, told);
  }
}

function refusal(status: number, told: unknown): ServiceError {
  const error = (told as { error?: { code?: unknown; words?: unknown; fields?: unknown } } | undefined)?.error;
  const fields = typeof error?.fields === 'object' && error.fields !== null ? (error.fields as Record<string, string>) : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return new ServiceError(text(error?.code) || `http_${status}`, text(error?.words), fields, LATER.has(status));
}
