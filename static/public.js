// Enhancements only, for Chromium 78 and iOS 12 on: every page works without them.
(function () {
  "use strict";

  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  // The place in two steps: the league-city chosen first leaves only its own counties to choose from.
  function splitHome(county) {
    const blank = county.options[0];
    const groups = Array.from(county.querySelectorAll("optgroup"));
    const code = county.value ? county.selectedOptions[0].parentNode.dataset.code : county.dataset.city;
    const city = county.cloneNode(false);
    city.name = "home_city";
    city.setAttribute("aria-label", "家乡所在盟市");
    city.add(new Option("请选择盟市", ""));
    groups.forEach((group) => city.add(new Option(group.label, group.dataset.code)));
    city.value = groups.some((group) => group.dataset.code === code) ? code : "";
    county.removeAttribute("id");
    county.setAttribute("aria-label", "家乡所在旗县市区");
    county.parentNode.insertBefore(city, county);

    const offerCounties = () => {
      const kept = county.value;
      const group = groups.find((candidate) => candidate.dataset.code === city.value);
      county.textContent = "";
      county.appendChild(blank);
      blank.text = group ? "请选择旗县市区" : "请先选择盟市";
      if (group) each(group, "option", (option) => county.appendChild(option.cloneNode(true)));
      county.value = kept;
      if (county.selectedIndex < 0) county.value = "";
    };
    city.addEventListener("change", offerCounties);
    offerCounties();
  }

  function showWhatApplies(form) {
    const status = form.querySelector("[name=status]:checked");
    each(form, "[data-asked]", (element) => {
      element.hidden = !status || element.dataset.asked.split(" ").indexOf(status.value) < 0;
    });
    const isFilled = (input) => input.value.trim() && input.value !== "undisclosed" && !input.closest("[hidden]");
    const sensitive = Array.from(form.querySelectorAll("[data-sensitive] .input"));
    form.querySelector("[data-sensitive-consent]").hidden = !sensitive.some(isFilled);
  }

  // “暂无” and the other boxes of its group rule each other out.
  function keepExclusive(group, changed) {
    const isExclusive = (box) => box.value === group.dataset.exclusive;
    each(group, "input", (box) => {
      if (changed.checked && isExclusive(box) !== isExclusive(changed)) box.checked = false;
    });
  }

  function submitOnce(form) {
    const button = form.querySelector("[data-sending]");
    const label = button.textContent;
    let isSending = false;
    const wait = (sending) => {
      isSending = sending;
      button.textContent = sending ? button.dataset.sending : label;
      // Not disabled: a disabled button would not send its own name and value.
      each(form, "[type=submit]", (submit) => submit.setAttribute("aria-disabled", sending));
    };
    form.addEventListener("submit", (event) => {
      if (isSending) return event.preventDefault();
      wait(true);
      // After a lost connection the page is still here; sent twice, it is stored once.
      setTimeout(wait, 20000, false);
    });
    window.addEventListener("pageshow", () => wait(false));
  }

  function copyByCommand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "off";
    document.body.appendChild(area);
    area.select();
    area.setSelectionRange(0, text.length);
    const isCopied = document.execCommand("copy");
    document.body.removeChild(area);
    return isCopied ? Promise.resolve() : Promise.reject();
  }

  function offerCopy(button) {
    const text = button.dataset.copy;
    const say = (message) => () => {
      document.querySelector("[data-copy-status]").textContent = message;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const byCommand = () => copyByCommand(text);
      const copied = navigator.clipboard ? navigator.clipboard.writeText(text).catch(byCommand) : byCommand();
      copied.then(say("已复制，请粘贴到备忘录保存。"), say("没有复制成功，请截图保存。"));
    });
  }

  function enhance(form) {
    const refresh = () => showWhatApplies(form);
    document.documentElement.classList.add("scripted");
    each(form, "[data-city]", splitHome);
    form.addEventListener("input", refresh);
    form.addEventListener("change", (event) => {
      const group = event.target.closest("[data-exclusive]");
      if (group) keepExclusive(group, event.target);
      refresh();
    });
    // The browser puts typed values back only after this script has run.
    window.addEventListener("pageshow", refresh);
    refresh();
    submitOnce(form);
    each(form, "[data-wrongs]", (wrongs) => wrongs.focus());
  }

  each(document, "[data-questionnaire]", enhance);
  each(document, "[data-copy]", offerCopy);
})();
