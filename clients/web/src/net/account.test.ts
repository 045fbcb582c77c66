import { describe, expect, it } from 'vitest';
import { fetchAccountToken } from './account';

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
