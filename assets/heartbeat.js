/* The page's pulse, apart from Dash: asks one small question, keeps the clock, scales the wall, marks figures whose source has
   fallen silent, says when the server is away or cannot write, and heals by itself. Nothing here draws data.
   Every time shown is the server's: the machine's own clock may be hours off. What is waited for is counted on a clock nobody sets. */
(function () {
  "use strict";
  var EVERY = 1000, JITTER = 200, SLOWEST = 10000, TIMEOUT = 8000, AWAY_AFTER = 12000;
  var SLEPT = 5000, FAILED_AFTER = 3000, SHIFT_EVERY = 10 * 60 * 1000, STEP = 4;
  var WORDS = {
    zh: { off: "离线", text: "与服务器断开，画面停在 {t}，时钟照走，正在重连" },
    en: { off: "Offline", text: "No connection to the server. The picture is of {t}; the clock runs on; reconnecting" }
  };
  var FAILED = {
    zh: ["更新失败", "这一页暂时取不到，画面停在{t}，正在重试"],
    en: ["Not updated", "This page cannot be had at the moment. The picture is of {t}; trying again"]
  };
  /* What keeps the server from writing, by the code in its answer: a heading, then a sentence. */
  var TROUBLES = {
    zh: {
      locked: ["数据库被占用", "自{t}起数据库被其他程序占用，新数据暂不能入库，画面仍是此前的数据。请关闭正在打开数据库的工具，放开后自动恢复"],
      disk_full: ["磁盘已满", "自{t}起新数据不能入库，原有数据不受影响。请腾出磁盘空间，有空间后自动恢复"]
    },
    en: {
      locked: ["Database locked", "Another program has held the database since {t}. New files wait; the figures are those from before. Close the tool that has the database open; all resumes by itself"],
      disk_full: ["Disk full", "No new file can be taken in since {t}; what was known is unharmed. Free some disk space; all resumes by itself"]
    }
  };
  var root = document.documentElement;
  var cockpit = window.cockpit = window.cockpit || {};
  var offset = 0, wait = EVERY, heard = steady(), heardAt = null, flight = null, next = 0, overdue = null;
  var last = { date: Date.now(), steady: steady() };

  function wall() { return document.getElementById("wall"); }
  function onWall() { return /^\/wall(\/|$)/.test(window.location.pathname) || !!wall(); }
  function lang() { var w = wall(); return (w && w.dataset.lang) || (root.lang || "zh").slice(0, 2); }
  function now() { return Date.now() + offset; }
  function steady() { return performance.now(); }

  /* ---- the question ---- */
  function ask() {
    clearTimeout(next);
    if (flight) { return; }
    var mine = flight = new AbortController();
    var clock = setTimeout(function () { mine.abort(); }, TIMEOUT);
    var sent = steady();
    fetch("/api/v1/live", { cache: "no-store", signal: mine.signal })
      .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
      .then(function (live) { if (flight === mine) { wait = EVERY; listen(live, sent); } })
      .catch(function () { if (flight === mine) { wait = Math.min(SLOWEST, wait * 1.5); } })
      .finally(function () {
        clearTimeout(clock);
        if (flight !== mine) { return; }
        flight = null;
        presence();
        next = setTimeout(ask, wait + Math.random() * JITTER);
      });
  }
  /* A question asked before the machine slept, or the network changed, is given up for a new one. */
  function askNow() {
    if (flight) { flight.abort(); flight = null; }
    wait = EVERY;
    ask();
  }
  function listen(live, sent) {
    heard = steady();
    var told = typeof live.now === "number" ? live.now * 1000 : Date.parse(live.now);
    if (isFinite(told)) { offset = told + (heard - sent) / 2 - Date.now(); heardAt = now(); }
    if (cockpit.build && live.build && cockpit.build !== live.build) { cockpit.renew(); return; }
    var news = cockpit.version && cockpit.version !== live.version;
    cockpit.live = live;
    cockpit.version = live.version;
    cockpit.build = live.build;
    cockpit.as_of = live.as_of;
    if (news) { window.dispatchEvent(new CustomEvent("cockpit:live")); }
  }
  /* The timer stood still, or the clock was set: nothing is known of the time between, so ask at once. */
  function woke() {
    var date = Date.now(), gone = date - last.date, sure = steady() - last.steady;
    last = { date: date, steady: steady() };
    if (Math.abs(gone) < SLEPT && sure < SLEPT) { return; }
    if (!cockpit.offline) { heard = steady(); }
    askNow();
  }

  /* ---- away and back ---- */
  function bar(id, role) {
    var found = document.getElementById(id);
    if (found) { return found; }
    found = document.createElement("div");
    found.id = id;
    found.className = "page-bar";
    found.hidden = true;
    found.setAttribute("role", role);
    ["mk", "off", "text"].forEach(function (name) {
      var part = document.createElement(name === "off" ? "b" : "span");
      part.className = name;
      found.appendChild(part);
    });
    document.body.insertBefore(found, id === "trouble" ? document.body.firstChild : null);
    return found;
  }
  function presence() {
    var away = steady() - heard > AWAY_AFTER, shown = bar("offline", "status");
    if (away) {
      var words = WORDS[lang()] || WORDS.zh;
      say(shown.querySelector(".off"), words.off);
      say(shown.querySelector(".text"), words.text.replace("{t}", heardAt === null ? "--:--" : since(heardAt)));
    }
    shown.hidden = !away;
    root.classList.toggle("offline", away);
    cockpit.offline = away;
    trouble(unfetched());
  }
  /* The server answers, and yet the page that should stand here cannot be had. */
  function unfetched() {
    var begun = cockpit.failing, shown = bar("failed", "status"), words = FAILED[lang()] || FAILED.zh;
    var told = !cockpit.offline && begun && heard > begun && steady() - begun > FAILED_AFTER;
    if (told) {
      say(shown.querySelector(".off"), words[0]);
      say(shown.querySelector(".text"), words[1].replace("{t}", since(now() - (steady() - begun))));
    }
    shown.hidden = !told;
    return told;
  }
  /* A server that is away cannot say how it fares: then the other bar stands alone. */
  function trouble(failed) {
    var told = !cockpit.offline && !failed && cockpit.live && cockpit.live.trouble, shown = bar("trouble", "alert");
    var words = told && (TROUBLES[lang()] || TROUBLES.zh)[told.code];
    if (words) {
      var text = words[1].replace("{t}", since(Date.parse(told.since)));
      shown.className = "page-bar " + told.code;
      say(shown.querySelector(".off"), words[0]);
      say(shown.querySelector(".text"), text);
    }
    shown.hidden = !words;
  }
  function say(place, text) { if (place.textContent !== text) { place.textContent = text; } }

  /* ---- the clock ---- */
  function zone() { var z = document.querySelector("[data-zone]"); return z ? z.dataset.zone : undefined; }
  function part(when, tz, options) {
    try { return new Intl.DateTimeFormat("en-GB", Object.assign({ timeZone: tz || undefined }, options)).format(when); }
    catch (_) { return new Intl.DateTimeFormat("en-GB", options).format(when); }
  }
  function hour(when, tz) { return part(when, tz, { hour: "2-digit", minute: "2-digit", hour12: false }); }
  /* The hour; of another day with the day before it. */
  function since(when) {
    var day = function (at) { return part(at, zone(), { month: "numeric", day: "numeric" }).split("/").map(Number); };
    var then = day(when), today = day(now());
    if (then.join() === today.join()) { return hour(when, zone()); }
    return (lang() === "en" ? then[0] + " " + part(when, zone(), { month: "short" }) + " " : then[1] + "月" + then[0] + "日") + hour(when, zone());
  }
  function isoWeek(y, m, d) {
    var day = new Date(Date.UTC(y, m - 1, d)), dow = day.getUTCDay() || 7;
    day.setUTCDate(day.getUTCDate() + 4 - dow);
    return Math.ceil(((day - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86400000 + 1) / 7);
  }
  function tick() {
    woke();
    if (heardAt !== null) { tell(); }
    presence();
    window.dispatchEvent(new CustomEvent("cockpit:tick"));
  }
  function tell() {
    var when = now(), tz = zone(), zh = lang() !== "en";
    var ymd = part(when, tz, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").map(Number);
    var dow = new Date(Date.UTC(ymd[2], ymd[1] - 1, ymd[0])).getUTCDay();
    var week = isoWeek(ymd[2], ymd[1], ymd[0]);
    var month = part(when, tz, { month: "short" });
    var said = {
      time: hour(when, tz),
      day: zh ? ymd[1] + "月" + ymd[0] + "日 周" + "日一二三四五六".charAt(dow) : ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][dow] + " " + ymd[0] + " " + month,
      week: zh ? "第" + week + "周" : "Week " + week
    };
    document.querySelectorAll("[data-clock]").forEach(function (place) {
      var text = said[place.dataset.clock] || "";
      say(place, text);
    });
    cockpit.hour = said.time;
    age(when / 1000);
  }
  /* Each figure by the tolerance of its own source, whether or not the server is there to say so. */
  function age(seconds) {
    document.querySelectorAll("[data-stale-after]").forEach(function (place) {
      place.classList.toggle("aged", seconds > Number(place.dataset.staleAfter));
    });
  }

  /* ---- size ---- */
  function fit() {
    var w = window.innerWidth, h = window.innerHeight, uw = w / h >= 2.6, shape = uw ? "wide" : w / h <= 0.8 ? "tall" : "";
    root.classList.toggle("wall-on", onWall());
    root.classList.toggle("uw", uw);
    if (!onWall()) { return; }
    /* The wide and the upright canvas are other views: ask for them once, in the address, where the page's own loader looks. */
    var query = new URLSearchParams(window.location.search);
    if (shape !== (query.get("profile") || "")) {
      if (shape) { query.set("profile", shape); } else { query.delete("profile"); }
      window.location.replace(window.location.pathname + (query.toString() ? "?" + query : ""));
      return;
    }
    var shown = wall(), size = ((shown && shown.dataset.canvas) || { wide: "3840x1080", tall: "1080x1920" }[shape] || "1920x1080").split("x").map(Number);
    var scale = Math.min(w / size[0], h / size[1]);
    root.style.setProperty("--wall-scale", String(scale));
    root.style.setProperty("--wall-x", (w - size[0] * scale) / 2 + "px");
    root.style.setProperty("--wall-y", (h - size[1] * scale) / 2 + "px");
    shift();
  }
  function shift() {
    /* Nine places on a 4 px grid, one every ten minutes: no edge burns into the panel. */
    var step = Math.floor(now() / SHIFT_EVERY) % 9;
    root.style.setProperty("--shift-x", ((step % 3) - 1) * STEP + "px");
    root.style.setProperty("--shift-y", (Math.floor(step / 3) - 1) * STEP + "px");
  }

  /* ---- what changed since the last picture ---- */
  var states = {};
  function compare() {
    var w = wall(), fresh = {};
    if (!w) { return; }
    w.querySelectorAll("[data-key]").forEach(function (place) {
      var key = place.dataset.key, state = place.dataset.state;
      fresh[key] = state;
      if (states[key] && states[key] !== state) {
        place.classList.add("changed");
        setTimeout(function () { place.classList.remove("changed"); }, 700);
      }
    });
    Object.assign(states, fresh);
    var over = Number(w.dataset.overdue || 0);
    if (overdue !== null && over > overdue) { window.dispatchEvent(new CustomEvent("cockpit:overdue")); }
    overdue = over;
  }
  function watch() {
    var pending = false;
    new MutationObserver(function (changes) {
      /* only whole pages: the clock's own text must not wake us */
      var swapped = changes.some(function (c) { return Array.prototype.some.call(c.addedNodes, function (n) { return n.nodeType === 1; }); });
      if (!swapped || pending) { return; }
      pending = true;
      requestAnimationFrame(function () { pending = false; fit(); compare(); tick(); });
    }).observe(document.body, { childList: true, subtree: true });
  }

  Object.assign(cockpit, { wall: wall, onWall: onWall, lang: lang, now: now, steady: steady, say: say, told: function () { return heardAt !== null; },
    heard: function () { return heard; } });

  function start() {
    fit();
    watch();
    tick();
    ask();
    setInterval(tick, 1000);
    setInterval(shift, 30000);
    window.addEventListener("resize", fit);
    window.addEventListener("popstate", fit);
    window.addEventListener("online", askNow);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { askNow(); } });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
