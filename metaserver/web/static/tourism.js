// What a browser with scripts adds to the guide: where one is, an address copied, printing.
// Everything else works without it.

const DECIMALS = 3; // about 100 m: enough to tell what is near, and no more than that

function showHere(button) {
  const field = document.getElementById(button.dataset.here);
  const told = document.getElementById(`told-${field.name}`);
  button.hidden = false;
  button.addEventListener("click", () => {
    told.textContent = told.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
        told.textContent = told.dataset.found;
      },
      () => {
        told.textContent = told.dataset.failed;
        field.focus();
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  });
}

function showCopy(button) {
  const told = document.getElementById("told-copy");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const link = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(link.textContent);
      told.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(link); // not allowed: whoever reads can copy it by hand
    }
  });
}

function showPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

document.querySelector(".summary")?.focus();
if (window.isSecureContext && navigator.geolocation) {
  for (const each of document.querySelectorAll("[data-here]")) showHere(each);
}
if (navigator.clipboard) {
  for (const each of document.querySelectorAll("[data-copy]")) showCopy(each);
}
for (const each of document.querySelectorAll("[data-print]")) showPrint(each);
