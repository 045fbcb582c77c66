// Takes the code of a letter from the address into the form, and out of the address: it stays out
// of the history. Without scripts the code is typed.
const field = document.querySelector('input[data-fragment]');
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[\w.-]{20,200}$/.test(code)) {
  field.value = code;
  history.replaceState(null, '', location.pathname + location.search);
}
