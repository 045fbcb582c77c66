// The console of live help: it asks what is new, draws it, and keeps asking when the connection was
// lost. Without this file the page lists who waits, and each talk has a page of its own.

const TICK_MS = 10_000;
const LOOK_S = 20;
const BREATH_MS = 100;

const root = document.querySelector('[data-console]');
const words = JSON.parse(root.dataset.words);
const { wire: wireFile, lists: listsFile, column: columnFile, tools: toolsFile } = root.dataset;
const [wires, lists, { columns }, { toolsOf }] = await Promise.all(
  [wireFile, listsFile, columnFile, toolsFile].map((address) => import(address)),
);
const { wire, pause, kept } = wires;
const { fill, part, write, minutes, Queue, Tabs, Sound } = lists;

const post = wire(root.dataset.csrf);
const title = document.title;
const badge = document.querySelector('[data-waiting]');
const talks = new Map();
const queue = new Queue(root, words, (number) => take(number));
const tabs = new Tabs(part(root, 'tabs'), () => {
  talkOf(tabs.chosen)?.toEnd();
  if (talkOf(tabs.chosen)) read(talkOf(tabs.chosen));
});
const sound = new Sound(part(root, 'sound'));
const next = root.querySelector('[data-do="next"]');
let seen = JSON.parse(root.dataset.begun);
let version = 0;
let looking = new AbortController();
let opened = 0;

const told = {
  say,
  sentence,
  close,
  read,
  gone(column, sentence_) {
    close(column);
    say(sentence_);
  },
  /** In the language of the talk: the visitor reads it. */
  sourceWord: (language) => ({ ko: '출처', en: 'Source' })[language],
};
const template = (name) => root.querySelector(`[data-template="${name}"]`).content;
const tools = toolsOf(lists, { words, post, told, template });
const Column = columns({ ...wires, ...lists }, { words, post, told, tools, template });

function say(sentence_) {
  const line = document.createElement('span');
  line.textContent = `${sentence_} `;
  const live = part(root, 'live');
  live.append(line);
  if (live.children.length > 5) live.firstElementChild.remove();
}

function sentence(error) {
  if (error.status === 0) return words.wrong_lost;
  return words[`wrong_${error.code}`] ?? Object.values(error.fields)[0] ?? error.words;
}

function talkOf(panel) {
  return [...talks.values()].find((column) => column.element.id === panel);
}

// ---- drawing ----

function draw(isFirst) {
  drawDuty();
  drawQueue(isFirst);
  for (const talk of seen.talks) {
    const point = seen.points[talk.number];
    const column = talks.get(talk.number) ?? add(talk);
    column.show(talk, point);
  }
  const mine = new Set(seen.talks.map((talk) => talk.number));
  for (const column of talks.values()) {
    if (!mine.has(column.number) && !column.isOver) missed(column);
  }
  drawTabs();
}

function drawDuty() {
  write(part(root, 'duty'), seen.duty ? words.on_duty : words.off_duty);
  part(root, 'on').hidden = part(root, 'on').form.elements.department.hidden = Boolean(seen.duty);
  part(root, 'off').hidden = !seen.duty;
  const time = (seconds) => (seconds === null ? words.unknown : minutes(seconds, words));
  write(part(root, 'figures'), fill(words.figures, {
    count: seen.mine_today, wait: time(seen.median_wait_s), answer: time(seen.median_answer_s),
  }));
}

function drawQueue(isFirst) {
  const count = seen.waiting_total;
  const { isNew, hadFocus } = queue.draw(seen.waiting);
  if (hadFocus) next.focus();
  write(part(root, 'count'), String(count));
  part(root, 'none').hidden = count > 0;
  const more = count - seen.waiting.length;
  write(part(root, 'more'), more > 0 ? fill(words.queue_more, { count: more }) : '');
  document.title = count ? `(${count}) ${title}` : title;
  badge.hidden = !count;
  write(badge, fill(badge.dataset.waiting, { count }));
  if (!isNew || isFirst) return;
  say(fill(words.said_waiting, { count }));
  sound.play();
}

function drawTabs() {
  const panels = [{
    element: part(root, 'queue_panel'), label: `${words.queue} (${seen.waiting_total})`,
  }];
  [...talks.values()].forEach((column, place) => {
    const label = fill(words.tab_talk, { place: place + 1 });
    panels.push({ element: column.element, label: column.unread ? `${label} (${column.unread})` : label });
  });
  tabs.draw(panels);
  part(root, 'talks_none').hidden = talks.size > 0;
}

function add(talk) {
  const column = new Column(talk, ++opened);
  talks.set(talk.number, column);
  part(root, 'talks').append(column.element);
  column.toEnd();
  return column;
}

/** A look may be older than what was just taken: only the second one without it counts. */
function missed(column) {
  if (column.wasMissed) {
    column.over();
    say(words.wrong_state);
  } else {
    column.wasMissed = true;
    lookAgain();
  }
}

function read(column) {
  column.unread = 0;
  drawTabs();
}

/** The focus goes on to where one works next. */
function close(column) {
  const all = [...talks.values()];
  const place = all.indexOf(column);
  talks.delete(column.number);
  column.remove();
  const other = all[place + 1] ?? all[place - 1];
  drawTabs();
  if (other) go(other);
  else {
    tabs.choose('queue-panel');
    next.focus();
  }
}

function go(column) {
  tabs.choose(column.element.id);
  column.focus();
  column.toEnd();
  read(column);
}

// ---- asking ----

function lookAgain() {
  version = 0;
  looking.abort();
}

function lost(isLost) {
  if (part(root, 'lost').hidden !== isLost) return;
  part(root, 'lost').hidden = !isLost;
  write(part(root, 'lost_words'), isLost ? words.lost : '');
  say(isLost ? words.lost : words.back);
}

function mustReload() {
  part(root, 'lost').hidden = false;
  write(part(root, 'lost_words'), words.reload);
  root.querySelector('[data-do="reload"]').hidden = false;
  say(words.reload);
}

async function look(wait_s) {
  const cursors = [...talks.values()].filter((column) => !column.isOver);
  const known = Object.fromEntries(cursors.map((column) => [column.number, column.after]));
  looking = new AbortController();
  const own = looking;
  try {
    seen = await post('look', { version, talks: known, wait_s }, own.signal);
    if (!own.signal.aborted) version = seen.version;
    return true;
  } catch (error) {
    if (own.signal.aborted) return false;
    throw error;
  }
}

async function listen() {
  for (let failed = 0; ; ) {
    const began = performance.now();
    try {
      if (await look(failed ? 0 : LOOK_S)) {
        lost(false);
        draw(false);
      }
      failed = 0;
      // A server that is about to stop answers everything at once.
      if (performance.now() - began < BREATH_MS) await new Promise((go_) => setTimeout(go_, BREATH_MS));
    } catch (error) {
      if ([401, 403, 404].includes(error.status)) return mustReload();
      if (!error.isLater) throw error;
      lost(true);
      await pause(++failed);
    }
  }
}

async function take(number) {
  const wrong = part(root, 'take_wrong');
  write(wrong, '');
  try {
    const { talk, point } = await post('take', { number });
    const column = talks.get(talk.number) ?? add(talk);
    column.show(talk, point);
    drawTabs();
    go(column);
    say(fill(words.said_taken, talk));
  } catch (error) {
    if (!('status' in error)) throw error;
    write(wrong, sentence(error));
    tabs.choose('queue-panel');
    next.focus();
  }
  lookAgain();
}

async function duty(department) {
  try {
    await post('duty', { department });
    lookAgain();
  } catch (error) {
    say(sentence(error));
  }
}

// ---- by hand, and by key ----

function step(by) {
  const all = [...talks.values()];
  if (!all.length) return;
  const at = all.findIndex((column) => column.element.contains(document.activeElement));
  go(all[(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by + all.length) % all.length]);
}

function open(tool) {
  const all = [...talks.values()];
  const here = all.find((column) => column.element.contains(document.activeElement));
  const column = here ?? talkOf(tabs.chosen) ?? all[0];
  if (!column) return;
  tabs.choose(column.element.id);
  column.open(tool);
}

const KEYS = {
  F2: () => take(''),
  F4: (event) => step(event.shiftKey ? -1 : 1),
  F8: () => open('knowledge'),
  F9: () => open('canned'),
};

addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key](event);
});
next.addEventListener('click', () => take(''));
root.querySelector('[data-do="reload"]').addEventListener('click', () => location.reload());
root.querySelector('[data-do="duty"]').addEventListener('submit', (event) => {
  event.preventDefault();
  duty(seen.duty ? '' : event.target.elements.department.value);
});
setInterval(() => queue.tick(), TICK_MS);

document.querySelector('[data-plain]').hidden = true;
root.hidden = false;
kept.forgetAllBut([...seen.talks, ...seen.waiting].map((talk) => talk.number));
draw(true);
listen();
