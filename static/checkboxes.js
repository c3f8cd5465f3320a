// Ticks all boxes of a group, or none where all are ticked already.
"use strict";

document.querySelectorAll("[data-tick]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () {
    var boxes = Array.from(button.closest("[data-ticks]").querySelectorAll("input[type=checkbox]"));
    var isAll = boxes.every(function (box) {
      return box.checked;
    });
    boxes.forEach(function (box) {
      box.checked = !isAll;
    });
  });
});
