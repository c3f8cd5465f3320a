// Shows a phone number in its place; without this script the same button opens a small page with it.
"use strict";

document.addEventListener("click", function (event) {
  var button = event.target.closest("button[form=show-phone]");
  if (!button) return;
  event.preventDefault();
  var place = button.parentNode.querySelector("[data-phone]");
  button.disabled = true;
  StaffPage.post(button.getAttribute("formaction"), new FormData(document.getElementById("show-phone"))).then(function (response) {
    return response.json();
  }).then(function (answer) {
    place.textContent = answer.phone || answer.refusal;
    place.className = answer.phone ? "" : "refusal";
    button.remove();
  }).catch(function () {
    // Signed out, or no line: the plain way says what is wrong.
    button.disabled = false;
    button.form.action = button.getAttribute("formaction");
    button.form.submit();
  });
});
