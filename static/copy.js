// Copies what stands in a field, and says so beside the button; without this script it is marked and copied by hand.
"use strict";

document.querySelectorAll("[data-copy]").forEach(function (button) {
  var field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", function () {
    field.focus();
    field.select();
    button.parentNode.querySelector("[data-copied]").textContent = document.execCommand("copy")
      ? "已复制"
      : "没有复制成功，请按 Ctrl+C";
  });
});
