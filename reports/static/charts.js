(function () {
  "use strict";
  var holders = [].slice.call(document.querySelectorAll("[data-chart]"));
  if (!holders.length) return;
  function resolved(value, style) {
    if (Array.isArray(value)) return value.map(function (item) { return resolved(item, style); });
    if (value && typeof value === "object") {
      var out = {};
      Object.keys(value).forEach(function (key) { out[key] = resolved(value[key], style); });
      return out;
    }
    if (value === "inherit") return getComputedStyle(document.body).fontFamily;
    var found = typeof value === "string" && /^var\((--[a-z]+)\)$/.exec(value);
    return found ? style.getPropertyValue(found[1]).trim() : value;
  }
  function place(into, path, value) {
    var last = path.pop();
    path.forEach(function (key) { into = into[key]; });
    into[last] = value;
  }
  // The same width at which the style sheet turns tables into cards.
  var phone = window.matchMedia("(max-width: 640px)");
  function draw() {
    var style = getComputedStyle(document.documentElement);
    holders.forEach(function (holder) {
      var spec = resolved(JSON.parse(document.getElementById(holder.dataset.chart).textContent), style);
      var live = holder.querySelector(".live");
      spec.layout.height = Math.max(150, holder.dataset.height * 1);
      if (phone.matches) Object.keys(spec.narrow || {}).forEach(function (path) { place(spec.layout, path.split("."), spec.narrow[path]); });
      live.hidden = false;
      window.Plotly.react(live, spec.data, spec.layout, { displayModeBar: false, responsive: true }).then(function () {
        holder.classList.add("is-live");
      });
    });
  }
  function load() {
    var script = document.createElement("script");
    script.src = document.body.dataset.plotly;
    script.async = true;
    script.onload = function () {
      draw();
      [window.matchMedia("(prefers-color-scheme: dark)"), phone].forEach(function (query) {
        if (query.addEventListener) query.addEventListener("change", draw);
      });
    };
    document.head.appendChild(script);
  }
  // The page is complete without the script; it is fetched only after everything readable is on screen.
  window.addEventListener("load", function () {
    if (window.requestIdleCallback) window.requestIdleCallback(load, { timeout: 1500 });
    else setTimeout(load, 300);
  });
})();
