// Shows what is only asked of loans or of trainings where that kind is chosen. Without this script all of it is shown.
"use strict";

(function () {
  const kind = document.getElementById("id_kind");
  const conditional = document.querySelectorAll("[data-only-for]");

  function apply() {
    conditional.forEach(function (field) {
      const isAsked = field.dataset.onlyFor === kind.value;
      // Disabled ones are not sent, and stay as they are if the kind is chosen back. What was refused stays in sight.
      const row = field.closest(".form-row");
      const wasRefused = row.querySelector(".errorlist") !== null;
      field.disabled = !isAsked && !wasRefused;
      row.hidden = field.disabled;
    });
  }

  if (kind) {
    kind.addEventListener("change", apply);
    apply();
  }
})();
