// Enhancements only, for Chromium 78 and iOS 12 on: every page works without them.
(() => {
  "use strict";

  // Milliseconds.
  const DAY = 864e5;
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const on = (target, type, act) => target.addEventListener(type, act);

  // The home in two steps: the league-city, then one of its counties.
  function splitHome(county) {
    const blank = county.options[0];
    const groups = all(county, "optgroup");
    const code = county.value ? county.selectedOptions[0].parentNode.dataset.code : county.dataset.city;
    const city = county.cloneNode(false);
    const offerCounties = () => {
      const chosen = county.value;
      const group = groups.find((group) => group.dataset.code === city.value);
      county.textContent = "";
      county.add(blank);
      blank.text = group ? "请选择旗县市区" : "请先选择盟市";
      if (group) all(group, "option").forEach((option) => county.add(option.cloneNode(true)));
      county.value = chosen;
      if (county.selectedIndex < 0) county.value = "";
    };
    city.name = "home_city";
    city.setAttribute("aria-label", "家乡所在盟市");
    city.add(new Option("请选择盟市", ""));
    groups.forEach((group) => {
      const isPreset = group.dataset.code === code;
      city.add(new Option(group.label, group.dataset.code, isPreset, isPreset));
    });
    county.removeAttribute("id");
    county.setAttribute("aria-label", "家乡所在旗县市区");
    county.parentNode.insertBefore(city, county);
    on(city, "change", offerCounties);
    offerCounties();
  }

  function showWhatApplies(form) {
    const status = form.querySelector("[name=status]:checked");
    all(form, "[data-asked]").forEach((element) => {
      element.hidden = !status || element.dataset.asked.split(" ").indexOf(status.value) < 0;
    });
    const isFilled = (input) => input.value.trim() && input.value !== "undisclosed" && !input.closest("[hidden]");
    all(form, "[data-sensitive-consent]").forEach((consent) => {
      consent.hidden = !all(form, "[data-sensitive] .input").some(isFilled);
    });
  }

  // “暂无” and the other boxes of its group exclude each other.
  function enforceExclusive(group, changed) {
    const isExclusive = (box) => box.value === group.dataset.exclusive;
    all(group, "input").forEach((box) => {
      if (changed.checked && isExclusive(box) !== isExclusive(changed)) box.checked = false;
    });
  }

  // A request without a response is sent again, the same body with the same uuid: the server stores it once.
  function sendUntilStored(form) {
    const button = form.querySelector("[data-sending]");
    // A preview has none.
    if (!button) return;
    const label = button.textContent;
    const status = document.createElement("p");
    let pressed, body, timer, isSending;

    const showStatus = (message, sending) => {
      isSending = sending;
      timer = clearTimeout(timer);
      status.textContent = message;
      button.textContent = sending ? button.dataset.sending : label;
      // Not disabled: the focus would be lost.
      all(form, "[type=submit]").forEach((submit) => submit.setAttribute("aria-disabled", !!sending));
    };
    const sendLater = (message, seconds) => {
      showStatus(message);
      // Spread out: after an outage, thousands are waiting.
      timer = setTimeout(send, seconds * (1000 + Math.random() * 500));
    };
    function send() {
      const request = new XMLHttpRequest();
      showStatus("", true);
      request.open("POST", form.action);
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      request.responseType = "document";
      request.timeout = 40000;
      request.onerror = request.ontimeout = () => sendLater("没有网络，内容都在这里，联网后会自动提交。", 15);
      request.onload = () => {
        const page = request.response;
        // Anything else comes from a gateway on the way, or from a server in trouble.
        if (/200|404/.test(request.status) && page && page.querySelector(".brand")) showPage(page);
        else sendLater("系统暂时不可用，内容都在这里，稍后会自动提交。", request.getResponseHeader("Retry-After") || 30);
      };
      request.send(body);
    }

    status.className = "error center";
    status.setAttribute("role", "status");
    button.parentNode.insertBefore(status, button);
    on(form, "click", (event) => {
      pressed = event.target.closest("[type=submit]");
    });
    on(form, "submit", (event) => {
      if (!isSending) {
        // Where this fails, the browser posts the form itself.
        const answers = new URLSearchParams([...new FormData(form)]);
        if (pressed && pressed.name) answers.append(pressed.name, pressed.value);
        body = answers.toString();
        send();
        // The keyboard's own key may have been pressed far above.
        button.scrollIntoView({ block: "nearest" });
      }
      event.preventDefault();
    });
    on(form, "input", (event) => {
      if (timer && event.target.name) showStatus("内容有改动，请再按一次提交。");
    });
    on(window, "online", () => timer && send());
    on(window, "pageshow", () => isSending && showStatus(""));
  }

  function showPage(page) {
    document.title = page.title;
    document.querySelector("style").replaceWith(page.querySelector("style"));
    document.body = page.body;
    scrollTo(0, 0);
    const heading = document.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
    enhance();
  }

  let storage;
  try {
    storage = localStorage;
  } catch (error) {
    // Cookies are blocked: no draft is offered.
  }

  function readDraft() {
    const draft = storage && JSON.parse(storage.getItem("draft"));
    const age = draft && Date.now() - draft.since;
    if (draft && age >= 0 && age < DAY) return draft;
    forgetDraft();
  }

  function forgetDraft() {
    if (storage) storage.removeItem("draft");
  }

  // Only on request, since families share phones; never the consents, the uuid and the token.
  function offerDraft(form, box) {
    const row = box.parentNode;
    const line = row.nextElementSibling;
    const draft = readDraft();
    const showLine = (message) => {
      line.hidden = !message;
      line.firstElementChild.textContent = message;
    };
    const forget = (message) => {
      forgetDraft();
      box.checked = false;
      showLine(message);
    };
    const eachField = (act) => all(form, ".question [name]").forEach((field) => {
      const isChoice = /radio|checkbox/.test(field.type);
      act(field, isChoice ? "checked" : "value", isChoice ? field.name + field.value : field.name);
    });
    const save = () => {
      const stored = readDraft() || { since: Date.now(), answers: {} };
      eachField((field, property, key) => {
        stored.answers[key] = field[property];
      });
      try {
        storage.setItem("draft", JSON.stringify(stored));
      } catch (error) {
        forget("这部手机存不下草稿，请一次填完。");
      }
    };
    const update = (event) => {
      if (box.checked) save();
      else if (event.target === box && readDraft()) forget("");
    };

    row.hidden = false;
    box.checked = draft;
    // A page with a message comes with the answers just sent, which are newer.
    if (draft && !document.querySelector("[role=alert]")) {
      eachField((field, property, key) => {
        const fold = field.closest("details");
        if (!(key in draft.answers)) return;
        field[property] = draft.answers[key];
        if (fold && field[property]) fold.open = true;
        if (field.name === "home_city") field.dispatchEvent(new Event("change"));
      });
      showLine("已恢复草稿。");
    }
    on(line.lastElementChild, "click", () => {
      forget("");
      form.reset();
      all(form, "[data-city]").forEach((select) => select.dispatchEvent(new Event("change", { bubbles: true })));
    });
    on(form, "input", update);
    on(form, "change", update);
    setInterval(readDraft, 60000);
  }

  function offerCopy(button) {
    button.hidden = false;
    on(button, "click", () => {
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

  function enhanceForm(form) {
    const refresh = () => showWhatApplies(form);
    document.documentElement.classList.add("scripted");
    all(form, "select[data-city]").forEach(splitHome);
    on(form, "input", refresh);
    on(form, "change", (event) => {
      const group = event.target.closest("[data-exclusive]");
      if (group) enforceExclusive(group, event.target);
      refresh();
    });
    // The browser puts typed values back only after this script has run.
    on(window, "pageshow", refresh);
    sendUntilStored(form);
    if (storage) all(form, "[data-draft]").forEach((box) => offerDraft(form, box));
    refresh();
    all(form, "[data-wrongs]").forEach((wrongs) => wrongs.focus());
  }

  function enhance() {
    readDraft();
    all(document, "[data-stored]").forEach(forgetDraft);
    all(document, "[data-questionnaire]").forEach(enhanceForm);
    all(document, "[data-copy]").forEach(offerCopy);
  }

  enhance();
})();
