// Who waits, the tabs of a narrow screen, and the sound of somebody who begins to wait.

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function part(root, name) {
  return root.querySelector(`[data-is="${name}"]`);
}

/** Writes only what changed: a screen reader and a selection are left alone. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export function minutes(seconds, words) {
  const count = Math.floor(seconds / 60);
  return count ? fill(words.minutes, { count }) : words.under_minute;
}

/** The list is changed item by item, so that the focus stays where it is. */
export class Queue {
  #list;
  #template;
  #words;
  #items = new Map();

  constructor(root, words, take) {
    this.#list = part(root, 'queue');
    this.#template = root.querySelector('[data-template="waiting"]');
    this.#words = words;
    this.#list.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) take(button.closest('li').dataset.number);
    });
  }

  /** Whether somebody is there who was not before; and whether the focus went with an item. */
  draw(waiting) {
    const before = new Set(this.#items.keys());
    const numbers = new Set(waiting.map((each) => each.number));
    let hadFocus = false;
    for (const number of before) {
      if (numbers.has(number)) continue;
      const item = this.#items.get(number).element;
      hadFocus ||= item.contains(document.activeElement);
      item.remove();
      this.#items.delete(number);
    }
    waiting.forEach((each, place) => this.#place(each, place));
    this.tick();
    return { isNew: waiting.some((each) => !before.has(each.number)), hadFocus };
  }

  tick() {
    for (const { element, shown, at } of this.#items.values()) {
      const time = minutes(shown.waited_s + (performance.now() - at) / 1000, this.#words);
      const facts = [
        fill(this.#words.waited, { time }),
        shown.department_title,
        this.#words[`language_${shown.language}`],
      ];
      write(part(element, 'facts'), facts.join(' · '));
    }
  }

  #place(shown, place) {
    const element = this.#items.get(shown.number)?.element ?? this.#made(shown);
    this.#items.set(shown.number, { element, shown, at: performance.now() });
    const there = this.#list.children[place];
    if (there !== element) this.#list.insertBefore(element, there ?? null);
  }

  #made(shown) {
    const element = this.#template.content.firstElementChild.cloneNode(true);
    element.dataset.number = shown.number;
    const question = part(element, 'question');
    question.textContent = shown.question;
    question.lang = shown.language;
    const label = fill(this.#words.take_one, { number: shown.number });
    element.querySelector('button').setAttribute('aria-label', label);
    return element;
  }
}

/** On a narrow screen one panel at a time; on a wide one the panels stand side by side. */
export class Tabs {
  #strip;
  #narrow = matchMedia('(max-width: 60rem)');
  #panels = [];
  chosen = '';

  constructor(strip, changed) {
    this.#strip = strip;
    this.#narrow.addEventListener('change', () => this.#layout());
    strip.addEventListener('click', (event) => {
      const tab = event.target.closest('button');
      if (!tab) return;
      this.choose(tab.dataset.panel);
      changed();
    });
    strip.addEventListener('keydown', (event) => this.#move(event, changed));
  }

  get isNarrow() {
    return this.#narrow.matches;
  }

  /** `panels`: of `{element, label}`. */
  draw(panels) {
    this.#panels = panels;
    const ids = panels.map((each) => each.element.id);
    for (const tab of [...this.#strip.children]) {
      if (!ids.includes(tab.dataset.panel)) tab.remove();
    }
    panels.forEach(({ element, label }, place) => {
      const tab = this.#tab(element.id);
      if (this.#strip.children[place] !== tab) {
        this.#strip.insertBefore(tab, this.#strip.children[place] ?? null);
      }
      write(tab, label);
    });
    if (!ids.includes(this.chosen)) this.chosen = ids[0];
    this.#layout();
  }

  choose(id) {
    this.chosen = id;
    this.#layout();
  }

  #tab(id) {
    const known = this.#strip.querySelector(`[data-panel="${id}"]`);
    if (known) return known;
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.className = 'quiet';
    tab.id = `tab-${id}`;
    tab.dataset.panel = id;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', id);
    return tab;
  }

  #layout() {
    const isNarrow = this.isNarrow;
    this.#strip.hidden = !isNarrow;
    if (isNarrow) this.#strip.setAttribute('role', 'tablist');
    else this.#strip.removeAttribute('role');
    for (const { element } of this.#panels) {
      const isChosen = element.id === this.chosen;
      element.hidden = isNarrow && !isChosen;
      if (isNarrow) element.setAttribute('role', 'tabpanel');
      else element.removeAttribute('role');
      const tab = this.#tab(element.id);
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
    }
  }

  #move(event, changed) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const ids = this.#panels.map((each) => each.element.id);
    this.choose(ids[(ids.indexOf(this.chosen) + step + ids.length) % ids.length]);
    this.#tab(this.chosen).focus();
    changed();
  }
}

/** Off until it is switched on; the browser remembers the switch. */
export class Sound {
  #context = null;
  #box;

  constructor(box) {
    this.#box = box;
    try {
      box.checked = localStorage.getItem('help-sound') === 'on';
    } catch {
      box.checked = false;
    }
    box.addEventListener('change', () => {
      try {
        localStorage.setItem('help-sound', box.checked ? 'on' : 'off');
      } catch {
        // It holds for this page.
      }
      if (box.checked) this.play();
    });
  }

  /** Two short tones. A browser that wants a gesture first stays silent until there was one. */
  play() {
    if (!this.#box.checked) return;
    this.#context ??= new AudioContext();
    this.#context.resume().then(() => {
      [660, 880].forEach((hertz, place) => this.#tone(hertz, place * 0.14));
    }, () => {});
  }

  #tone(hertz, after_s) {
    const begin = this.#context.currentTime + after_s;
    const tone = this.#context.createOscillator();
    const gain = this.#context.createGain();
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(0.15, begin + 0.02);
    gain.gain.linearRampToValueAtTime(0, begin + 0.13);
    tone.connect(gain).connect(this.#context.destination);
    tone.start(begin);
    tone.stop(begin + 0.14);
  }
}
