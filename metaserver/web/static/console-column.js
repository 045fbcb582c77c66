// One talk: its lines and the answer box.

const TYPING_EVERY_MS = 3_000;
const NEAR_END_PX = 60;

/** `given` is what the other files have: `fill`, `part`, `write`, `minutes`, `Outbox`, `kept`;
 *  `tools` what is done beside the answer box, `told` what the console does about it. */
export function columns(given, { words, post, told, tools, template }) {
  const { fill, part, write, minutes, Outbox, kept } = given;

  class Column {
    after = 0;
    unread = 0;
    isOver = false;
    wasMissed = false;
    #tellTyping = 0;
    #written = [];

    constructor(talk, place) {
      this.number = talk.number;
      this.element = made(place);
      this.area = this.element.querySelector('textarea[name="words"]');
      this.area.value = kept.read(this.#draft, '');
      this.#listen();
      this.show(talk, null);
      part(this.element, 'canned_tool').querySelector('select').append(
        template(`canned-${talk.language}`).cloneNode(true),
      );
      this.outbox = new Outbox(
        this.number,
        (line) => this.#send(line),
        (...change) => this.#sent(...change),
      );
      this.#sent(this.outbox.lines, null, null);
      this.outbox.run();
    }

    get #draft() {
      return `help-draft:${this.number}`;
    }

    /** What is new of it, in its order; lines that are known already stay as they are. */
    show(talk, point) {
      const isFirst = this.talk === undefined;
      this.talk = talk;
      this.wasMissed = false;
      this.#over(false);
      this.#facts(talk);
      if (isFirst || point) this.#where(talk, point);
      const fresh = talk.lines.filter((line) => line.seq > this.after);
      if (fresh.length) this.#add(fresh);
      this.after = Math.max(this.after, talk.next);
      if (!isFirst) fresh.filter((line) => line.side === 'visitor').forEach((line) => this.#heard(line));
    }

    /** Somebody else has it, or it has ended; what was typed stays. */
    over() {
      this.#over(true);
    }

    focus() {
      (this.isOver ? this.element.querySelector('[data-do="close"]') : this.area).focus();
    }

    /** A panel that was not shown has not scrolled. */
    toEnd() {
      const log = part(this.element, 'log');
      log.scrollTop = log.scrollHeight;
    }

    open(tool) {
      const details = part(this.element, `${tool}_tool`);
      details.open = !details.open;
      if (!details.open) this.area.focus();
    }

    remove() {
      kept.write(this.#draft, null);
      this.element.remove();
    }

    #facts(talk) {
      const { element } = this;
      write(part(element, 'visitor'), talk.visitor || words.guest);
      write(part(element, 'number'), talk.number);
      write(part(element, 'here'), talk.here ? words.here : words.not_here);
      part(element, 'here').classList.toggle('official', talk.here);
      const facts = [
        talk.account ? words.account : '',
        talk.department_title,
        words[`language_${talk.language}`],
        fill(words.waited, { time: minutes(talk.waited_s, words) }),
      ];
      write(part(element, 'facts'), facts.filter(Boolean).join(' · '));
      write(part(element, 'typing'), talk.typing ? words.writing : '');
      part(element, 'log').setAttribute('aria-label', fill(words.lines, talk));
      const complaint = part(element, 'complaint');
      complaint.hidden = !talk.complaint;
      complaint.href = `/office/cases/${talk.complaint}`;
      write(complaint, `${words.complaint_of} ${talk.complaint}`);
      part(element, 'complaint_tool').hidden = Boolean(talk.complaint);
      const own = element.querySelector(`select[name="department"] [value="${talk.department}"]`);
      own?.remove();
    }

    #where(talk, point) {
      const { element } = this;
      write(part(element, 'place'), talk.world_place || words.where_none);
      const world = part(element, 'world');
      world.hidden = !talk.world;
      world.href = `/?world=${encodeURIComponent(talk.world)}`;
      const isKnown = talk.lat !== null && talk.lon !== null;
      const at = isKnown ? { lat: talk.lat.toFixed(4), lon: talk.lon.toFixed(4) } : null;
      const drawing = part(element, 'drawing');
      drawing.toggleAttribute('hidden', !point);
      if (point) {
        drawing.setAttribute('aria-label', fill(words.drawing, at));
        part(drawing, 'dot').setAttribute('cx', point[0]);
        part(drawing, 'dot').setAttribute('cy', point[1]);
      }
      write(part(element, 'address'), at ? fill(words.address_known, at) : '');
    }

    #add(lines) {
      const log = part(this.element, 'log');
      const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
      part(this.element, 'lines').append(...lines.map((line) => this.#line(line)));
      if (isAtEnd) this.toEnd();
      this.#written.push(...lines.filter((line) => line.side === 'visitor').map((line) => line.words));
    }

    #line(line) {
      const item = template('line').firstElementChild.cloneNode(true);
      item.className = line.side;
      if (['visitor', 'desk'].includes(line.side)) item.lang = this.talk.language;
      write(part(item, 'name'), line.name || words[line.side]);
      write(part(item, 'time'), line.time.slice(11, 16));
      part(item, 'time').dateTime = line.time;
      write(part(item, 'words'), line.words);
      const source = [line.title, line.source].filter(Boolean).join(' ');
      part(item, 'source').hidden = !source;
      write(part(item, 'source'), `${words.source}: ${source}`);
      return item;
    }

    #heard(line) {
      if (!this.element.contains(document.activeElement)) this.unread += 1;
      const name = `${this.talk.visitor || words.visitor} (${this.number})`;
      told.say(fill(words.said, { name, words: line.words.slice(0, 200) }));
    }

    #over(isOver) {
      this.isOver = isOver;
      part(this.element, 'over').hidden = !isOver;
      this.element.classList.toggle('over', isOver);
    }

    // ---- what the official does ----

    #listen() {
      const { element, area } = this;
      area.addEventListener('input', () => this.#typed());
      area.addEventListener('keydown', (event) => {
        // Enter also ends a syllable of Hangul, and then it sends nothing.
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        area.form.requestSubmit();
      });
      element.addEventListener('submit', (event) => {
        event.preventDefault();
        this.#do(event.target.dataset.do, event.target);
      });
      element.addEventListener('keydown', (event) => {
        const tool = event.key === 'Escape' && event.target.closest('details.tool[open]');
        if (!tool) return;
        tool.open = false;
        area.focus();
      });
      element.addEventListener('focusin', () => {
        if (this.unread) told.read(this);
      });
      element.querySelector('[data-do="close"]').addEventListener('click', () => told.close(this));
      for (const tool of element.querySelectorAll('details.tool')) {
        tool.addEventListener('toggle', () => tool.open && this.#opened(tool));
      }
      const kind = element.querySelector('select[name="kind"]');
      kind.addEventListener('change', () => this.#asked(kind.value));
      this.#asked(kind.value);
    }

    #typed() {
      kept.write(this.#draft, this.area.value);
      if (this.isOver || performance.now() - this.#tellTyping < TYPING_EVERY_MS) return;
      this.#tellTyping = performance.now();
      post('typing', { number: this.number }).catch(() => {});
    }

    #do(what, form) {
      if (what === 'say') return this.#say();
      if (what === 'canned') return this.put(form.elements.canned.value);
      return tools.run(what, this, form);
    }

    #say() {
      const said = this.area.value.trim();
      write(part(this.element, 'wrong'), '');
      this.area.focus();
      if (!said) return;
      this.area.value = '';
      kept.write(this.#draft, null);
      this.outbox.add(said);
    }

    async #send(line) {
      const answer = await post('say', { number: this.number, after: this.after, ...line });
      this.show(answer.talk, answer.point);
    }

    #sent(lines, failed, line) {
      const items = lines.map(({ words: said }) => {
        const item = template('line').firstElementChild.cloneNode(true);
        item.className = 'official pending';
        write(part(item, 'name'), words.official);
        write(part(item, 'time'), words.sending);
        write(part(item, 'words'), said);
        return item;
      });
      part(this.element, 'pending').replaceChildren(...items);
      if (items.length) this.toEnd();
      if (!failed) return;
      this.area.value = [line.words, this.area.value].filter(Boolean).join('\n\n');
      kept.write(this.#draft, this.area.value);
      write(part(this.element, 'wrong'), told.sentence(failed));
    }

    /** Below what stands in the answer box. */
    put(more) {
      const { area } = this;
      area.value = [area.value.trimEnd(), more].filter(Boolean).join('\n\n').slice(0, area.maxLength);
      kept.write(this.#draft, area.value);
      for (const tool of this.element.querySelectorAll('details.tool[open]')) tool.open = false;
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
      told.say(words.put_done);
    }

    #opened(tool) {
      for (const other of this.element.querySelectorAll('details.tool[open]')) {
        if (other !== tool) other.open = false;
      }
      const question = tool.querySelector('input[name="question"]');
      if (question && !question.value) question.value = (this.#written.at(-1) ?? '').slice(0, 500);
      const description = tool.querySelector('[name="description"]');
      if (description && !description.value) {
        description.value = this.#written.join('\n').slice(0, description.maxLength);
      }
      tool.querySelector('input:not([type="hidden"]), select, textarea, button')?.focus();
    }

    #asked(kind) {
      for (const block of this.element.querySelectorAll('.asked')) {
        block.hidden = block.dataset.kind !== kind;
      }
    }
  }

  /** The template with ids of its own. */
  function made(place) {
    const element = template('column').firstElementChild.cloneNode(true);
    for (const each of [element, ...element.querySelectorAll('*')]) {
      for (const name of ['id', 'for', 'aria-labelledby', 'aria-describedby']) {
        const value = each.getAttribute(name);
        if (value?.endsWith('-0')) each.setAttribute(name, `${value.slice(0, -2)}-${place}`);
      }
    }
    return element;
  }

  return Column;
}
