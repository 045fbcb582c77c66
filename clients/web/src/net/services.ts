/** What desks ask of the server, over HTTP. */

import { Asking, type Me } from './asking';

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

export class Services {
  private readonly asking: Asking;

  constructor(language: () => string) {
    this.asking = new Asking(language);
  }

  me(): Promise<Me> {
    return this.asking.me();
  }

  service(id: string): Promise<ServiceInfo> {
    return this.asking.get(`/api/services/${id}`);
  }

  /** What others have asked already that may be the same. */
  async similar(id: string, form: unknown): Promise<Similar[]> {
    const found = await this.asking.post<Similar[] | { similar: Similar[] }>(`/api/services/${id}/similar`, form);
    return Array.isArray(found) ? found : found.similar;
  }

  /** The same `key` is answered with the same receipt, however often it is sent. */
  submit(id: string, form: unknown, key: string): Promise<Receipt> {
    return this.asking.post(`/api/services/${id}`, form, { key });
  }

  join(number: string, form: unknown, key: string): Promise<Receipt> {
    return this.asking.post(`/api/complaints/${number}/join`, form, { key });
  }

  follow(number: string, code: string): Promise<Followed> {
    return this.asking.post(`/api/complaints/${number}/follow`, { code });
  }

  /** The photo's id. */
  async photo(file: Blob): Promise<string> {
    const { id } = await this.asking.send<{ id: string }>('/api/photos', file, file.type || 'application/octet-stream');
    return id;
  }
}
