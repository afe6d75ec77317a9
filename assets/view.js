/* Brings a page's finished tree to the screen and exchanges it when the data behind it, or the page, changed.
   One small question every few seconds; nothing is fetched and nothing redrawn while the answer is the same. */
(function () {
  "use strict";
  var shown = "";
  var build = "";
  var busy = false;
  var TIMEOUT_MS = 15000;

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

  function view(_beats, pathname, search) {
    var same = window.dash_clientside.no_update;
    var name = page(pathname);
    if (busy) { return same; }
    busy = true;
    return live()
      .then(function (now) {
        if (build && now.build !== build) { window.location.reload(); return same; }
        var wanted = [now.version, now.build, name, search].join(" ");
        if (wanted === shown) { return same; }
        return get(address(name, search)).then(function (body) {
          shown = [body.version, body.build, name, search].join(" ");
          build = body.build;
          document.documentElement.dataset.page = name;
          document.documentElement.dataset.version = body.version;
          window.dispatchEvent(new CustomEvent("cockpit:view", { detail: { page: name, version: body.version } }));
          return body.tree;
        });
      })
      /* The server is away or this view cannot be had: the last picture stays, the offline bar says since when. */
      .catch(function () { return same; })
      .finally(function () { busy = false; });
  }

  /* A wall that turns its page says so; the next look need not wait for the beat. */
  window.addEventListener("cockpit:page", function () {
    if (window.dash_clientside.set_props) { window.dash_clientside.set_props("beat", { n_intervals: Date.now() }); }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cockpit = Object.assign({}, window.dash_clientside.cockpit, { view: view });
})();
