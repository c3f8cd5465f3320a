// Enhancements only, for Chromium 78 and iOS 12 on: every page works without them.
(() => {
  "use strict";

  // Milliseconds.
  const DAY = 864e5;
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const on = (target, type, act) => target.addEventListener(type, act);
  const isChoice = (field) => /radio|checkbox/.test(field.type);

  // The home in two steps: the league-city, then one of its counties.
  function splitHome(county) {
    const blank = county.options[0];
    const outside = county.lastElementChild;
    const groups = all(county, "optgroup");
    const isOutsideNow = county.value === outside.value;
    const code = county.value && !isOutsideNow ? county.selectedOptions[0].parentNode.dataset.code : county.dataset.city;
    const city = county.cloneNode(false);
    const above = county.dataset.above;
    const pickCounty = blank.text;
    const offerCounties = () => {
      const chosen = county.value;
      const group = groups.find((group) => group.dataset.code === city.value);
      const isOutside = city.value === outside.value;
      county.textContent = "";
      county.add(isOutside ? outside : blank);
      county.hidden = isOutside;
      blank.text = group ? pickCounty : `请先选择${above}`;
      if (group) all(group, "option").forEach((option) => county.add(option.cloneNode(true)));
      county.value = isOutside ? outside.value : chosen;
      if (county.selectedIndex < 0) county.value = "";
    };
    city.name = "home_city";
    city.setAttribute("aria-label", `家乡所在${above}`);
    city.add(new Option(`请选择${above}`, ""));
    groups.forEach((group) => {
      const isPreset = group.dataset.code === code;
      city.add(new Option(group.label, group.dataset.code, isPreset, isPreset));
    });
    city.add(new Option(outside.text, outside.value, isOutsideNow, isOutsideNow));
    county.removeAttribute("id");
    county.setAttribute("aria-label", pickCounty.replace("请选择", "家乡所在"));
    county.parentNode.insertBefore(city, county);
    on(city, "change", offerCounties);
    offerCounties();
  }

  function showWhatApplies(form) {
    const status = form.querySelector("[name=status]:checked");
    all(form, "[data-asked]").forEach((element) => {
      element.hidden = !status || element.dataset.asked.split(" ").indexOf(status.value) < 0;
    });
    // By an earlier answer; what nobody is asked is not sent either.
    all(form, "[data-if]").forEach((element) => {
      const choice = form.querySelector(element.dataset.if);
      const isChosen = choice && choice.checked;
      const card = element.parentNode;
      element.hidden = !isChosen || !!choice.closest("[hidden]");
      all(element, "[name]").forEach((field) => {
        if (!isChosen) field[isChoice(field) ? "checked" : "value"] = "";
      });
      card.hidden = !card.querySelector(".question:not([hidden])");
    });
    const isFilled = (input) => input.value.trim() && input.value !== "undisclosed" && !input.closest("[hidden]");
    all(form, "[data-sensitive-consent]").forEach((consent) => {
      consent.hidden = !all(form, "[data-sensitive] .input").some(isFilled);
    });
    all(form, "[data-outside]").forEach((note) => {
      note.hidden = form.querySelector("[name=home_county]").value !== "outside";
    });
    tellAge(form);
    showProgress(form);
  }

  // At once, not after everything else is filled in: as the server reckons, by months.
  function tellAge(form) {
    const line = form.querySelector("[data-age]");
    // The pages that follow the sending ask for no birth, and are short.
    if (!line) return;
    const [year, month, youngest, oldest] = line.dataset.age.split(" ");
    const [birthYear, birthMonth] = ["year", "month"].map((part) => form.querySelector(`[name=birth_${part}]`).value);
    const age = birthYear && birthMonth ? Math.floor((year - birthYear + (month - 1 - birthMonth) / 12)) : NaN;
    const isOutside = age < youngest || age > oldest;
    const isMinor = age < 18;
    // The last year stands for all before it.
    line.hidden = !(age >= 0 && age <= oldest);
    line.textContent = `${age} 周岁`;
    form.querySelector("[data-outside-ages]").hidden = !isOutside;
    all(form, "[data-minor]").forEach((note) => {
      note.hidden = !isMinor;
    });
    all(form, "[data-adult]").forEach((row) => {
      row.hidden = isMinor;
      if (isMinor) row.firstElementChild.checked = false;
    });
  }

  function showProgress(form) {
    const bar = document.querySelector("progress");
    if (!bar) return;
    const questions = all(form, ".question").filter((question) => !question.closest("[hidden], details"));
    bar.hidden = false;
    bar.max = questions.length;
    bar.value = questions.filter((question) => {
      const fields = all(question, "[name]");
      return fields.some((field) => field.checked) || fields.every((field) => !isChoice(field) && field.value.trim());
    }).length;
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

  let storage, tab;
  try {
    storage = localStorage;
    tab = sessionStorage;
  } catch (error) {
    // Cookies are blocked: nothing is kept.
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

  function forgetAll() {
    forgetDraft();
    if (tab) tab.removeItem("typed");
  }

  // For the life of the tab, and as a draft only on request, since families share phones; never the consents, the uuid
  // and the token.
  function keepTyped(form, box) {
    const line = form.querySelector("[data-restored]");
    const draft = readDraft();
    const typed = JSON.parse(tab.getItem("typed"));
    const kept = typed && typed.page === location.pathname ? typed : draft;
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
      const isTicked = isChoice(field);
      act(field, isTicked ? "checked" : "value", isTicked ? field.name + field.value : field.name);
    });
    const save = (event) => {
      if (form.querySelector("[data-outside-ages]:not([hidden]), [data-outside]:not([hidden])")) return forgetAll();
      const stored = readDraft() || { since: Date.now(), answers: {} };
      if (event.target === box && !box.checked && readDraft()) forget("");
      stored.page = location.pathname;
      eachField((field, property, key) => {
        stored.answers[key] = field[property];
      });
      const text = JSON.stringify(stored);
      try {
        if (box.checked) storage.setItem("draft", text);
      } catch (error) {
        forget("这部手机存不下草稿，请一次填完。");
      }
      try {
        tab.setItem("typed", text);
      } catch (error) {
        // As full as that: what is typed stays on the page.
      }
    };

    box.parentNode.hidden = false;
    box.checked = draft;
    // A page with a message comes with the answers just sent, which are newer.
    if (kept && !document.querySelector("[role=alert]")) {
      eachField((field, property, key) => {
        const fold = field.closest("details");
        if (!(key in kept.answers)) return;
        field[property] = kept.answers[key];
        if (fold && field[property]) fold.open = true;
        if (field.name === "home_city") field.dispatchEvent(new Event("change"));
      });
      showLine(kept === draft ? "已恢复草稿。" : "已恢复您刚才填的内容。");
    }
    on(line.lastElementChild, "click", () => {
      forget("");
      form.reset();
      all(form, "[data-city]").forEach((select) => select.dispatchEvent(new Event("change", { bubbles: true })));
      // Last: what has just changed was kept again.
      forgetAll();
    });
    on(form, "input", save);
    on(form, "change", save);
    setInterval(readDraft, 60000);
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
    if (storage) all(form, "[data-draft]").forEach((box) => keepTyped(form, box));
    refresh();
    all(form, "[data-wrongs]").forEach((wrongs) => wrongs.focus());
  }

  // A script of the page's own, and the address to which the success page leads back.
  function addScript({ dataset }) {
    if (dataset.receipt) history.replaceState(null, "", dataset.receipt);
    document.head.appendChild(document.createElement("script")).src = dataset.script;
  }

  function enhance() {
    readDraft();
    all(document, "[data-stored]").forEach(forgetAll);
    all(document, "[data-questionnaire]").forEach(enhanceForm);
    all(document, "[data-script]").forEach(addScript);
  }

  enhance();
})();
