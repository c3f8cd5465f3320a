// A part of a package's page saves by itself what is typed or chosen in it, and says so.
"use strict";

const Part = (function () {
  const QUIET = 1500; // milliseconds without a key before it is saved
  const RETRY = 10000;
  const AWAY = {
    "signed-out": "没有保存：登录已失效。请在新的标签页登录，登录后这里会接着保存。",
    "other-account": "没有保存：现在登录的是另一个账号。",
  };

  // What goes with every post of the form besides its fields.
  function newBody(form) {
    const body = new FormData();
    form.querySelectorAll("input[name=csrfmiddlewaretoken], input[name=page_account]").forEach(function (field) {
      body.append(field.name, field.value);
    });
    return body;
  }

  // Resolves with what became of the parts that were sent, or with null where no answer came that can be read.
  function send(form, body, options) {
    return StaffPage.post(form.action, body, Object.assign({ waits: true }, options))
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (answer) { return answer && answer.parts; })
      .catch(function () { return null; });
  }

  function percentOf(event) {
    return event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
  }

  // `page` is told of every change: page.update(), and page.renew() where other parts may look different now.
  function create(element, form, page) {
    const key = element.dataset.part;
    const isPhoto = key.indexOf("photo-") === 0;
    const seen = element.querySelector("[data-seen]");
    const texts = Array.from(element.querySelectorAll("input:not([type=hidden]):not([type=file]), textarea"));
    const chooser = element.querySelector("input[type=file]");
    const line = element.querySelector("[data-saving]");
    const bar = element.querySelector("[data-progress]");
    const conflict = element.querySelector("[data-conflict]");
    let saved = {};
    let file = null;
    let present = null; // what somebody else saved, until it is settled
    let isSuggested = "suggested" in element.dataset;
    let isRefused = false;
    let underWay = null;
    let timer = null;

    function nameOf(field) {
      return field.name.slice(key.length + 1);
    }

    function typed() {
      const values = {};
      texts.forEach(function (field) { values[nameOf(field)] = field.value; });
      return values;
    }

    function isDirty() {
      return Boolean(file) || texts.some(function (field) { return field.value !== saved[nameOf(field)]; });
    }

    // A suggestion that nobody touched is no loss.
    function isUnsaved() {
      return Boolean(underWay) || (isDirty() && !isSuggested);
    }

    function say(text, isFailure) {
      line.textContent = text;
      line.classList.toggle("failed", Boolean(isFailure));
      page.update();
    }

    function showProgress(percent) {
      if (!bar) return;
      bar.hidden = percent === null;
      bar.value = percent || 0;
      if (percent !== null) say(percent < 100 ? "正在上传 " + percent + "%" : "已传完，正在处理…");
    }

    function forgetFile() {
      file = null;
      if (chooser) chooser.value = "";
      showProgress(null);
    }

    function later(delay) {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    }

    // Resolves with whether everything in it is saved.
    function save() {
      clearTimeout(timer);
      if (underWay) return underWay.then(save);
      if (!isDirty()) return Promise.resolve(true);
      if (present || isRefused) return Promise.resolve(false);
      if (isPhoto && !seen.value && !file) {
        say("还没有保存：选好照片，说明和照片一起保存。", true);
        return Promise.resolve(false);
      }
      underWay = post().then(function (isSaved) {
        underWay = null;
        page.update();
        return isSaved && isDirty() ? save() : isSaved;
      });
      return underWay;
    }

    function post() {
      const sent = typed();
      const sentFile = file;
      const body = newBody(form);
      const options = { whileAway: function (state) { say(AWAY[state] || "正在保存…", Boolean(state)); } };
      body.append(seen.name, seen.value);
      texts.forEach(function (field) { body.append(field.name, field.value); });
      isSuggested = false;
      say("正在保存…");
      if (sentFile) {
        body.append(chooser.name, sentFile);
        options.progress = function (event) { showProgress(percentOf(event)); };
        showProgress(0);
      }
      return send(form, body, options).then(function (parts) {
        return take(parts && parts[0], sent, sentFile);
      });
    }

    function take(answer, sent, sentFile) {
      if (!answer) {
        say("没有保存成功，正在重试…", true);
        later(RETRY);
        return false;
      }
      if (sentFile && sentFile === file) forgetFile();
      if (answer.state === "changed") {
        offerChoice(answer.values, answer.lines, answer.revision);
        say("没有保存：" + answer.message, true);
        return false;
      }
      seen.value = answer.revision === null ? "" : answer.revision;
      if (answer.state === "refused" || answer.state === "invalid") {
        isRefused = true; // until something else is typed
        Object.keys(sent).forEach(function (name) {
          if (answer.state === "invalid" && !answer.errors[name] && !answer.errors.upload) saved[name] = sent[name];
        });
        say("没有保存：" + answer.message, true);
        return false;
      }
      saved = sent;
      // A caption went with the photo that was replaced.
      if (sentFile) showStored(answer.values, sent);
      page.renew();
      say("已保存 " + answer.at + (sentFile ? "：" + answer.message : ""));
      return true;
    }

    // In fields that nobody has touched since.
    function showStored(values, sent) {
      texts.forEach(function (field) {
        const name = nameOf(field);
        if (field.value === sent[name]) field.value = values[name];
        saved[name] = values[name];
      });
    }

    // Between what is typed and what is saved.
    function offerChoice(values, lines, revision, heading) {
      const box = conflict.querySelector("[data-present]");
      present = { values: values, revision: revision };
      if (heading) conflict.querySelector("h3").textContent = heading;
      box.textContent = "";
      lines.forEach(function (text) {
        const paragraph = document.createElement("p");
        paragraph.textContent = text || "（空）";
        box.appendChild(paragraph);
      });
      conflict.querySelector("[data-without-script]").hidden = true;
      conflict.querySelector("[data-with-script]").hidden = false;
      conflict.hidden = false;
    }

    function settle(isOwn) {
      conflict.hidden = true;
      saved = Object.assign({}, present.values);
      seen.value = present.revision === null ? "" : present.revision;
      present = null;
      if (!isOwn) {
        forgetFile();
        texts.forEach(function (field) {
          field.value = saved[nameOf(field)];
          field.dispatchEvent(new Event("input"));
        });
        say("已换成现在的内容");
        page.renew();
      } else if (isDirty()) save();
      else say("与已保存的相同");
    }

    // By the browser, of a page that was left before it was saved.
    function showRestored() {
      if (present || !isDirty()) return;
      offerChoice(saved, Object.values(saved), seen.value || null, "浏览器恢复了您之前填写的内容，它还没有保存。现在保存着的是：");
      say("还没有保存：请先选用哪一份。", true);
    }

    function begin() {
      const shown = {};
      texts.forEach(function (field) { shown[nameOf(field)] = isSuggested ? "" : field.defaultValue; });
      saved = "stored" in element.dataset ? JSON.parse(element.dataset.stored) : shown;
      if (element.dataset.state === "changed") {
        const lines = Array.from(conflict.querySelectorAll("[data-present] p"), function (paragraph) { return paragraph.textContent; });
        offerChoice(saved, lines, seen.value || null);
      }
      if (element.dataset.state) say("还没有保存", true);
    }

    texts.forEach(function (field) {
      field.addEventListener("input", function () {
        if (present) return;
        isSuggested = isRefused = false;
        if (!isDirty()) return say("");
        say("还没有保存");
        later(QUIET);
      });
      field.addEventListener("change", save);
    });
    if (chooser) {
      chooser.addEventListener("change", function () {
        file = chooser.files[0] || null;
        isRefused = false;
        save();
      });
    }
    conflict.querySelector("[data-keep-own]").addEventListener("click", function () { settle(true); });
    conflict.querySelector("[data-take-present]").addEventListener("click", function () { settle(false); });
    begin();

    return {
      key: key,
      element: element,
      isUnsaved: isUnsaved,
      save: save,
      showRestored: showRestored,
      hasField: function (field) { return texts.indexOf(field) >= 0; },
      // What the server shows now, where nobody has begun to change it here.
      adopt: function (fresh) {
        const values = {};
        texts.forEach(function (field) { values[nameOf(field)] = fresh.querySelector("[name='" + field.name + "']").value; });
        const isOther = texts.some(function (field) { return field.value !== values[nameOf(field)]; });
        const isBusy = underWay || present || isDirty() || (isOther && element.contains(document.activeElement));
        if (isBusy || "suggested" in fresh.dataset) return;
        saved = values;
        seen.value = fresh.querySelector("[data-seen]").value;
        texts.forEach(function (field) { field.value = values[nameOf(field)]; });
        if (isOther) texts.forEach(function (field) { field.dispatchEvent(new Event("input")); });
      },
      // The photo at the place has become another one, or there is none any more.
      setPhoto: function (answer) {
        const unsaved = isDirty() ? null : typed();
        seen.value = answer.revision === null ? "" : answer.revision;
        if (unsaved) showStored(answer.values, unsaved);
        else if (answer.revision !== null) later(0);
        say(answer.message);
      },
    };
  }

  return { create: create, newBody: newBody, send: send, percentOf: percentOf };
})();
