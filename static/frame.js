// The frame of the staff pages. Without this script the navigation unfolds by its address, and menus by themselves.
"use strict";

(function () {
  const container = document.getElementById("container");
  const navigation = document.getElementById("navigation");
  const fold = document.querySelector("[data-fold]");
  const menus = Array.from(document.querySelectorAll("details[data-menu]"));
  const sections = Array.from(document.querySelectorAll("#navigation details"));
  const search = document.querySelector("[data-site-search]");
  let place = 0; // how far the page was scrolled before the navigation unfolded above it

  function isUnfolded() {
    return container.classList.contains("unfolded");
  }

  function unfold(isWanted) {
    if (isWanted) place = window.scrollY;
    // On a phone every page is then one more tap away.
    if (isWanted) sections.forEach(function (section) { section.open = true; });
    container.classList.toggle("unfolded", isWanted);
    fold.setAttribute("aria-expanded", String(isWanted));
    window.scrollTo(0, isWanted ? 0 : place);
  }

  // The focus that stood in what is closed goes back to its button. Whether there was one to close.
  function closeMenus(except) {
    const open = menus.filter(function (menu) { return menu.open && menu !== except; });
    open.forEach(function (menu) {
      const isInside = menu.contains(document.activeElement);
      menu.open = false;
      if (isInside) menu.querySelector("summary").focus();
    });
    return open.length > 0;
  }

  function openSearch() {
    if (fold && !search.offsetParent) unfold(true);
    search.focus();
  }

  if (fold) {
    fold.setAttribute("role", "button");
    fold.setAttribute("aria-expanded", "false");
    fold.addEventListener("click", function (event) {
      event.preventDefault();
      unfold(!isUnfolded());
    });
    fold.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      fold.click();
    });
  }

  if (navigation) {
    const current = navigation.querySelector("[aria-current]");
    if (current && current.offsetTop > navigation.clientHeight - 80) navigation.scrollTop = current.offsetTop - navigation.clientHeight / 2;
  }

  menus.forEach(function (menu) {
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
    // What unfolds behind the bar of buttons would seem not to unfold at all.
    const summary = event.target.closest("#content form summary");
    if (summary) setTimeout(function () { summary.parentNode.scrollIntoView({ block: "nearest" }); }, 0);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.isComposing && !closeMenus(null) && fold && isUnfolded()) {
      unfold(false);
      fold.focus();
    }
    // Not the bare sign: a Chinese input method takes it, and who dictates would press it by a word.
    if (event.key === "/" && search && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      openSearch();
    }
  });
})();
