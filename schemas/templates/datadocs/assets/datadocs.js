// Two helpers for reading: hide the rules that hold, and filter the list of results. Without scripts everything is shown.
"use strict";
for (const mark of document.querySelectorAll("td .fa-check-circle")) {
  mark.closest("tr").classList.add("held");
}
for (const section of document.querySelectorAll(".ge-section")) {
  const rows = section.querySelectorAll("tbody tr");
  const held = section.querySelectorAll("tbody tr.held");
  if (held.length && held.length === rows.length) {
    section.classList.add("held");
    document.querySelector(`.contents a[href="#${section.id}"]`).classList.add("held");
  }
}
const failedOnly = document.getElementById("failed-only");
if (failedOnly) {
  failedOnly.onchange = () => document.body.classList.toggle("only-failed", failedOnly.checked);
  failedOnly.onchange();
}
const filter = document.getElementById("filter");
if (filter) {
  filter.oninput = () => {
    for (const row of document.querySelectorAll("tr.filtered")) {
      row.classList.toggle("unmatched", !row.textContent.includes(filter.value.trim()));
    }
  };
}
