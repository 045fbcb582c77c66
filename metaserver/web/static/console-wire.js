// What the console says to the server, and what it keeps until the server has it.

const WITHIN_MS = 35_000;
const AGAIN_MS = [500, 1_000, 2_000, 4_000, 8_000];
const LATER = [0, 408, 429, 500, 502, 503, 504];

/** `status` 0 is a connection that is lost. */
export class Failed extends Error {
  constructor(status, { code = '', words = '', fields = {} } = {}) {
    super(words || code || String(status));
    Object.assign(this, { status, code, words, fields });
  }

  /** Whether asking again may help. */
  get isLater() {
    return LATER.includes(this.status);
  }
}

/** `post(name, body, signal)`; throws `Failed`. */
export function wire(csrf) {
  return async (name, body, signal) => {
    const limit = AbortSignal.timeout(WITHIN_MS);
    let response;
    try {
      response = await fetch(`/office/help/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch {
      throw new Failed(0);
    }
    const told = await response.json().catch(() => null);
    if (response.ok && told) return told;
    throw new Failed(response.ok ? 0 : response.status, told?.error);
  };
}

/** Until then, or until the browser says that it is connected again. */
export function pause(failed) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, AGAIN_MS[Math.min(failed, AGAIN_MS.length) - 1]);
    addEventListener('online', done);
  });
}

/** Names a line, so that it is kept once however often it is sent. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Survives a reload of this tab, nothing else; a browser that forbids it forgets sooner. */
export const kept = {
  read(name, otherwise) {
    try {
      return JSON.parse(sessionStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      if (value === null || value.length === 0) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // What is typed stays on the page alone.
    }
  },
  /** Of talks that are over, or somebody else's. */
  forgetAllBut(numbers) {
    try {
      for (const name of Object.keys(sessionStorage)) {
        const [kind, number] = name.split(':');
        if (kind.startsWith('help-') && !numbers.includes(number)) sessionStorage.removeItem(name);
      }
    } catch {
      // There is nothing to forget.
    }
  },
};

/** The lines of one talk that are on their way, one after the other, each until it has arrived. */
export class Outbox {
  #name;
  #send;
  #tell;
  #isRunning = false;

  /** `send(line)` throws `Failed`; `tell(lines, failed, line)` when something changed. */
  constructor(number, send, tell) {
    this.#name = `help-sending:${number}`;
    this.#send = send;
    this.#tell = tell;
    this.lines = kept.read(this.#name, []);
  }

  add(words) {
    this.lines.push({ key: newKey(), words });
    this.#changed();
    this.run();
  }

  async run() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let failed = 0; this.lines.length; ) {
      try {
        await this.#send(this.lines[0]);
        failed = 0;
        this.lines.shift();
        this.#changed();
      } catch (error) {
        if (error.isLater) await pause(++failed);
        else this.#changed(error, this.lines.shift());
      }
    }
    this.#isRunning = false;
  }

  #changed(failed = null, line = null) {
    kept.write(this.#name, this.lines);
    this.#tell(this.lines, failed, line);
  }
}
