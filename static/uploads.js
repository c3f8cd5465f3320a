// Several photos chosen at once are sent one after the other; each says how far it has come, and what became of it.
"use strict";

const Uploads = (function () {
  // `page` is told which part has got a photo: page.setPhoto(answer).
  function create(box, form, page) {
    const chooser = box.querySelector("input[type=file]");
    const list = box.querySelector("[data-uploads]");
    const waiting = [];
    const failed = new Set();
    let underWay = null;

    function addLine(name) {
      const line = document.createElement("li");
      const bar = document.createElement("progress");
      const words = document.createElement("span");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", name);
      line.append(bar, words);
      list.append(line);

      return {
        say: function (text, isFailure) {
          words.textContent = name + "：" + text;
          line.classList.toggle("failed", Boolean(isFailure));
          page.update();
        },
        showProgress: function (percent) {
          bar.hidden = percent === null;
          bar.value = percent || 0;
        },
        offerAgain: function (again) {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "quiet";
          button.textContent = "再传一次";
          button.addEventListener("click", function () {
            button.remove();
            again();
          });
          line.append(button);
        },
      };
    }

    function add(upload) {
      upload.line.say("等待上传…");
      waiting.push(upload);
      if (!underWay) underWay = next();
    }

    function next() {
      const upload = waiting.shift();
      if (!upload) {
        underWay = null;
        page.update();
        return Promise.resolve();
      }
      return send(upload).then(next);
    }

    function send(upload) {
      const body = Part.newBody(form);
      const line = upload.line;
      body.append(chooser.name || "photos", upload.file);
      line.showProgress(0);
      line.say("正在上传…");
      return Part.send(form, body, {
        progress: function (event) {
          const percent = Part.percentOf(event);
          line.showProgress(percent);
          line.say(percent < 100 ? "正在上传 " + percent + "%" : "已传完，正在处理…");
        },
        whileAway: function (state) { line.say(state ? "没有上传：登录已失效。" : "正在上传…", Boolean(state)); },
      }).then(function (parts) { take(upload, parts && parts[0]); });
    }

    function take(upload, answer) {
      upload.line.showProgress(null);
      if (!answer) {
        failed.add(upload);
        upload.line.say("没有上传成功。", true);
        upload.line.offerAgain(function () {
          failed.delete(upload);
          add(upload);
        });
        return;
      }
      upload.line.say(answer.message, answer.state !== "saved");
      if (answer.state === "saved") page.setPhoto(answer);
    }

    chooser.addEventListener("change", function () {
      list.textContent = "";
      failed.clear();
      Array.from(chooser.files).forEach(function (file) { add({ file: file, line: addLine(file.name) }); });
      // They are on their way: the form is not to send them again.
      chooser.value = "";
    });

    return {
      isUnsaved: function () { return Boolean(underWay) || failed.size > 0; },
      // Resolves with whether all of them have arrived.
      finish: function () { return Promise.resolve(underWay).then(function () { return failed.size === 0; }); },
      element: box,
    };
  }

  return { create: create };
})();
