// What a browser with scripts adds to the service pages: drafts, sending over a connection that
// comes and goes, questions that appear when they are asked. Everything works without it.

const DRAFT_DAYS = 7;
const RETRY_MAX_MS = 30_000;

const draftKey = (service) => `city.draft.${service}`;

/** localStorage may be switched off; then nothing is kept. */
function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null;
  }
}

// ---- drafts ----

/** Contact data, consents, files and hidden fields are never kept. */
function isKept(input) {
  const kept = input.name && !["hidden", "file", "password"].includes(input.type);
  return kept && input.closest("[data-private]") === null && input.value !== "true";
}

function keptInputs(form) {
  return [...form.elements].filter((each) => each instanceof HTMLElement && isKept(each));
}

function opened(form) {
  const hidden = [...form.querySelectorAll('input[type="hidden"]:not([data-beside])')];
  return hidden.filter((each) => !["csrf", "key"].includes(each.name)).map((each) => each.value);
}

function saveDraft(form) {
  if (!form.isConnected) return; // an answer took its place, with what was typed in it
  const isOn = (each) => !["radio", "checkbox"].includes(each.type) || each.checked;
  const values = keptInputs(form)
    .filter((each) => isOn(each) && each.value.trim() !== "")
    .map((each) => [each.name, each.value]);
  const draft = { time: Date.now(), opened: opened(form), values };
  const key = draftKey(form.dataset.service);
  stored((box) => (values.length ? box.setItem(key, JSON.stringify(draft)) : box.removeItem(key)));
}

const drafted = (key) => stored((box) => JSON.parse(box.getItem(key) ?? "null"));

function readDraft(form) {
  const draft = drafted(draftKey(form.dataset.service));
  const same = draft && JSON.stringify(draft.opened) === JSON.stringify(opened(form));
  return same && Array.isArray(draft.values) ? draft.values : [];
}

/** Of every service, whichever page is open. */
function dropOldDrafts() {
  const keys = stored((box) => Object.keys(box).filter((key) => key.startsWith(draftKey("")))) ?? [];
  const isOld = (key) => !(Date.now() - drafted(key)?.time < DRAFT_DAYS * 86_400_000);
  for (const key of keys.filter(isOld)) stored((box) => box.removeItem(key));
}

function fill(form, values) {
  for (const input of keptInputs(form)) {
    const given = values.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
    else if (given.length) input.value = given[0];
    if (given.length) input.closest("details")?.setAttribute("open", "");
  }
}

function tellOfDraft(form) {
  const note = document.createElement("p");
  note.className = "notice draft";
  note.textContent = `${form.dataset.draft} `;
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "quiet";
  clear.textContent = form.dataset.clear;
  clear.addEventListener("click", () => {
    form.reset();
    stored((box) => box.removeItem(draftKey(form.dataset.service)));
    note.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  note.append(clear);
  form.prepend(note);
}

function keepDraft(form) {
  const isAnswer = document.getElementById("errors") || "steered" in form.dataset;
  const values = isAnswer ? [] : readDraft(form);
  if (values.length) {
    fill(form, values);
    tellOfDraft(form);
  }
  if ("steered" in form.dataset) saveDraft(form);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => saveDraft(form), 300);
  });
  addEventListener("pagehide", () => timer && saveDraft(form));
}

// ---- questions that depend on another ----

function valuesOf(form, name) {
  return new FormData(form).getAll(name).filter((each) => typeof each === "string" && each !== "");
}

function showAsked(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const conditions = Object.entries(JSON.parse(part.dataset.when));
    part.hidden = !conditions.every(([name, allowed]) =>
      valuesOf(form, name).some((value) => allowed.includes(value)),
    );
  }
}

// ---- how much still fits ----

const TOLD_FROM = 300;

function countDown(area, words) {
  const note = document.createElement("p");
  note.className = "hint left";
  note.setAttribute("role", "status");
  area.after(note);
  area.addEventListener("input", () => {
    const left = Number(area.dataset.most) - area.value.length;
    note.textContent = left < TOLD_FROM ? words.replace("{count}", left) : "";
  });
}

// ---- photos ----

function showPhotos(field) {
  const input = field.querySelector('input[type="file"]');
  const list = document.createElement("ul");
  list.className = "photos";
  input.after(list);
  input.addEventListener("change", () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...[...input.files].slice(0, Number(field.dataset.photos)).map(preview));
  });
}

function preview(file) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = file.name;
  item.append(image);
  return item;
}

// ---- pointing at a place ----

/** Where the map is touched, and where one is, becomes what a button of the map sends. */
function pointAt(figure, form) {
  const [lat, lon] = ["lat", "lon"].map((part) =>
    document.getElementById(`${figure.dataset.map}-${part}`),
  );
  const [south, west, north, east] = figure.dataset.box.split(" ").map(Number);
  const press = (value) =>
    form.requestSubmit(form.querySelector(`[formaction="#${figure.id}"][value="${value}"]`));
  figure.querySelector("svg").addEventListener("click", (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const right = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    lat.value = (north - down * (north - south)).toFixed(6);
    lon.value = (west + right * (east - west)).toFixed(6);
    press("at");
  });
  form.addEventListener("here", () => press("show"));
}

/** The same button again, or the map where it can do no more. */
function backTo(pressed) {
  const { name, value } = pressed;
  const again = document.querySelector(`button[name="${name}"][value="${value}"]:not(:disabled)`);
  const map = document.querySelector(pressed.getAttribute("formaction"));
  (again?.checkVisibility() ? again : map)?.focus({ preventScroll: true });
}

// ---- sending ----

const wait = (ms) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

/** The answer, however long the connection is away: the form's key makes it one request. */
async function sendUntilAnswered(form, body, tell) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await fetch(form.action, { method: "POST", body });
    } catch {
      tell(form.dataset.offline);
      await wait(Math.random() * Math.min(RETRY_MAX_MS, 1000 * 2 ** Math.min(tries, 5)) + 250);
    }
  }
}

async function send(form, submitter) {
  const tell = (words) => (form.querySelector(".sending").textContent = words);
  const body = new FormData(form, submitter);
  const buttons = form.querySelectorAll("button");
  for (const each of buttons) each.disabled = true;
  tell(form.dataset.sending);
  const answer = await sendUntilAnswered(form, body, tell);
  if (answer.redirected && answer.ok) location.assign(answer.url);
  else await show(answer, form, tell, submitter);
}

/** The page that came instead of a receipt takes this one's place; one without a form, which says
 * why nothing was done, is told beneath this one, so that nothing has to be typed again. */
async function show(answer, form, tell, submitter) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("form[data-service], [data-first]")) {
    const told = [...page.querySelectorAll("main h1, main .lead")];
    tell(told.map((each) => each.textContent.trim()).join(". "));
    for (const each of form.querySelectorAll("button")) each.disabled = false;
    return;
  }
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  const isMap = submitter?.name.startsWith("map.");
  if (!isMap) scrollTo(0, 0);
  begin();
  if (isMap) backTo(submitter);
}

// ---- following by a link ----

/** Number and code stand behind the #, which no server and no log sees. */
function followLink(form) {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.get("number") || !given.get("code")) return;
  form.elements.namedItem("number").value = given.get("number");
  form.elements.namedItem("code").value = given.get("code");
  history.replaceState(null, "", location.pathname + location.search);
  form.requestSubmit();
}

function begin() {
  document.dispatchEvent(new Event("drawn")); // to where.js
  for (const form of document.querySelectorAll("form[data-service]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form, event.submitter);
    });
    if (form.dataset.draft) keepDraft(form);
    form.addEventListener("input", () => showAsked(form));
    showAsked(form);
    form.querySelectorAll("[data-photos]").forEach(showPhotos);
    form.querySelectorAll("[data-map]").forEach((figure) => pointAt(figure, form));
    form.querySelectorAll("[data-most]").forEach((area) => countDown(area, form.dataset.left));
  }
  for (const form of document.querySelectorAll("form[data-follow]")) followLink(form);
  for (const part of document.querySelectorAll("[data-done]")) {
    stored((box) => box.removeItem(draftKey(part.dataset.done)));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  document.getElementById("errors")?.focus();
}

dropOldDrafts();
begin();
