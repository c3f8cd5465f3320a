// The Mongolian that is typed, set as the public pages will show it, and the characters that the font lacks.
"use strict";

(function () {
  function isCovered(ranges, code) {
    return ranges.some((range) => range[0] <= code && code <= range[1]);
  }

  function missing(ranges, text) {
    const lacking = Array.from(text).filter((one) => one.trim() && !isCovered(ranges, one.codePointAt(0)));
    return Array.from(new Set(lacking)).join("");
  }

  // As the server's linebreaks does.
  function show(place, text) {
    place.textContent = "";
    text.trim().split(/\n{2,}/).filter(Boolean).forEach((part) => {
      const paragraph = document.createElement("p");
      part.split("\n").forEach((line, number) => {
        if (number) paragraph.appendChild(document.createElement("br"));
        paragraph.appendChild(document.createTextNode(line));
      });
      place.appendChild(paragraph);
    });
  }

  function follow(preview) {
    const ranges = preview.dataset.mongolianPreview.split(" ").map((run) => run.split("-").map((end) => parseInt(end, 16)));
    const area = preview.querySelector("textarea");
    const warning = preview.querySelector("[role=status]");
    area.addEventListener("input", () => {
      const lacking = missing(ranges, area.value);
      warning.hidden = !lacking;
      warning.querySelector("b").textContent = lacking;
      show(preview.querySelector(".mongolian"), area.value);
    });
  }

  // The admin asks for it in the head.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-mongolian-preview]").forEach(follow);
  });
})();
