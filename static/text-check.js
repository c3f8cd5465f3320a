// 文表核对 on the page of a package: a correction goes into the text that is being typed, which then saves itself.
"use strict";

(function () {
  const area = document.querySelector("[data-editor] textarea");
  const section = document.getElementById("summary");
  if (!area) return;

  // Where a text has exactly this sentence, and not as a part of another one; -1 if nowhere.
  function findSentence(text, sentence) {
    for (let at = text.indexOf(sentence); at >= 0; at = text.indexOf(sentence, at + 1)) {
      const before = text.slice(0, at).replace(/[ \t\u3000]+$/, "");
      const after = text.slice(at + sentence.length).replace(/^[ \t\u3000]+/, "");
      const isBegun = !before || /[。！？!?\n]$/.test(before);
      const isEnded = /[。！？!?]$/.test(sentence) || !after || after[0] === "\n";
      if (isBegun && isEnded) return at;
    }
    return -1;
  }

  // Keeps the browser's own undo, where it can.
  function replaceRange(start, end, text) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand || !document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(start, start + text.length);
  }

  // Returns whether the text still has the sentence.
  function correct(sentence, corrected) {
    let at = findSentence(area.value, sentence);
    if (at < 0) return false;
    for (; at >= 0; at = findSentence(area.value, sentence)) replaceRange(at, at + sentence.length, corrected);
    // As if the text had been left: it is saved at once.
    area.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  function sentenceOf(offer) {
    return offer.querySelector("[data-sentence]").value;
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button[name=correct]");
    if (!button) return;
    const offer = button.closest("details");
    event.preventDefault();
    if (correct(sentenceOf(offer), offer.querySelector("[data-corrected]").value)) offer.open = false;
    else offer.querySelector("[data-said]").textContent = "没有改：这一句您刚才已经改过了。";
  });

  // What somebody has opened stays open when the part is displayed anew.
  const opened = new Set();
  section.addEventListener("toggle", function (event) {
    if (!event.target.isConnected || !event.target.querySelector("[data-sentence]")) return;
    if (event.target.open) opened.add(sentenceOf(event.target));
    else opened.delete(sentenceOf(event.target));
  }, true);
  new MutationObserver(function () {
    section.querySelectorAll("#text-check details").forEach(function (offer) {
      if (opened.has(sentenceOf(offer))) offer.open = true;
    });
  }).observe(section, { childList: true });
})();
