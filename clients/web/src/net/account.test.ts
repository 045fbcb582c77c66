import { describe, expect, it } from 'vitest';
import { fetchAccountToken, fetchMe } from './account';

function answers(me: unknown, token: unknown): typeof fetch {
  return ((url: string, asked?: RequestInit) => {
    const headers = new Headers(asked?.headers);
    const wrong = url === '/api/socket-token' && headers.get('x-csrf-token') !== 'c1';
    return Promise.resolve(Response.json(wrong ? { error: {} } : url === '/api/me' ? me : token));
  }) as typeof fetch;
}

describe('the token for the socket', () => {
  it('is fetched with the page\'s own mark', async () => {
    expect(await fetchAccountToken(answers({ account: 'a1', csrf: 'c1' }, { token: 't1' }))).toBe('t1');
  });

  it('is none for guests, and where something goes wrong', async () => {
    expect(await fetchAccountToken(answers({ account: null, csrf: 'c1' }, { token: 't1' }))).toBe('');
    expect(await fetchAccountToken(answers({ account: 'a1', csrf: 'old' }, { token: 't1' }))).toBe('');
    expect(await fetchAccountToken(() => Promise.reject(new TypeError('offline')))).toBe('');
  });
});

describe('who one is', () => {
  it('is told, or the question fails', async () => {
    const me = { account: 'a1', name: 'Mina', roles: ['citizen'], signup: true };
    expect(await fetchMe(answers(me, {}))).toEqual(me);
    await expect(fetchMe(() => Promise.resolve(new Response('', { status: 503 })))).rejects.toThrow('503');
  });
});
