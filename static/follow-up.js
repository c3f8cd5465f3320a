// On a case: the recipient and the consent show when the chosen kind needs them, and a first contact moves the state on.
"use strict";

document.querySelectorAll("form[data-note]").forEach(function (form) {
  var kind = form.elements.kind;
  var state = form.elements.state;
  var providing = form.querySelector("[data-providing]");
  var needsRecipient = { loan_referred: true, handed_on: true };

  function show() {
    var isUsed = form.elements.recipient.value || form.elements.has_recipient_consent.checked;
    providing.hidden = !needsRecipient[kind.value] && !isUsed && !providing.querySelector(".errors");
  }

  kind.addEventListener("change", function () {
    show();
    if (kind.value === "reached" && state.value === "to_contact") state.value = "contacted";
  });
  show();
});
