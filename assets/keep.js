/* What keeps a wall fit for months: dimmed at night, loaded anew at a quiet hour, above a memory bound, and when the server is of a
   new build; never before a server answers. When is said by the catalogue, on the page. */
(function () {
  "use strict";
  var AGAIN = 3000, SPREAD = 2000, TIMEOUT = 5000, LEAST_AGE = 10000, HOUR = 3600 * 1000, DAY = 24 * 60;
  var cockpit = window.cockpit;
  var renewing = false, loadedAt = null, apart = Math.floor(Math.random() * 20);

  /* Loads the page anew as soon as the server can draw all of it; until then what stands stays. */
  cockpit.renew = function () {
    if (renewing) { return; }
    renewing = true;
    attempt();
  };
  function attempt() {
    var stop = new AbortController(), clock = setTimeout(function () { stop.abort(); }, TIMEOUT);
    fetch("/healthz", { cache: "no-store", signal: stop.signal })
      /* a page that was just loaded waits, so that nothing can make it load itself without end */
      .then(function (answer) { if (!answer.ok || cockpit.steady() < LEAST_AGE) { throw new Error("later"); } window.location.reload(); })
      .catch(function () { setTimeout(attempt, AGAIN + Math.random() * SPREAD); })
      .finally(function () { clearTimeout(clock); });
  }

  function said() {
    var wall = cockpit.wall();
    try { return wall && cockpit.onWall() ? JSON.parse(wall.dataset.keep || "null") : null; } catch (_) { return null; }
  }
  function minutes(hour) { var parts = hour.split(":").map(Number); return parts[0] * 60 + parts[1]; }
  /* Minutes since `hour` last struck, by the office's clock. */
  function since(hour) { return (minutes(cockpit.hour) - minutes(hour) + DAY) % DAY; }

  function keep() {
    var told = said();
    if (!told || !cockpit.told()) { return; }
    if (loadedAt === null) { loadedAt = cockpit.now(); }
    dim(told);
    var age = cockpit.now() - loadedAt;
    var quiet = told.reload_at && age > 2 * HOUR && since(told.reload_at) >= apart && since(told.reload_at) < apart + 30;
    var full = performance.memory && age > HOUR / 2 && performance.memory.usedJSHeapSize > told.memory_mb * 1e6;
    if (quiet || full) { cockpit.renew(); }
  }
  function dim(told) {
    var whole = told.night_from ? (minutes(told.night_to) - minutes(told.night_from) + DAY) % DAY : 0;
    cockpit.night = whole > 0 && since(told.night_from) < whole && !cockpit.held();
    document.documentElement.classList.toggle("night", cockpit.night);
  }
  window.addEventListener("cockpit:tick", keep);
})();
