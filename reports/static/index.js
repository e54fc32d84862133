(function () {
  "use strict";
  var form = document.querySelector("form.filter");
  var output = form.querySelector("output");
  var rows = [].slice.call(document.querySelectorAll("table.grid tbody tr"));
  // Read once: nothing of a row changes while the page is open.
  var facts = rows.map(function (row) {
    var cells = [].slice.call(row.cells), head = cells[0];
    var small = [].slice.call(head.querySelectorAll("small")).map(function (item) { return item.textContent; });
    return {
      name: (head.textContent + " " + row.id).toLowerCase(),
      street: small[0], industry: small[1], owner: small[2],
      level: cells.length > 1 ? cells[1].className : "",
      ever: cells.slice(1).some(function (cell) { return cell.className; })
    };
  });
  function isShown(fact) {
    var level = form.elements.level.value, wanted = form.elements.name.value.trim().toLowerCase();
    if (wanted && fact.name.indexOf(wanted) < 0) return false;
    if (level === "*" ? !fact.ever : level && fact.level.indexOf(level) !== 0) return false;
    return ["street", "industry", "owner"].every(function (key) { return !form.elements[key].value || form.elements[key].value === fact[key]; });
  }
  function show() {
    var shown = 0;
    rows.forEach(function (row, place) {
      row.hidden = !isShown(facts[place]);
      if (!row.hidden) shown += 1;
    });
    output.textContent = output.dataset.words.replace("#", shown);
  }
  // Without the script the form would do nothing, so it only appears with it.
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(show, 0); });
  show();
})();
