// What a browser with scripts adds to the guide, besides where.js: an address copied, printing.
// Everything else works without it.

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
if (navigator.clipboard) {
  for (const each of document.querySelectorAll("[data-copy]")) showCopy(each);
}
for (const each of document.querySelectorAll("[data-print]")) showPrint(each);
