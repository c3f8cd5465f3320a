// The button waits for the QR codes: a page printed before they are there would have holes.
"use strict";

var button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", function () {
  window.print();
});
window.addEventListener("load", function () {
  button.disabled = false;
  button.textContent = "打印";
});
