/** Who is logged in shows it to the socket: a token for each hello, worth something once. */

/** The server wants to hear a hello within 5 s; without a token one comes in as a guest. */
const WITHIN_MS = 1500;

export interface Me {
  /** Null for a guest. */
  account: string | null;
  name: string;
  roles: readonly string[];
  /** Whether one may make an account here. */
  signup: boolean;
}

/** Rejects where it cannot be asked. */
export async function fetchMe(fetcher: typeof fetch = fetch): Promise<Me> {
  const answer = await fetcher('/api/me', { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`/api/me answered ${answer.status}`);
  return (await answer.json()) as Me;
}

/** '' where it cannot be had. */
export async function fetchAccountToken(fetcher: typeof fetch = fetch): Promise<string> {
  const asked = { credentials: 'same-origin', signal: AbortSignal.timeout(WITHIN_MS) } as const;
  try {
    const me = (await (await fetcher('/api/me', asked)).json()) as { account: string | null; csrf: string };
    if (!me.account) return '';
    const given = await fetcher('/api/socket-token', { ...asked, method: 'POST', headers: { 'X-CSRF-Token': me.csrf } });
    const { token } = (await given.json()) as { token?: unknown };
    return typeof token === 'string' ? token : '';
  } catch {
    return '';
  }
}
