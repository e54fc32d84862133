(function () {
  "use strict";
  // Long annexes are open as the page comes, so that every browser and printer has them; a phone folds them.
  var folds = [].slice.call(document.querySelectorAll("details.fold"));
  if (!folds.length || !window.matchMedia) return;
  function set(open) { folds.forEach(function (fold) { fold.open = open; }); }
  function reveal() {
    var place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var fold = place && place.closest("details.fold");
    if (fold && !fold.open) {
      fold.open = true;
      place.scrollIntoView();
    }
  }
  if (window.matchMedia("(max-width: 640px)").matches) {
    set(false);
    reveal();
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () { set(true); });
})();
