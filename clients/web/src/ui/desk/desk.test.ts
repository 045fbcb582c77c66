import { describe, expect, it, vi } from 'vitest';
import type { Field } from '../../net/services';
import { ServiceError } from '../../net/asking';
import type { World } from '../../state/world-types';
import { DraftKeeper } from './draft';
import { errorOf, missing, request, shownFields } from './form';
import { wgs84 } from './geo';
import { untilHeard } from './sending';
import { Watch } from './watch';

const schema: Field = {
  type: 'object',
  required: ['kind', 'place', 'description'],
  properties: {
    description: { 'x-widget': 'lines', 'x-order': 30 },
    kind: { 'x-widget': 'choice', 'x-order': 10 },
    attributes: {
      'x-widget': 'group', 'x-order': 20, required: ['size'],
      properties: { size: { 'x-widget': 'number', 'x-when': { kind: ['road'] } }, lamp: { 'x-widget': 'text', 'x-when': { kind: ['street-light'] } } },
    },
    place: { 'x-widget': 'place', 'x-order': 25 },
    contact: { 'x-widget': 'group', 'x-order': 40, properties: { name: { 'x-widget': 'text' }, email: { 'x-widget': 'email' } } },
    keep_contact: { 'x-widget': 'tick', 'x-order': 50 },
  },
};

describe('a form', () => {
  it('shows fields in their order, those of another kind not, and no empty group', () => {
    const paths = (kind: string): string[] => shownFields(schema, { kind }).map(({ path }) => path);
    expect(paths('road')).toEqual(['kind', 'attributes', 'attributes.size', 'place', 'description', 'contact', 'contact.name', 'contact.email', 'keep_contact']);
    expect(paths('noise')).not.toContain('attributes');
  });

  it('sends what is shown and filled in, as the model wants it', () => {
    const values = { kind: 'road', 'attributes.size': '3', 'attributes.lamp': 'hidden', description: 'A hole.', 'contact.name': '', place: { lat: 37.5, lon: 127 } };
    expect(request(schema, values)).toEqual({ kind: 'road', attributes: { size: 3 }, description: 'A hole.', place: { lat: 37.5, lon: 127 } });
  });

  it('knows what is still missing, also in a group', () => {
    expect(missing(schema, { kind: 'road', place: { address: 'x' } })).toEqual(['attributes.size', 'description']);
  });

  it('finds the error of a part at the whole', () => {
    expect(errorOf('place', { 'place.lat': 'outside' })).toBe('outside');
    expect(errorOf('kind', { 'place.lat': 'outside' })).toBeUndefined();
  });
});

describe('a draft', () => {
  const kept = new Map<string, string>();
  const store = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v), removeItem: (k: string) => void kept.delete(k) };

  it('survives with its key, but without who somebody is', () => {
    const values = { kind: 'road', description: 'A hole.', 'contact.name': 'Minho', 'contact.email': 'm@example.org', keep_contact: true };
    new DraftKeeper(store, 'complaints').write(schema, { values, key: 'k'.repeat(32) });
    expect(new DraftKeeper(store, 'complaints').read()).toEqual({ values: { kind: 'road', description: 'A hole.' }, key: 'k'.repeat(32) });
    expect([...kept.values()].join('')).not.toContain('Minho');
  });

  it('is gone once it was sent, and the next has another key', () => {
    const keeper = new DraftKeeper(store, 'complaints');
    expect(keeper.forget().values).toEqual({});
    expect(keeper.read().key).not.toBe('k'.repeat(32));
  });

  it('that somebody else wrote is no draft', () => {
    kept.set('city.draft.complaints', '{broken');
    expect(new DraftKeeper(store, 'complaints').read().values).toEqual({});
    expect(new DraftKeeper(undefined, 'complaints').read().values).toEqual({});
  });
});

describe('sending', () => {
  it('goes on until something is heard', async () => {
    let tries = 0;
    const waits: number[] = [];
    const heard = await untilHeard(() => {
      tries += 1;
      return tries < 2 ? Promise.reject(new ServiceError('unheard', '', {}, true)) : Promise.resolve('receipt');
    }, () => { waits.push(tries); }, new AbortController().signal);
    expect([heard, tries, waits]).toEqual(['receipt', 2, [1]]);
  });

  it('does not repeat what was refused', async () => {
    await expect(untilHeard(() => Promise.reject(new ServiceError('invalid', 'no')), () => undefined, new AbortController().signal)).rejects.toThrow('no');
  });
});

describe('what becomes of a report', () => {
  const receipt = { service: 'complaints', number: '2026-000001', code: 'C', expected: '', words: '', follow_url: '' };

  it('is told once when it changes, and asked for no more when it is closed', async () => {
    vi.stubGlobal('document', { visibilityState: 'visible' });
    const kept = new Map<string, string>();
    const store = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) };
    const answers = [['1', ''], ['1', ''], ['2', ''], ['3', '3']].map(([updated, closed]) => ({ number: receipt.number, status_title: `step ${updated}`, updated: updated!, closed: closed! }));
    let asked = 0;
    const told: string[] = [];
    const watch = new Watch(store, { follow: () => Promise.resolve(answers[asked++]!) }, ({ status_title }) => told.push(status_title));
    vi.useFakeTimers();
    watch.add(receipt);
    await vi.advanceTimersByTimeAsync(6 * 60_000);
    vi.useRealTimers();
    expect(told).toEqual(['step 2', 'step 3']);
    expect(asked).toBe(4);
  });
});

it('a spot in the world is a spot in the city', () => {
  const world = { anchor: { lat: 37.5665, lon: 126.978, heading_deg: 0, accuracy_m: 150 } } as World;
  const [lat, lon] = wgs84(world, 100, 200);
  expect(lat).toBeCloseTo(37.568302, 5);
  expect(lon).toBeCloseTo(126.979132, 5);
});
