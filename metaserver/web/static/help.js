// What a browser with scripts adds to a talk: news as they come, and words that survive a lost
// connection. The server draws every line and every state; this only asks when there is something
// new, fetches the page's news, and puts them in. Everything works without it.

const WAIT_S = 25;
const RETRY_MAX_MS = 30_000;
const TYPING_EVERY_MS = 3000;
const LOST = Symbol("no connection");

const pause = (ms) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

/** Longer each time, at a moment of its own: nobody comes back all at once. */
const backoffMs = (tries) => 250 + Math.random() * Math.min(RETRY_MAX_MS, 1000 * 2 ** Math.min(tries, 5));

/** sessionStorage may be switched off; then nothing is kept. */
function stored(act) {
  try {
    return act(window.sessionStorage);
  } catch {
    return null;
  }
}

class Talk {
  constructor(root) {
    this.root = root;
    this.number = root.dataset.talk;
    this.next = Number(root.dataset.next);
    this.version = Number(root.dataset.version);
    this.code = "";
    this.unread = 0;
    this.title = document.title;
    this.form = document.getElementById("say");
    this.log = document.getElementById("log");
  }

  // ---- asking ----

  /** JSON and status, or LOST. */
  async post(what, body) {
    const address = `/api/help/talks/${this.number}/${what}`;
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.root.dataset.csrf };
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers,
        body: JSON.stringify({ code: this.code, ...body }),
      });
      return { status: answer.status, body: await answer.json(), wait: answer.headers.get("Retry-After") };
    } catch {
      return LOST;
    }
  }

  /** What opens the talk is in a cookie that scripts cannot read; the server says it to this page. */
  async open() {
    for (let tries = 0; !this.code; tries += 1) {
      try {
        const answer = await fetch("/api/help/current");
        const held = await answer.json();
        if (held.talk?.number !== this.number) return false;
        this.code = held.code;
      } catch {
        await pause(backoffMs(tries));
      }
    }
    return true;
  }

  async follow() {
    for (let tries = 0; !this.isOver(); ) {
      const told = await this.post("look", { after: this.next, version: this.version, wait_s: WAIT_S });
      if (told === LOST || told.status >= 500 || told.status === 429) {
        if (tries > 0) this.tellConnection(this.root.dataset.offline);
        await pause(Math.max(backoffMs(tries), 1000 * Number(told.wait ?? 0)));
        tries += 1;
      } else if (told.status !== 200) {
        location.reload(); // erased, or the visit is another one: the page says which
        return;
      } else {
        if (tries > 1) this.tellConnection(this.root.dataset.online);
        tries = 0;
        await this.take(told.body);
      }
    }
  }

  isOver() {
    return ["ended", "written"].includes(document.getElementById("stand").dataset.state);
  }

  tellConnection(words) {
    if (this.form?.dataset.sending === "yes") return;
    const note = this.form?.querySelector(".sending");
    if (note && note.textContent !== words) note.textContent = words;
  }

  // ---- what is new ----

  /** `talk`: as the server tells it; its page has the words. */
  async take(talk) {
    document.getElementById("typing").hidden = !talk.typing;
    try {
      const answer = await fetch(`/s/help/talk?after=${this.next}`);
      if (answer.status >= 400) return await pause(1000); // asked again with the version of before
      this.merge(new DOMParser().parseFromString(await answer.text(), "text/html"));
      this.version = talk.version;
    } catch {
      await pause(1000);
    }
  }

  merge(page) {
    const root = page.querySelector("[data-talk]");
    if (root?.dataset.talk !== this.number) return location.reload();
    this.addLines([...page.querySelectorAll("#lines > li")]);
    for (const id of ["stand", "after"]) this.replace(id, page.getElementById(id));
    if (this.form && !page.getElementById("say")) this.dropForm();
    if (!page.getElementById("leave")) document.getElementById("leave")?.remove();
  }

  /** Only where it says something else, so that nothing is read out twice. */
  replace(id, fresh) {
    const here = document.getElementById(id);
    if (here.textContent.replace(/\s+/g, " ") === fresh.textContent.replace(/\s+/g, " ")) return;
    here.innerHTML = fresh.innerHTML;
    if (fresh.dataset.state) here.dataset.state = fresh.dataset.state;
  }

  addLines(lines) {
    const fresh = lines.filter((each) => Number(each.dataset.seq) > this.next);
    if (fresh.length === 0) return;
    const list = document.getElementById("lines");
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    list.append(...fresh);
    this.next = Number(fresh.at(-1).dataset.seq);
    if (atEnd || fresh.some((each) => each.classList.contains("visitor"))) this.toEnd();
    this.mark(fresh.filter((each) => each.classList.contains("official")).length);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The tab says that an official has answered, until somebody looks at it. */
  mark(answers) {
    if (!document.hidden || answers === 0) return;
    this.unread += answers;
    document.title = `(${this.unread}) ${this.root.dataset.answered} – ${this.title}`;
  }

  seen() {
    if (document.hidden) return;
    this.unread = 0;
    document.title = this.title;
  }

  dropForm() {
    const hadFocus = this.form.contains(document.activeElement);
    this.form.remove();
    this.form = null;
    stored((box) => box.removeItem(this.draftKey()));
    if (hadFocus) this.log.focus();
  }

  // ---- saying something ----

  draftKey() {
    return `city.talk.${this.number}`;
  }

  begin() {
    this.toEnd();
    addEventListener("visibilitychange", () => this.seen());
    if (!this.form) return;
    this.area = this.form.elements.namedItem("words");
    this.area.value ||= stored((box) => box.getItem(this.draftKey())) ?? "";
    document.getElementById("keys").hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.say();
    });
    this.area.addEventListener("input", () => this.typed());
    // While Hangul is being put together, Enter ends the syllable and sends nothing.
    this.area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
  }

  typed() {
    stored((box) => box.setItem(this.draftKey(), this.area.value));
    const now = Date.now();
    if (!this.code || !this.area.value || now - (this.typedAt ?? 0) < TYPING_EVERY_MS) return;
    this.typedAt = now;
    void this.post("typing", { after: this.next });
  }

  /** The key stays until the line is there: sent twice, it is one line. */
  async say() {
    const words = this.area.value.trim();
    if (!words || !this.code || this.form.dataset.sending === "yes") return;
    const field = this.form.elements.namedItem("key");
    this.busy(true);
    this.wrong("");
    for (let tries = 0; this.form; tries += 1) {
      const told = await this.post("say", { words, key: field.value, after: this.next });
      if (told === LOST || told.status >= 500) {
        this.note(this.root.dataset.offline);
        await pause(backoffMs(tries));
        continue;
      }
      if (told.status === 200) this.said(words, field);
      else this.wrong(told.body.error?.fields?.words ?? told.body.error?.words ?? "");
      break;
    }
    this.busy(false);
  }

  said(words, field) {
    field.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    if (this.area.value.trim() === words) this.area.value = "";
    stored((box) => box.setItem(this.draftKey(), this.area.value));
    this.typedAt = 0;
  }

  busy(is) {
    if (!this.form) return;
    this.form.dataset.sending = is ? "yes" : "";
    this.form.querySelector("button").setAttribute("aria-disabled", String(is));
    this.note("");
  }

  note(words) {
    if (this.form) this.form.querySelector(".sending").textContent = words;
  }

  wrong(words) {
    const place = document.getElementById("said-not");
    place.textContent = words;
    place.hidden = !words;
    this.area.toggleAttribute("aria-invalid", Boolean(words));
    if (words) this.area.focus();
  }
}

async function begin() {
  document.querySelector(".summary, #result")?.focus();
  const root = document.querySelector("[data-talk]");
  if (!root) return;
  const talk = new Talk(root);
  talk.begin();
  if (await talk.open()) await talk.follow();
}

void begin();
