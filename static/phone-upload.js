// Sends the chosen photos one by one, with their progress; without it the form sends all at once. For old phones.
(function () {
  "use strict";

  var SIDE = 128; // pixels of a thumbnail
  var LOST = "网络断了，没有传上。请点“上传”再试一次。";
  var form = document.querySelector("[data-upload]");
  if (!form || !window.FormData) return;
  var input = form.querySelector("input[type=file]");
  var list = form.querySelector("[data-chosen]");
  var button = form.querySelector("button");
  var result = document.querySelector("[data-result]");
  var count = document.querySelector("[data-count]");
  var room = document.querySelector("[data-room]");
  var waiting = [];

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // The picture itself may be large: what stays is its drawing.
  function thumbnail(file, image, next) {
    var whole = new Image(), reader = new FileReader();
    whole.onload = function () {
      var canvas = document.createElement("canvas"), scale = SIDE / Math.min(whole.width, whole.height);
      canvas.width = canvas.height = SIDE;
      canvas.getContext("2d").drawImage(
        whole, (SIDE - whole.width * scale) / 2, (SIDE - whole.height * scale) / 2, whole.width * scale, whole.height * scale
      );
      image.src = canvas.toDataURL("image/jpeg", 0.7);
      next();
    };
    whole.onerror = reader.onerror = function () {
      image.removeAttribute("src"); // a format that this phone cannot show
      next();
    };
    reader.onload = function () { whole.src = reader.result; };
    reader.readAsDataURL(file);
  }

  function line(file) {
    var item = element("li"), image = element("img"), what = element("span", "what");
    image.alt = "";
    what.appendChild(element("span", "name", file.name));
    what.appendChild(element("span", "soft", "等待上传"));
    item.appendChild(image);
    item.appendChild(what);
    list.appendChild(item);
    return { file: file, item: item, picture: image, state: what.lastChild };
  }

  function showThumbnails(lines) {
    if (lines.length) thumbnail(lines[0].file, lines[0].picture, function () { showThumbnails(lines.slice(1)); });
  }

  function finish(one, answer) {
    if (one.progress) one.state.parentNode.removeChild(one.progress);
    one.progress = null;
    one.failed = !answer || !answer.stored;
    one.state.className = one.failed ? "error" : "soft";
    one.state.textContent = one.failed ? (answer ? answer.errors.join(" ") : LOST) : "已传上";
    if (answer && "room" in answer) room.textContent = answer.room;
    if (one.failed) return;
    result.hidden = false;
    count.textContent = form.elements.stored_before.value = Number(count.textContent) + 1;
  }

  function send(one, next) {
    var request = new XMLHttpRequest(), body = new FormData();
    body.append("photos", one.file);
    one.state.textContent = "正在上传…";
    one.progress = element("progress");
    one.progress.max = 1;
    one.progress.value = 0;
    one.state.parentNode.appendChild(one.progress);
    request.upload.onprogress = function (event) {
      if (one.progress && event.lengthComputable) one.progress.value = event.loaded / event.total;
    };
    request.onloadend = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      finish(one, answer);
      next();
    };
    request.open("POST", location.href);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  }

  function sendAll(lines) {
    if (!lines.length) {
      waiting = waiting.filter(function (one) { return one.failed; });
      button.removeAttribute("aria-disabled");
      button.textContent = waiting.length ? "没有传上的再传一次" : "上传";
      input.disabled = false;
      input.value = "";
      input.required = !waiting.length;
      result.scrollIntoView();
      return;
    }
    send(lines[0], function () { sendAll(lines.slice(1)); });
  }

  input.addEventListener("change", function () {
    list.textContent = "";
    waiting = Array.prototype.map.call(input.files, line);
    showThumbnails(waiting.slice());
  });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") || !waiting.length) return;
    button.setAttribute("aria-disabled", "true");
    button.textContent = "正在上传…";
    input.disabled = true;
    sendAll(waiting.slice());
  });
})();
