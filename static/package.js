// The page of a package: the summary is counted and saved as one types, and photos show how far they have come.
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

  var QUIET = 1500; // milliseconds without a key before it is saved
  var RETRY = 10000;

  function Editor(form) {
    var area = form.elements.text;
    var seen = form.elements.seen_revision;
    var counter = form.querySelector("[data-count]");
    var saying = form.querySelector("[data-saving]");
    var conflict = form.querySelector("[data-conflict]");
    var saved = area.value;
    var present = null;
    var isUnderWay = false;
    var isStopped = false;
    var timer = null;
    var waiting = [];

    function isDirty() {
      return area.value !== saved;
    }

    function say(text, isFailure) {
      saying.textContent = text;
      saying.classList.toggle("failed", Boolean(isFailure));
    }

    function count() {
      var length = countWords(clean(area.value));
      var isWithin = length >= Number(form.dataset.shortest) && length <= Number(form.dataset.longest);
      counter.textContent = length + " 字";
      counter.classList.toggle("within", isWithin);
      counter.classList.toggle("outside", length > 0 && !isWithin);
    }

    function later(delay) {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    }

    function done() {
      waiting.splice(0).forEach(function (go) { go(!isDirty()); });
    }

    function save() {
      clearTimeout(timer);
      if (isUnderWay || isStopped || !isDirty()) {
        if (!isUnderWay) done();
        return;
      }
      var sent = area.value;
      isUnderWay = true;
      say("正在保存…");
      fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      })
        .then(function (response) {
          var isJson = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
          if (isJson) return response.json();
          // The page of the login, or of an error.
          return { state: response.status === 403 ? "signed_out" : "failed" };
        })
        .catch(function () { return { state: "failed" }; })
        .then(function (answer) {
          isUnderWay = false;
          take(answer, sent);
        });
    }

    function take(answer, sent) {
      if (answer.state === "saved") {
        saved = sent;
        seen.value = answer.revision;
        say("已保存 " + answer.at);
        if (!answer.is_draft) dropDraftMark();
        if (isDirty()) later(QUIET);
        else done();
        return;
      }
      if (answer.state === "changed") showConflict(answer);
      else if (answer.state === "refused" || answer.state === "invalid") {
        isStopped = answer.state === "refused";
        say("没有保存：" + answer.message, true);
      } else if (answer.state === "signed_out") {
        say("没有保存成功：登录已过期。请在新的标签页登录，再回到这里继续。", true);
        later(RETRY);
      } else {
        say("没有保存成功，正在重试…", true);
        later(RETRY);
      }
      done();
    }

    function dropDraftMark() {
      var mark = document.querySelector("[data-draft-mark]");
      if (mark) mark.remove();
    }

    function showConflict(answer) {
      isStopped = true;
      present = answer;
      conflict.querySelector("[data-present]").textContent = "";
      answer.text.split("\n").forEach(function (line) {
        var paragraph = document.createElement("p");
        paragraph.textContent = line;
        conflict.querySelector("[data-present]").appendChild(paragraph);
      });
      conflict.hidden = false;
      say("没有保存：" + answer.message, true);
    }

    function settle(text) {
      conflict.hidden = true;
      isStopped = false;
      seen.value = present.revision;
      saved = present.text;
      area.value = text;
      count();
      if (isDirty()) save();
      else say("已换成现在的内容");
    }

    conflict.querySelector("[data-keep-own]").addEventListener("click", function () { settle(area.value); });
    conflict.querySelector("[data-take-present]").addEventListener("click", function () { settle(present.text); });

    area.addEventListener("input", function () {
      count();
      if (!isStopped) {
        say("还没有保存");
        later(QUIET);
      }
    });

    // Left for another part of the page: what is missing may have changed.
    area.addEventListener("change", function () {
      waiting.push(function (isSaved) { if (isSaved) renew(["missing"]); });
      save();
    });

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

    window.addEventListener("beforeunload", function (event) {
      if (isDirty() && !form.dataset.leaving) {
        event.preventDefault();
        event.returnValue = "";
      }
    });
    // Sent by its button, it is the server that says what became of it.
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      isStopped = true;
      form.dataset.leaving = "yes";
    });

    count();
    return {
      isDirty: isDirty,
      // Calls back once what was typed is on the server, or cannot get there now.
      flush: function (go) {
        waiting.push(go);
        save();
      },
    };
  }

  // The button that was pressed: older browsers do not say it with the event.
  function notePressed(form) {
    form.addEventListener("click", function (event) {
      form.pressed = event.target.closest("button[name]");
    });
  }

  // What is shown anew after an upload: the place itself, and what depends on it.
  function replaceParts(html, ids) {
    var page = new DOMParser().parseFromString(html, "text/html");
    ids.forEach(function (id) {
      var fresh = page.getElementById(id);
      var old = document.getElementById(id);
      if (fresh && old) {
        old.replaceWith(fresh);
        fresh.querySelectorAll("form[data-photo]").forEach(bindUpload);
      }
    });
    var message = page.querySelector(".messagelist");
    var said = document.querySelector("#" + ids[0] + " [data-progress]");
    if (message && said) show(said, message.textContent.trim(), true);
    return page.querySelector(".package") !== null;
  }

  function renew(ids) {
    fetch(location.pathname, { credentials: "same-origin" })
      .then(function (response) { return response.text(); })
      .then(function (html) { replaceParts(html, ids); })
      .catch(function () {}); // it stays as it was
  }

  function show(line, sentence, isOver) {
    line.hidden = false;
    line.querySelector("progress").hidden = isOver;
    line.querySelector("span").textContent = sentence;
  }

  function fail(form, sentence) {
    show(form.querySelector("[data-progress]"), sentence, true);
    form.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
    delete form.dataset.sent;
  }

  function send(form, body) {
    var shown = form.querySelector("[data-progress]");
    var bar = shown.querySelector("progress");
    var part = form.closest("li, section").id;
    var request = new XMLHttpRequest();
    bar.value = 0;
    show(shown, "正在上传…", false);
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) return;
      var percent = Math.round((event.loaded / event.total) * 100);
      bar.value = percent;
      show(shown, percent < 100 ? "正在上传 " + percent + "%" : "已传完，正在处理…", false);
    });
    request.addEventListener("load", function () {
      if (request.status === 403) fail(form, "没有上传：登录已过期，请在新的标签页登录，再点一次“保存”。");
      else if (!replaceParts(request.responseText, [part, "missing"])) fail(form, "没有上传成功，请再点一次“保存”。");
    });
    request.addEventListener("error", function () { fail(form, "网络断了，没有上传成功，请再点一次“保存”。"); });
    request.open("POST", form.action);
    request.send(body);
    form.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
  }

  function bindUpload(form) {
    notePressed(form);
    form.addEventListener("submit", function (event) {
      var body = new FormData(form);
      if (form.pressed) body.append(form.pressed.name, form.pressed.value);
      event.preventDefault();
      event.stopPropagation();
      send(form, body);
    });
  }

  var editor = null;
  document.querySelectorAll("form[data-editor]").forEach(function (form) { editor = Editor(form); });
  document.querySelectorAll("form[data-photo]").forEach(bindUpload);

  // Whatever else is sent or opened from this page, the summary goes first.
  document.querySelectorAll(".package form:not([data-editor]):not([data-photo])").forEach(function (form) {
    notePressed(form);
    form.addEventListener("submit", function (event) {
      if (!editor || !editor.isDirty() || form.dataset.flushed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      editor.flush(function (isSaved) {
        if (isSaved) form.dataset.flushed = "yes";
        // Not within the event that was just stopped: there it would do nothing.
        if (isSaved) setTimeout(function () { form.requestSubmit(form.pressed || undefined); });
      });
    });
  });
})();
