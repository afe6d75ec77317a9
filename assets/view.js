/* Brings a page's finished tree to the screen and exchanges it when the data behind it, or the page, changed.
   One small question every few seconds; nothing is fetched and nothing redrawn while the answer is the same. */
(function () {
  "use strict";
  var build = "";
  var ready = { key: "", tree: null };
  var coming = { key: "", tree: null };
  var failed = { name: "", wait: 0, until: 0 };
  var TIMEOUT_MS = 15000, SOONEST_MS = 2000, LATEST_MS = 30000;

  function page(pathname) {
    var name = (pathname || "/").replace(/^\/+|\/+$/g, "");
    if (name === "wall" && window.cockpit && typeof window.cockpit.page === "function") {
      return window.cockpit.page() || "wall/overview";
    }
    if (name === "wall") { return "wall/overview"; }
    return name || "overview";
  }

  function get(url) {
    var stop = new AbortController();
    var clock = setTimeout(function () { stop.abort(); }, TIMEOUT_MS);
    return fetch(url, { signal: stop.signal })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(url + " " + answer.status); }
        return answer.json();
      })
      .finally(function () { clearTimeout(clock); });
  }

  function live() {
    var known = window.cockpit && window.cockpit.live;
    return known && known.version ? Promise.resolve(known) : get("/api/v1/live");
  }

  function address(name, search) {
    var query = new URLSearchParams(search || "");
    query.set("part", "tree");
    return "/api/v1/view/" + name.split("/").map(encodeURIComponent).join("/") + "?" + query.toString();
  }

  /* What stands on the screen, asked of the screen itself: Dash drops an answer when the next question overtakes it. */
  function shown() {
    var there = document.querySelector("#page > [data-shown]");
    return there ? there.dataset.shown : "";
  }

  function fetched(key, name, search) {
    if (coming.key === key) { return coming.tree; }
    var asked = { key: key, tree: null };
    asked.tree = get(address(name, search))
      .then(function (body) {
        build = build || body.build;
        ready = { key: key, tree: body.tree };
        document.documentElement.dataset.page = name;
        document.documentElement.dataset.version = body.version;
        window.dispatchEvent(new CustomEvent("cockpit:view", { detail: { page: name, version: body.version, stamp: body.stamp || "" } }));
        return body.tree;
      })
      .finally(function () { if (coming === asked) { coming = { key: "", tree: null }; } });
    coming = asked;
    return asked.tree;
  }

  /* Asked again later and later, and said: the pulse tells people, a turning wall goes on to another page. */
  function fail(name) {
    failed = { name: name, wait: Math.min(LATEST_MS, failed.name === name ? failed.wait * 2 : SOONEST_MS), until: 0 };
    failed.until = performance.now() + failed.wait;
    window.cockpit.failing = window.cockpit.failing || performance.now();
    window.dispatchEvent(new CustomEvent("cockpit:failed", { detail: { page: name } }));
  }

  function stands() {
    failed = { name: "", wait: 0, until: 0 };
    window.cockpit.failing = 0;
  }

  function view(_beats, pathname, search) {
    var same = window.dash_clientside.no_update;
    var name = page(pathname || window.location.pathname);
    var query = search || window.location.search;
    return live()
      .then(function (now) {
        if (build && now.build !== build) { window.cockpit.renew(); return same; }
        /* `turn` counts what changed beside the snapshot: drafts and batches, which intake.js hears of. */
        var key = [now.version, now.build, (window.cockpit && window.cockpit.turn) || 0, name, query].join(" ");
        if (key === shown()) { stands(); return same; }
        if (key === ready.key) { return window.cockpit.wrap(key, ready.tree); }
        if (failed.name === name && performance.now() < failed.until) { return same; }
        return fetched(key, name, query).then(function (tree) { return window.cockpit.wrap(key, tree); }, function () { fail(name); return same; });
      })
      /* The server is away or this view cannot be had: the last picture stays, the offline bar says since when. */
      .catch(function () { return same; });
  }

  /* A wall that turns its page says so, and the pulse says when there are news; the next look need not wait for the beat. */
  ["cockpit:page", "cockpit:live"].forEach(function (name) {
    window.addEventListener(name, function () {
      if (window.dash_clientside.set_props) { window.dash_clientside.set_props("beat", { n_intervals: Date.now() }); }
    });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cockpit = Object.assign({}, window.dash_clientside.cockpit, { view: view });
})();
