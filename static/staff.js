// A second press on a button that is already at work would log the same entry twice.
"use strict";

document.addEventListener("submit", function (event) {
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
  // A line that broke, or a stopped page, must not keep what was typed from being sent again.
  setTimeout(function () { delete event.target.dataset.sent; }, 8000);
});

// Coming back by the browser's own button finds the page as it was left.
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sent]").forEach(function (form) {
    delete form.dataset.sent;
  });
});
