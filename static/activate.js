// The secret of an activation link stands behind its #: it is put into the form and taken out of the address, where the
// history would keep it. Without this script it is typed.
"use strict";

var field = document.querySelector("[data-secret]");
if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  document.querySelector("[data-secret-row]").hidden = true;
}
