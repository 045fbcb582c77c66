/** What was said, newest last; 300 lines, then the oldest go. */
import { signal } from '@preact/signals-core';
import type { WorldTexts } from './world-types';

export const CHAT_MAX_LINES = 300;
export const CHANNEL = { Nearby: 0, World: 1, Whisper: 2 } as const;

export interface ChatLine {
  /** Unique among the lines shown. */
  key: number;
  kind: 'said' | 'missed';
  world: string;
  /** Number of the message in its world; 0 for others. */
  seq: number;
  channel: number;
  avatar: number;
  name: string;
  /** Empty while the text that `told` stands for is not known; then it is not shown. */
  text: string;
  /** A key into the texts of the world: what a guide tells in every reader's language. */
  told?: string;
  /** Unix time. */
  time_ms: number;
  official: boolean;
  mine: boolean;
  /** Whom one whispered to, where it is one's own. */
  to?: string;
  /** For `missed`: how many. */
  n?: number;
}

export class ChatLog {
  readonly lines = signal<readonly ChatLine[]>([]);
  readonly unread = signal(0);
  private keys = 0;
  private newest = new Map<string, number>();
  private seen = new Set<string>();

  /** Adds a line where its number belongs; one that is here already is ignored. */
  add(line: Omit<ChatLine, 'key'>): boolean {
    const known = `${line.world}/${line.seq}`;
    if (line.seq > 0 && this.seen.has(known)) return false;
    if (line.seq > 0) {
      this.seen.add(known);
      this.newest.set(line.world, Math.max(this.lastSeq(line.world), line.seq));
    }
    const lines = [...this.lines.value];
    let at = lines.length;
    while (at > 0 && this.isAfter(lines[at - 1]!, line)) at--;
    lines.splice(at, 0, { ...line, key: ++this.keys });
    for (const old of lines.splice(0, Math.max(0, lines.length - CHAT_MAX_LINES))) {
      this.seen.delete(`${old.world}/${old.seq}`);
    }
    this.lines.value = lines;
    if (!line.mine) this.unread.value++;
    return true;
  }

  missed(world: string, n: number, time_ms: number): void {
    this.add({
      kind: 'missed', world, seq: 0, channel: CHANNEL.World, avatar: 0, name: '', text: '',
      time_ms, official: false, mine: true, n,
    });
  }

  /** The texts of a world are here, or are in another language now. */
  retell(world: string, texts: WorldTexts): void {
    if (!this.lines.value.some((line) => line.told)) return;
    this.lines.value = this.lines.value.map((line) => (
      line.told && line.world === world ? { ...line, text: textOf(texts, line.told) } : line
    ));
  }

  /** Number of the newest message received in a world, 0 for none. */
  lastSeq(world: string): number {
    return this.newest.get(world) ?? 0;
  }

  private isAfter(old: ChatLine, line: Omit<ChatLine, 'key'>): boolean {
    return old.world === line.world && old.seq > 0 && line.seq > 0 && old.seq > line.seq;
  }
}

/** The text that a key such as `tours.old-walls.stops.0` stands for; empty where there is none. */
export function textOf(texts: WorldTexts, key: string): string {
  let found: unknown = texts;
  for (const part of key.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return '';
    found = (found as Record<string, unknown>)[part];
  }
  return typeof found === 'string' ? found : '';
}
