// The page of a package: its parts save by themselves (parts.js, uploads.js), and nothing typed is left behind.
"use strict";

(function () {
  const PATIENCE = 4000; // milliseconds that a link waits for what is not saved yet
  const form = document.querySelector("form[data-package]");
  if (!form) return;

  const line = form.querySelector("[data-saving-all]");
  const page = { update: update, renew: renew, setPhoto: setPhoto };
  let parts = [];
  let uploads = [];
  let renewal = null;
  let isLeaving = false;

  function unsaved() {
    return parts.concat(uploads).filter(function (one) { return one.isUnsaved(); });
  }

  function update() {
    const count = unsaved().length;
    line.textContent = count ? "有 " + count + " 处还没有保存" : "都已保存";
    line.classList.toggle("failed", count > 0);
  }

  // Resolves with whether everything is saved; `isAll`: suggestions that nobody touched too.
  function flush(isAll) {
    const saving = parts.filter(function (part) { return isAll || part.isUnsaved(); }).map(function (part) { return part.save(); });
    return Promise.all(saving.concat(uploads.map(function (one) { return one.finish(); }))).then(function (results) {
      update();
      return results.every(Boolean);
    });
  }

  // What the server shows now: pictures, what is missing, and parts that nobody is changing here.
  function renew() {
    clearTimeout(renewal);
    renewal = setTimeout(function () {
      fetch(location.pathname, { credentials: "same-origin", cache: "no-store" })
        .then(function (response) { return response.text(); })
        .then(function (html) {
          const fresh = new DOMParser().parseFromString(html, "text/html");
          document.querySelectorAll("[data-renewed]").forEach(function (old) {
            const present = fresh.getElementById(old.id);
            if (present && present.innerHTML !== old.innerHTML) old.replaceWith(present);
          });
          parts.forEach(function (part) {
            const present = fresh.querySelector("[data-part='" + part.key + "']");
            if (present) part.adopt(present);
          });
        })
        .catch(function () {}); // it stays as it was
    }, 100);
  }

  function partOf(key) {
    return parts.find(function (part) { return part.key === key; });
  }

  function setPhoto(answer) {
    partOf(answer.part).setPhoto(answer);
    renew();
  }

  function remove(button) {
    const part = partOf(button.value);
    const seen = part.element.querySelector("[data-seen]");
    const body = Part.newBody(form);
    body.append("remove", button.value);
    body.append(seen.name, seen.value);
    button.disabled = true;
    Part.send(form, body).then(function (answers) {
      const answer = answers && answers[0];
      button.disabled = false;
      part.element.querySelector("[data-saving]").textContent = answer ? answer.message : "没有成功，请再试一次。";
      if (answer && answer.state === "saved") part.setPhoto(answer);
      renew();
    });
  }

  function showWhatIsNotSaved() {
    const [first] = unsaved();
    line.textContent = "没有继续：有内容还没有保存，请看标出的地方。";
    line.classList.add("failed");
    if (first) first.element.scrollIntoView({ block: "center" });
  }

  function go(button) {
    flush(true).then(function (isSaved) {
      if (!isSaved) return showWhatIsNotSaved();
      if (button.name === "save") return renew();
      if (button.dataset.next) return leaveFor(button.dataset.next);
      isLeaving = true;
      // Not within the event that was stopped: there it would do nothing.
      setTimeout(function () { form.requestSubmit(button); });
    });
  }

  function leaveFor(address) {
    location.href = address;
  }

  parts = Array.from(form.querySelectorAll("[data-part]"), function (element) { return Part.create(element, form, page); });
  uploads = Array.from(form.querySelectorAll("[data-add-photos]"), function (box) { return Uploads.create(box, form, page); });

  // Older browsers do not say with the event which button was pressed.
  let pressed = null;
  form.addEventListener("click", function (event) { pressed = event.target.closest("button[name]"); });
  form.addEventListener("submit", function (event) {
    const button = event.submitter || pressed || form.querySelector("button[name=save]");
    if (isLeaving) return;
    event.preventDefault();
    event.stopPropagation();
    if (button.name === "remove") remove(button);
    else go(button);
  });

  // A link is followed once everything is saved; where that takes too long, the browser asks.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.getAttribute("href")[0] === "#" || !unsaved().length) return;
    event.preventDefault();
    const tooLong = new Promise(function (resolve) { setTimeout(resolve, PATIENCE); });
    Promise.race([flush(false), tooLong]).then(function () { leaveFor(link.href); });
  });

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) flush(false);
    else renew();
  });

  window.addEventListener("beforeunload", function (event) {
    if (isLeaving || !unsaved().length) return;
    flush(false);
    event.preventDefault();
    event.returnValue = "";
  });

  window.addEventListener("pageshow", function () {
    isLeaving = false;
  });

  // What the browser brought back is compared with what is saved; see old-page.js.
  form.addEventListener("restored", function (event) {
    event.preventDefault();
    parts.forEach(function (part) {
      if (event.detail.some(part.hasField)) part.showRestored();
    });
  });
})();
