// Where somebody is, asked of the browser when a button is pressed: nobody is asked without that.

const USUAL_DIGITS = 3; // about 100 m: enough to tell what is near, and no more than that

/** Into one field as "lat,lon", or into one for each. */
function fillIn(button, coords) {
  const digits = Number(button.dataset.digits ?? USUAL_DIGITS);
  const given = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(digits));
  const fields = button.dataset.here.split(" ").map((id) => document.getElementById(id));
  if (fields.length === 1) fields[0].value = given.join(",");
  else fields.forEach((field, index) => (field.value = given[index]));
}

function ask(button) {
  const told = document.getElementById(button.dataset.told);
  told.textContent = told.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fillIn(button, coords);
      told.textContent = told.dataset.found;
      button.form?.dispatchEvent(new Event("here"));
    },
    () => {
      told.textContent = told.dataset.failed;
      document.getElementById(button.dataset.else ?? button.dataset.here).focus();
    },
    { timeout: 10_000, maximumAge: 60_000 },
  );
}

function offer() {
  for (const each of document.querySelectorAll("[data-here][hidden]")) {
    each.hidden = false;
    each.addEventListener("click", () => ask(each));
  }
}

if (window.isSecureContext && navigator.geolocation) {
  offer();
  document.addEventListener("drawn", offer);
}
