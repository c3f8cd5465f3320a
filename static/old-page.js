// Pages that are older than the last login, and pages that the browser brought back. For the scripts of other pages:
//   StaffPage.post(address, body, options)  sends a FormData, and sends it again with a fresh token where the page is old
//   StaffPage.restored(form)                the fields whose content differs from what the server sent
//   StaffPage.discard(fields)               gives them what the server sent
// Without this script, templates/organization/unsaved.html offers again what was sent.
"use strict";

const StaffPage = (function () {
  const TOKEN = "csrfmiddlewaretoken";
  const ACCOUNT = "page_account";
  const LOOK_AGAIN = 10000; // milliseconds between looks whether somebody has logged in
  const PATIENCE = 5000; // milliseconds that a form waits for the token
  const addresses = document.currentScript.dataset;

  // Another one after each login (organization/staff_site/site.py). It says nothing else.
  function presentLogin() {
    const [, login] = /(?:^|; )(?:__Host-)?login=(\w+)/.exec(document.cookie) || [];
    return login;
  }

  let seenLogin = presentLogin();

  // The fresh token and whose it is; a null token where nobody is logged in.
  function askForToken() {
    return fetch(addresses.tokenAddress, { credentials: "same-origin", cache: "no-store" }).then(function (response) {
      if (!response.ok) throw new SyntaxError("no token");
      return response.json();
    });
  }

  function putToken(token, login) {
    seenLogin = login;
    document.querySelectorAll("input[name=" + TOKEN + "]").forEach(function (field) { field.value = token; });
  }

  // Renews the tokens of the page. Resolves with {state, name}: "" once they are fresh, else what is in the way.
  function renew(account) {
    const login = presentLogin();
    return askForToken().then(function (answer) {
      if (!answer.token) return { state: "signed-out" };
      if (answer[ACCOUNT] !== account) return { state: "other-account", name: answer.name };
      putToken(answer.token, login);
      return { state: "" };
    });
  }

  // One line at the head of the window; an empty state removes it.
  function showAway(state, name) {
    let line = document.querySelector("[data-away]");
    if (line) line.remove();
    if (!state) return;
    line = document.createElement("p");
    line.className = "away";
    line.dataset.away = state;
    line.setAttribute("role", "alert");
    if (state === "offline") {
      line.append("网络不通，还没有保存，内容都在这一页。请过一会儿再按一次。");
    } else {
      const link = document.createElement("a");
      link.href = addresses.loginAddress;
      link.target = "_blank";
      link.textContent = state === "signed-out" ? "在新的标签页登录" : "在新的标签页";
      if (state === "signed-out") line.append("登录已失效，还没有保存。请", link, "，登录后这里会接着保存。");
      else line.append("这一页是用另一个账号打开的，现在登录的是“" + name + "”，所以没有保存。请", link, "退出，换回原来的账号登录，这里会接着保存。");
    }
    document.body.append(line);
  }

  // Resolves once the page's own account is logged in again.
  function waitForLogin(first, account, whileAway) {
    return new Promise(function (resolve) {
      let timer = null;
      let isLooking = false;

      function tell(found) {
        showAway(found.state, found.name);
        if (whileAway) whileAway(found.state, found.name);
        clearTimeout(timer);
        if (found.state) {
          timer = setTimeout(look, LOOK_AGAIN);
          return;
        }
        window.removeEventListener("focus", look);
        document.removeEventListener("visibilitychange", look);
        resolve();
      }

      function look() {
        if (isLooking) return;
        isLooking = true;
        renew(account)
          .catch(function () { return first; }) // no line: it stays as it was
          .then(function (found) {
            isLooking = false;
            first = found;
            tell(found);
          });
      }

      window.addEventListener("focus", look);
      document.addEventListener("visibilitychange", look);
      tell(first);
    });
  }

  // As fetch(), whose responses it gives; but fetch() cannot tell how far an upload has come.
  function send(address, body, progress) {
    return new Promise(function (resolve, reject) {
      const request = new XMLHttpRequest();
      if (progress) request.upload.addEventListener("progress", progress);
      request.addEventListener("load", function () {
        resolve(new Response(request.response, {
          status: request.status,
          headers: {
            "Content-Type": request.getResponseHeader("Content-Type") || "",
            "Staff-Page": request.getResponseHeader("Staff-Page") || "",
          },
        }));
      });
      ["error", "abort", "timeout"].forEach(function (name) {
        request.addEventListener(name, function () { reject(new TypeError(name)); });
      });
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "blob";
      request.send(body);
    });
  }

  // Resolves with the Response; rejects, as fetch() does, where there is no line. Options:
  //   progress(event)         of the upload
  //   waits                   whether to wait, and say so, while nobody or somebody else is logged in
  //   whileAway(state, name)  called while it waits: "signed-out" or "other-account", and "" when it goes on
  function post(address, body, options) {
    const more = options || {};
    return send(address, body, more.progress).then(function (response) {
      if (!response.headers.get("Staff-Page")) return response;
      const account = body.get(ACCOUNT);

      function repeat() {
        body.set(TOKEN, document.querySelector("input[name=" + TOKEN + "]").value);
      }

      return renew(account).then(function (found) {
        if (!found.state) {
          repeat();
          return send(address, body, more.progress);
        }
        if (!more.waits) return response;
        return waitForLogin(found, account, more.whileAway).then(function () {
          repeat();
          return post(address, body, options);
        });
      });
    });
  }

  // Forms that are sent as ever

  function hasFiles(form) {
    return Array.from(form.elements).some(function (field) { return field.type === "file" && field.files.length; });
  }

  function withinPatience(promise) {
    return Promise.race([
      promise,
      new Promise(function (resolve) { setTimeout(function () { resolve({ state: "" }); }, PATIENCE); }),
    ]);
  }

  function checkThenSend(form, button) {
    const account = form.elements[ACCOUNT].value;

    function go() {
      delete form.dataset.isChecking;
      form.dataset.isChecked = "yes";
      form.requestSubmit(button || undefined);
    }

    form.dataset.isChecking = "yes";
    withinPatience(renew(account)).then(
      function (found) {
        // The server carries what was typed through the login; files it cannot carry.
        if (found.state && hasFiles(form)) return waitForLogin(found, account).then(go);
        showAway("");
        go();
      },
      function (error) {
        if (!(error instanceof TypeError)) return go();
        delete form.dataset.isChecking;
        form.dataset.isChecked = "yes"; // whatever blocks the question must not block the form
        showAway("offline");
      }
    );
  }

  // Only if there was a login since, or files would be lost. Before staff.js notes that a form was sent: this only asks.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    const canAsk = form.elements[ACCOUNT] && "submitter" in event && form.requestSubmit;
    if (event.defaultPrevented || !canAsk || !(seenLogin !== presentLogin() || hasFiles(form))) return;
    if (form.dataset.isChecked) {
      delete form.dataset.isChecked;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!form.dataset.isChecking) checkThenSend(form, event.submitter);
  });

  // What the browser brought back

  function isAsSent(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value === field.defaultValue;
    const options = Array.from(field.options);
    const isAnyChosen = options.some(function (option) { return option.defaultSelected; });
    // Without a choice of the server's, a browser shows the first.
    if (!isAnyChosen && !field.multiple) return field.selectedIndex < 1;
    return options.every(function (option) { return option.selected === option.defaultSelected; });
  }

  function restored(form) {
    return Array.from(form.elements).filter(function (field) {
      const isTyped = field.name && !field.disabled && /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName);
      return isTyped && !/^(hidden|password|file|submit|button|image|reset)$/.test(field.type) && !isAsSent(field);
    });
  }

  function discard(fields) {
    fields.forEach(function (field) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked;
      else if (field.tagName !== "SELECT") field.value = field.defaultValue;
      else {
        const options = Array.from(field.options);
        options.forEach(function (option) { option.selected = option.defaultSelected; });
        if (!field.multiple && field.selectedIndex < 0) field.selectedIndex = 0;
      }
      field.classList.remove("restored");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function showRestored(form, fields) {
    const note = document.createElement("p");
    const button = document.createElement("button");
    note.className = "missing";
    note.dataset.restored = "";
    note.setAttribute("role", "status");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "换回已保存的";
    button.addEventListener("click", function () {
      discard(fields);
      note.remove();
    });
    note.append("浏览器恢复了您之前填写的内容：下面标出的 " + fields.length + " 处与已保存的不同，还没有保存。要留用，请保存；不要，就", button);
    fields.forEach(function (field) { field.classList.add("restored"); });
    form.prepend(note);
  }

  function isBroughtBack(event) {
    const [entry] = performance.getEntriesByType("navigation");
    return event.persisted || (entry && (entry.type === "back_forward" || entry.type === "reload"));
  }

  // A page's own script may listen to "restored" on its form, and prevent the note.
  window.addEventListener("pageshow", function (event) {
    if (!isBroughtBack(event)) return;
    document.querySelectorAll("#content form").forEach(function (form) {
      if (!form.elements[ACCOUNT] || form.id === "changelist-form" || form.querySelector("[data-restored]")) return;
      const fields = restored(form);
      const isOurs = fields.length && form.dispatchEvent(new CustomEvent("restored", { cancelable: true, detail: fields }));
      if (isOurs) showRestored(form, fields);
    });
  });

  return { post: post, restored: restored, discard: discard };
})();
