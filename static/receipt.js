// Of the pages that show or ask for a receipt: its code copied, drawn as a picture, or taken from the address.
(() => {
  "use strict";

  const WIDTH = 720;
  const HEIGHT = 1120;
  const MODULE = 12;
  const QUIET = 4;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function drawCode(context, packed, top) {
    const [edge, encoded] = packed.split(".");
    const size = Number(edge);
    const bytes = atob(encoded);
    const left = (WIDTH - size * MODULE) / 2;
    const margin = QUIET * MODULE;
    // Dark on white, whatever the page's theme is: readers want it so.
    context.fillStyle = "white";
    context.fillRect(left - margin, top - margin, size * MODULE + 2 * margin, size * MODULE + 2 * margin);
    context.fillStyle = "black";
    for (let i = 0; i < size * size; i += 1) {
      if (bytes.charCodeAt(i >> 3) >> (7 - (i & 7)) & 1) {
        context.fillRect(left + (i % size) * MODULE, top + Math.floor(i / size) * MODULE, MODULE, MODULE);
      }
    }
  }

  function draw({ picture, code, title }) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d");
    const write = (text, top, font, fill) => {
      context.font = font;
      context.fillStyle = fill;
      context.fillText(text, WIDTH / 2, top, WIDTH - 80);
    };
    context.fillStyle = "white";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = colour("deep") || "black";
    context.fillRect(0, 0, WIDTH, 150);
    context.textAlign = "center";
    context.textBaseline = "middle";
    write("归巢 · 问卷回执", 75, "600 48px sans-serif", "white");
    write(title, 210, "30px sans-serif", "black");
    write(code.match(/.{4}/g).join(" "), 300, "600 56px Menlo, Consolas, monospace", "black");
    drawCode(context, picture, 410);
    write("扫码，或在活动首页点“查看、更正或撤回”", 900, "30px sans-serif", "black");
    write("再填手机号后四位，就能看到办到哪一步", 950, "30px sans-serif", "black");
    write("请自己保存，不要发到群里", 1040, "600 34px sans-serif", colour("deep") || "black");
    return canvas.toDataURL("image/png");
  }

  function offerPicture(button) {
    const place = document.querySelector("[data-picture-place]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const address = draw(button.dataset);
      const image = new Image();
      image.alt = `回执图片：回执码 ${button.dataset.code}，二维码打开回执页面`;
      image.className = "picture";
      image.src = address;
      const hint = document.createElement("p");
      hint.textContent = "长按图片，选“保存图片”；也可以点下面下载。";
      const link = document.createElement("a");
      link.href = address;
      link.download = "归巢回执.png";
      link.className = "button plain";
      link.textContent = "下载图片";
      place.textContent = "";
      [hint, image, link].forEach((part) => place.appendChild(part));
      button.hidden = true;
      link.focus();
    });
  }

  function offerCopy(button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      area.readOnly = true;
      area.className = "off";
      button.parentNode.appendChild(area);
      area.select();
      area.setSelectionRange(0, area.value.length);
      document.querySelector("[data-copy-status]").textContent = document.execCommand("copy")
        ? "已复制，请粘贴到备忘录保存。"
        : "没有复制成功，请截图保存。";
      area.remove();
      button.focus();
    });
  }

  // The code behind the # of the success page's address, which no browser sends.
  function takeFromAddress(field) {
    const fill = () => {
      const code = location.hash.slice(1);
      if (field.value || !/^[A-Z2-7]{16}$/.test(code)) return;
      field.value = code;
      document.querySelector("[name=last_digits]").focus();
    };
    fill();
    window.addEventListener("hashchange", fill);
  }

  // After the success the page has this address already, and following the link would lead nowhere.
  function openOwnReceipt(link) {
    link.addEventListener("click", (event) => {
      if (link.href !== location.href) return;
      event.preventDefault();
      location.reload();
    });
  }

  document.querySelectorAll("[data-picture]").forEach(offerPicture);
  document.querySelectorAll("[data-own-receipt]").forEach(openOwnReceipt);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  document.querySelectorAll("[data-from-address]").forEach(takeFromAddress);
})();
