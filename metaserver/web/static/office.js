// New work is told while the page is open: above the list, in the title, and in the navigation how
// many wait for live help. Everything else on these pages works without this file.
const EVERY_MS = 20_000;
const place = document.querySelector('[data-news]');
const badge = document.querySelector('[data-waiting]');
const title = document.title;
let since = Number(place?.dataset.news ?? 0);

async function ask(address) {
  const response = await fetch(address, { headers: { Accept: 'application/json' } });
  return response.ok ? response.json() : {};
}

async function look() {
  const { new: count } = await ask(`/office/news?since=${since}`);
  if (!place.dataset.words || !count) return;
  place.querySelector('span').textContent = place.dataset.words.replace('{count}', count);
  place.hidden = false;
  document.title = `(${count}) ${title}`;
}

async function count() {
  const { waiting } = await ask('/office/help/waiting');
  badge.textContent = badge.dataset.waiting.replace('{count}', waiting ?? 0);
  badge.hidden = !waiting;
}

/** Where the connection is gone, it is asked again the next time. */
function keep(task) {
  setInterval(() => task().catch(() => {}), EVERY_MS);
}

if (place) keep(look);
// The console of live help counts by itself.
if (badge && !document.querySelector('[data-console]')) {
  count().catch(() => {});
  keep(count);
}
