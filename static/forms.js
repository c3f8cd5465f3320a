// A form that is long to fill in: it is not left by mistake, and the sentence above a refused one leads to what is wrong.
"use strict";

(function () {
  const forms = Array.from(document.querySelectorAll("#content form"));
  let sent = null, isDownloading = false;

  function hasFiles(form) {
    return Array.from(form.querySelectorAll("input[type=file]")).some(function (field) { return field.files.length; });
  }

  // What came back refused is in no field's default, and saved nowhere.
  function isUnsaved(form) {
    if (form === sent || !form.elements.page_account) return false;
    if (form.hasAttribute("data-unsaved")) return true;
    return form.querySelector(".errornote, .errorlist, [data-question], .edit-conflict") || hasFiles(form) || StaffPage.restored(form).length;
  }

  document.addEventListener("submit", function (event) {
    const isDownload = event.submitter && "download" in event.submitter.dataset;
    if (event.defaultPrevented) return;
    isDownloading = !!isDownload;
    if (!isDownload) sent = event.target;
  });

  document.addEventListener("input", function () {
    sent = null;
  });

  window.addEventListener("beforeunload", function (event) {
    // A file is fetched, and the page stays.
    const stays = isDownloading;
    isDownloading = false;
    if (stays || !forms.some(isUnsaved)) return;
    event.preventDefault();
    event.returnValue = "";
  });

  function textOf(element) {
    return element ? element.textContent.replace(/[:：*。]/g, "").trim() : "";
  }

  // In a table the heading of the column, and the row.
  function cellName(cell) {
    const row = cell.parentElement;
    const heading = cell.closest("table").querySelector("thead tr").cells[cell.cellIndex];
    const rows = Array.from(row.parentElement.rows).filter(function (one) { return one.matches(".form-row:not(.empty-form)"); });
    return heading && textOf(heading) + "（第 " + (rows.indexOf(row) + 1) + " 行）";
  }

  // Of a group of ticks the name of the group.
  function nameOf(field) {
    const cell = field.closest(".tabular td");
    const box = field.closest(".flex-container") || (/^(radio|checkbox)$/.test(field.type) && field.closest("fieldset"));
    const label = box ? box.querySelector("label, legend") : document.querySelector("label[for='" + field.id + "']");
    return (cell && cellName(cell)) || textOf(label) || field.name;
  }

  function leadTo(field) {
    const link = document.createElement("a");
    link.href = "#" + field.id;
    link.textContent = nameOf(field);
    link.addEventListener("click", function (event) {
      event.preventDefault();
      for (let part = field.parentElement; part; part = part.parentElement) {
        if (part.tagName === "DETAILS") part.open = true;
      }
      field.focus();
    });
    return link;
  }

  function leadThroughErrors(note) {
    const names = [];
    note.closest("form").querySelectorAll("[id][aria-invalid=true]").forEach(function (field) {
      if (names.indexOf(field.name) >= 0) return;
      note.append(names.length ? "、" : "要改的：", leadTo(field));
      names.push(field.name);
    });
    note.tabIndex = -1;
    note.focus();
  }

  // By then the admin's own script has put the focus into the first field of a new row.
  window.addEventListener("load", function () {
    const note = document.querySelector("#content form .errornote");
    if (note) leadThroughErrors(note);
  });
})();
