// New work is told while the page is open: above the list, and in the title. Everything else on
// these pages works without this file.
const EVERY_MS = 20_000;
const place = document.querySelector('[data-news]');
const title = document.title;
let since = Number(place?.dataset.news ?? 0);

async function look() {
  try {
    const response = await fetch(`/office/news?since=${since}`, { headers: { Accept: 'application/json' } });
    if (!response.ok) return;
    const { new: count } = await response.json();
    if (!place?.dataset.words || !count) return;
    place.querySelector('span').textContent = place.dataset.words.replace('{count}', count);
    place.hidden = false;
    document.title = `(${count}) ${title}`;
  } catch {
    // The connection is gone: it is asked again.
  }
}

if (place) setInterval(look, EVERY_MS);
