// The frame of the staff pages. Without this script the navigation unfolds by its address, and menus by themselves.
"use strict";

(function () {
  const container = document.getElementById("container");
  const fold = document.querySelector("[data-fold]");
  const menus = Array.from(document.querySelectorAll("details[data-menu]"));
  const search = document.querySelector("[data-site-search]");

  function unfold(isUnfolded) {
    container.classList.toggle("unfolded", isUnfolded);
    fold.setAttribute("aria-expanded", String(isUnfolded));
  }

  function closeMenus(except) {
    menus.forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  if (fold) {
    unfold(false);
    fold.addEventListener("click", function (event) {
      event.preventDefault();
      unfold(!container.classList.contains("unfolded"));
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeMenus(null);
    const isTyping = event.target.matches("input, textarea, select");
    if (event.key === "/" && search && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
  });
})();
