/* A wall that turns its pages: `/wall`. The playlist stands in the page. Whatever a page, a key or a finger does, it goes on by itself:
   a page that does not come is skipped and tried again next round; a held page is let go after five minutes. */
(function () {
  "use strict";
  var HOLD = 5 * 60 * 1000, OVERDUE = 20000, SOON = 4000, USUAL = 20, EXCEPTIONS = 30;
  var PLAIN = ["overview", "1", "2", "3", "4", "5", "6", "exceptions"].map(function (name) { return [name, USUAL]; });
  var WORDS = { zh: { held: "已暂停", skipped: "跳过{n}页", and: "·" }, en: { held: "paused", skipped: "{n} skipped", and: " · " } };
  var cockpit = window.cockpit;
  var wanted = "overview", turnedAt = cockpit.steady(), heldUntil = 0, way = 1;
  var known = PLAIN, failed = {}, suspect = null, jump = false, resume = null;

  function rotates() { return /^\/wall\/?$/.test(window.location.pathname); }
  function held() { return rotates() && cockpit.steady() < heldUntil; }
  function hold() { heldUntil = cockpit.steady() + HOLD; }

  /* As the page that stands says; before the first one has come, all there can be. */
  function plan() {
    var wall = cockpit.wall();
    try { known = wall && JSON.parse(wall.dataset.rotation).length ? JSON.parse(wall.dataset.rotation) : known; } catch (_) { /* the last one */ }
    return known;
  }
  function place(name) { return plan().findIndex(function (page) { return page[0] === name; }); }
  function seconds(name) { var at = place(name); return at < 0 ? EXCEPTIONS : plan()[at][1]; }

  function show(name) {
    wanted = name;
    turnedAt = cockpit.steady();
    suspect = null;
    window.dispatchEvent(new CustomEvent("cockpit:page", { detail: { page: name } }));
  }
  function step(by) {
    var pages = plan(), here = place(wanted);
    way = by;
    var to = resume !== null && by > 0 ? place(resume) : here < 0 ? 0 : here + by;
    resume = null;
    show(pages[(to + pages.length) % pages.length][0]);
  }

  /* Its view answered an error, did not come, or came and does not stand. Only a server that answers other questions makes it the page's fault. */
  function missing() {
    var wall = cockpit.wall(), late = cockpit.steady() - turnedAt > OVERDUE && (!wall || wall.dataset.page !== wanted);
    var since = suspect === null ? 0 : cockpit.heard() - suspect;
    if (since > SOON) { suspect = null; }
    return late || (since > 0 && since <= SOON);
  }
  function skip() {
    failed[wanted] = true;
    if (skipped() < plan().length) { step(way); } else { turnedAt = cockpit.steady(); suspect = null; }
  }
  function skipped() { return plan().filter(function (page) { return failed[page[0]]; }).length; }

  function turn() {
    if (cockpit.offline) { suspect = null; }
    if (!rotates() || cockpit.offline) { return; }
    say();
    if (missing()) { skip(); return; }
    if (held()) { return; }
    if (cockpit.night) { if (wanted !== "overview" && !failed.overview) { show("overview"); } return; }
    if (jump) { overdue(); return; }
    if (cockpit.steady() - turnedAt >= seconds(wanted) * 1000) { step(1); }
  }
  /* Something is overdue that was not: once out of turn, then on with the page that would have come. */
  function overdue() {
    jump = false;
    if (wanted === "exceptions") { return; }
    var pages = plan(), next = pages[(place(wanted) + 1) % pages.length][0];
    show("exceptions");
    resume = next === "exceptions" ? null : next;
  }
  function say() {
    var words = WORDS[cockpit.lang()] || WORDS.zh;
    document.querySelectorAll("#wall .turning").forEach(function (place) {
      var n = Number(place.dataset.skipped) + skipped();
      cockpit.say(place, [held() ? words.held : "", n ? words.skipped.replace("{n}", n) : ""].filter(Boolean).join(words.and));
    });
  }

  function pause() { if (held()) { heldUntil = 0; turnedAt = cockpit.steady(); } else { hold(); } }
  function by(pages) { hold(); step(pages); }
  function go(name) { hold(); resume = null; show(name); }
  function keys(event) {
    if (!rotates() || event.repeat || event.ctrlKey || event.altKey || event.metaKey) { return; }
    var turns = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (turns) { by(turns); } else if (event.key === "Home") { go("overview"); } else if (event.key === " ") { pause(); } else { hold(); return; }
    say();
    event.preventDefault();
  }
  /* The header leads home, the sides turn, the middle pauses. */
  function touch(event) {
    if (!rotates()) { return; }
    var x = event.clientX / window.innerWidth, y = event.clientY / window.innerHeight;
    if (y < 0.1) { go("overview"); } else if (x < 1 / 3) { by(-1); } else if (x > 2 / 3) { by(1); } else { pause(); }
    say();
  }

  window.addEventListener("cockpit:tick", turn);
  window.addEventListener("cockpit:overdue", function () { jump = true; });
  window.addEventListener("cockpit:failed", function (event) {
    if (event.detail.page === "wall/" + wanted && suspect === null) { suspect = cockpit.steady(); }
  });
  window.addEventListener("cockpit:view", function (event) { delete failed[event.detail.page.replace(/^wall\//, "")]; });
  window.addEventListener("keydown", keys);
  window.addEventListener("pointerdown", touch);
  /* The loader asks which page a turning wall stands on. */
  cockpit.page = function () { return "wall/" + wanted; };
  cockpit.held = held;
  cockpit.show = go;
})();
