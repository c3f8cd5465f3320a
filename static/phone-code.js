// Opens the QR code on the page itself, and looks every few seconds for photos that have arrived from the phone.
(function () {
  "use strict";

  var EVERY = 4000; // milliseconds

  function ask(address, done) {
    var request = new XMLHttpRequest();
    request.onloadend = function () {
      var answer = null;
      try { answer = request.status === 200 ? JSON.parse(request.responseText) : null; } catch (error) { answer = null; }
      done(answer, request.status);
    };
    request.open("GET", address);
    request.setRequestHeader("Accept", "application/json");
    request.send();
  }

  function setUp(part) {
    var panel = part.querySelector("[data-panel]");
    var state = part.querySelector("[data-state]");
    var arrived = part.querySelector("[data-arrived]");
    var known = {}, ends = 0;

    function show(photo) {
      var item = document.createElement("li"), link = document.createElement("a"), image = document.createElement("img");
      link.href = photo.address;
      link.target = "_blank";
      image.src = photo.thumbnail_address;
      image.alt = "手机传来的照片";
      link.appendChild(image);
      item.appendChild(link);
      arrived.appendChild(item);
    }

    function describe(room) {
      var count = arrived.children.length;
      part.querySelector("[data-refresh]").hidden = !count;
      state.textContent = count ? "已收到 " + count + " 张。" : "等待手机上传…";
      state.textContent += room ? "还能放 " + room + " 张。" : "已经放满了，要换请先去掉一张。";
    }

    function look() {
      if (Date.now() > ends) {
        panel.querySelector(".code").hidden = true;
        state.textContent += "二维码已过期，要继续传，请再点一次上面的按钮。";
        return;
      }
      ask(part.dataset.phoneCode + "?photos", function (answer, status) {
        if (!answer && status) {
          state.textContent = "这里现在不能上传照片了，请刷新本页。";
          return;
        }
        if (answer) {
          answer.photos.forEach(function (photo) {
            if (!known[photo.pk]) show(photo);
            known[photo.pk] = true;
          });
          describe(answer.room);
        }
        setTimeout(look, EVERY);
      });
    }

    part.querySelector("[data-open]").addEventListener("click", function (event) {
      event.preventDefault();
      ask(part.dataset.phoneCode, function (answer) {
        panel.hidden = false;
        if (!answer) {
          state.textContent = "打不开二维码，请刷新本页再试。";
          return;
        }
        var isWaiting = Date.now() <= ends;
        ends = Date.now() + answer.seconds * 1000;
        panel.querySelector(".code").hidden = false;
        panel.querySelector(".code").src = answer.code;
        answer.photos.forEach(function (photo) { if (!isWaiting) known[photo.pk] = true; });
        describe(answer.room);
        if (!isWaiting) setTimeout(look, EVERY);
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-phone-code]"), setUp);
})();
