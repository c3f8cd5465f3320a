// The summary is counted as one types, and what is pasted is cleaned.
"use strict";

(function () {
  // As reports/packages/summary_length.py counts: every Chinese character and full-width mark is one, and so is every run of
  // other characters. What divides runs is what Python takes for white space.
  var EAST_ASIAN = "\\u2e80-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef“”‘’…—·\\u{20000}-\\u{3fffd}";
  var SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  var COUNTED = new RegExp("[" + EAST_ASIAN + "]|[^" + SPACE + EAST_ASIAN + "]+", "gu");

  function countWords(text) {
    return (text.match(COUNTED) || []).length;
  }

  // As organization/text/cleaning.py cleans: what nobody sees goes, but for what Mongolian needs, and private codes of GBK
  // become the characters that they stand for.
  var MONGOLIAN = "\\u1800-\\u180a\\u1810-\\u18af\\u{11660}-\\u{1167f}";
  var JOINERS = "[\\u200c\\u200d]{0,2}";
  var WORDS = JOINERS + "[" + MONGOLIAN + "](?:[" + MONGOLIAN + "\\u180b-\\u180f\\u200c\\u200d]|\\u202f(?=" + JOINERS + "[" + MONGOLIAN + "]))*";
  var INVISIBLE = "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164" +
    "\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffc\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}";
  var REMARKABLE = new RegExp("(" + WORDS + ")|[" + INVISIBLE + "\\u202f]", "gu");
  var REAL = {};
  [
    [0xe5e5, "\u3000"],
    [0xe76c, "€"],
    [0xe78d, "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"],
    [0xe7c7, "\u1e3f\u01f9"],
    [0xe7e7, "\u303e\u2ff0\u2ff1\u2ff2\u2ff3\u2ff4\u2ff5\u2ff6\u2ff7\u2ff8\u2ff9\u2ffa\u2ffb"],
    [0xe815, "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"],
  ].forEach(function (run) {
    Array.from(run[1]).forEach(function (character, place) { REAL[String.fromCharCode(run[0] + place)] = character; });
  });

  function visible(text) {
    return text
      .replace(/[\ue000-\uf8ff]/g, function (code) { return REAL[code] || code; })
      .replace(REMARKABLE, function (found, mongolian) { return mongolian || (found === "\u202f" ? " " : ""); });
  }

  // As reports/packages/summary_text.py cleans.
  function clean(text) {
    text = text.replace(/\r\n|[\r\v\f\x85\u2028\u2029]/g, "\n").replace(/[\t\xa0\u1680\u2000-\u200a\u205f]/g, " ");
    return visible(text)
      .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g, "")
      .replace(/ +/g, " ")
      .replace(/[\ue000-\uf8ff\u{f0000}-\u{10fffd}]/gu, "")
      .replace(/^[ \u3000]*[•●○■□◆◇▪▫➢➤‣◦∙✓✔][ \u3000]*/gm, "")
      .replace(/^[ \u3000]+|[ \u3000]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n");
  }

  document.querySelectorAll("[data-editor]").forEach(function (editor) {
    var area = editor.querySelector("textarea");
    var counter = editor.querySelector("[data-count]");

    function count() {
      var length = countWords(clean(area.value));
      var isWithin = length >= Number(editor.dataset.shortest) && length <= Number(editor.dataset.longest);
      counter.textContent = length + " 字";
      counter.classList.toggle("within", isWithin);
      counter.classList.toggle("outside", length > 0 && !isWithin);
    }

    area.addEventListener("input", count);

    area.addEventListener("paste", function (event) {
      var text = event.clipboardData && event.clipboardData.getData("text/plain");
      if (!text) return;
      event.preventDefault();
      // Keeps the browser's own undo, where it can.
      if (!document.execCommand || !document.execCommand("insertText", false, clean(text))) {
        area.setRangeText(clean(text), area.selectionStart, area.selectionEnd, "end");
        area.dispatchEvent(new Event("input"));
      }
    });

    count();
  });
})();
