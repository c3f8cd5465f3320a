// A second press on a button that is already at work, or on the way back to its page, would log the same entry twice.
"use strict";

(function () {
  // What was typed, as far as a browser restores it: all but files and what the page itself carries.
  function typedIn(form) {
    const typed = Array.from(new FormData(form)).filter(function (pair) {
      const field = form.elements[pair[0]];
      return typeof pair[1] === "string" && pair[1] !== "" && (field.type === undefined || field.type !== "hidden");
    });
    return JSON.stringify(typed);
  }

  // Of a text that may hold names, the browser's history gets no more than this (FNV-1a).
  function digest(text) {
    let hash = 0x811c9dc5;
    for (let place = 0; place < text.length; place += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0;
    }
    return text.length + "." + hash;
  }

  function carried(form) {
    return form.querySelector("input[data-carried]");
  }

  function remember(form) {
    const number = carried(form);
    if (number) {
      const sent = { number: number.value, typed: digest(typedIn(form)) };
      history.replaceState(Object.assign({}, history.state, { sent: sent }), "");
    }
  }

  // Back fetches the form with a new number, and the browser fills in what was sent under the old one.
  function recall(form) {
    const number = carried(form);
    const sent = history.state && history.state.sent;
    if (number && sent && sent.typed === digest(typedIn(form))) {
      number.value = sent.number;
    }
  }

  // A disabled button would lose the focus, and its name in what is sent.
  function showBusy(button) {
    const label = button.tagName === "INPUT" ? "value" : "textContent";
    if (button.childElementCount) return;
    button.dataset.label = button[label];
    button[label] = /^保存/.test(button[label]) ? "正在保存…" : "请稍候…";
    button.setAttribute("aria-disabled", "true");
  }

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[data-label]").forEach(function (button) {
      button[button.tagName === "INPUT" ? "value" : "textContent"] = button.dataset.label;
      delete button.dataset.label;
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    remember(form);
    // Once the browser has gathered what it sends.
    setTimeout(function () {
      const isPlain = form.getAttribute("method") === "post" && !form.target && !event.defaultPrevented;
      if (isPlain && event.submitter) showBusy(event.submitter);
    });
    // A line that broke, a stopped page or a file that came must not keep what was typed from being sent again.
    const isDownload = event.submitter && "download" in event.submitter.dataset;
    setTimeout(function () { release(form); }, isDownload ? 1000 : 8000);
  });

  // Coming back by the browser's own button finds the page as it was left.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form").forEach(function (form) {
      release(form);
      recall(form);
    });
  });
})();
