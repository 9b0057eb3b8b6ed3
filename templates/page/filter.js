// Filters for tables with a column of verdicts; without this script the whole tables stand there.
"use strict";
for (const region of document.querySelectorAll("[data-verdict]:not(body)")) {
  const said = document.body.dataset;
  const rows = [...region.querySelectorAll("tbody tr")];
  const verdict = (row) => row.cells[Number(region.dataset.verdict)].textContent;
  const bar = document.createElement("div");
  const labelled = (words, control) => {
    const label = document.createElement("label");
    label.append(words, control);
    bar.append(label);
    return control;
  };
  bar.className = "filter";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", region.getAttribute("aria-label"));
  const choice = labelled(said.verdict, document.createElement("select"));
  choice.add(new Option(said.all, ""));
  for (const one of new Set(rows.map(verdict))) choice.add(new Option(one, one));
  const text = labelled(said.find, document.createElement("input"));
  text.type = "search";
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  bar.append(told);
  const filter = () => {
    for (const row of rows) {
      const found = row.textContent.toLowerCase().includes(text.value.trim().toLowerCase());
      row.hidden = !(found && (!choice.value || verdict(row) === choice.value));
    }
    told.textContent = `${said.rows}: ${rows.filter((row) => !row.hidden).length} / ${rows.length}`;
  };
  choice.addEventListener("change", filter);
  text.addEventListener("input", filter);
  filter();
  region.before(bar);
}
