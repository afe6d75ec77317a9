/* Files in: what a person drops, chooses, corrects and confirms becomes small posts; every state is an address. The pages come finished
   from the server; here is only what a page cannot do by itself. Every post carries X-Cockpit, which no form and no other site can send. */
(function () {
  "use strict";
  var EVERY = 1000, TRIES = 240, HEAD = { "X-Cockpit": "1" };
  var WORDS = {
    zh: { away: "没有送到，请检查网络后再试", done: "已送到", of: "（第{i}个，共{n}个）", slow: "后台程序没有动静。文件已经存好，后台启动后会自动核对" },
    en: { away: "It did not arrive. Check the connection and try again", done: "Sent", of: " ({i} of {n})", slow: "The worker is not running. The file is kept and will be checked when it starts" }
  };
  var cockpit = window.cockpit = window.cockpit || {};
  var stamp = "", asking = false, focused = "", returned = null;

  function lang() { return /^en/.test(document.documentElement.lang) ? "en" : "zh"; }
  function word(name) { return WORDS[lang()][name]; }
  function here() { return document.documentElement.dataset.page === "intake"; }
  function closest(event, what) { return event.target && event.target.closest ? event.target.closest(what) : null; }
  function say(text) { var line = document.getElementById("meanwhile"); if (line) { line.textContent = text || ""; } }

  /* ---- pages ---- */
  function go(address) {
    var to = new URL(address, window.location.href);
    if (to.pathname !== window.location.pathname || !window.dash_clientside.set_props) { window.location.assign(to.href); return; }
    if (to.search === window.location.search) { again(); return; }
    window.dash_clientside.set_props("url", { search: to.search });
  }
  function again() {
    cockpit.turn = (cockpit.turn || 0) + 1;
    window.dispatchEvent(new CustomEvent("cockpit:live"));
  }
  /* What the page shows beside the snapshot is asked for with one small question; the page is fetched when the answer changed. */
  function look() {
    if (!here() || asking || document.hidden) { return; }
    asking = true;
    fetch("/api/v1/drafts", { cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (told) { if (told && stamp && told.stamp !== stamp) { stamp = told.stamp; again(); } })
      .catch(function () { /* the offline bar says it */ })
      .finally(function () { asking = false; });
    if (document.querySelector(".status.busy")) { silent(); }
  }
  function silent() {
    var live = cockpit.live || {}, seen = Date.parse(live.worker_seen_at || ""), now = Date.parse(live.now || "");
    if (isFinite(now) && (!isFinite(seen) || now - seen > 60000)) { say(word("slow")); }
  }

  /* ---- posts ---- */
  function send(url, method, body) {
    return fetch(url, { method: method, body: body, headers: Object.assign({ "Content-Type": "application/json" }, HEAD) })
      .then(function (answer) {
        if (answer.status === 204) { return {}; }
        return answer.json().catch(function () { return {}; }).then(function (told) {
          if (!answer.ok) { throw new Error((told.error && told.error[lang()]) || String(answer.status)); }
          return told;
        });
      });
  }
  function failed(error) { say(error instanceof TypeError ? word("away") : error.message); }
  function post(url, method, body, address) {
    return send(url, method, body)
      .then(function (told) { return told.request ? outcome(told.request, TRIES) : told; })
      .then(function (told) {
        say("");
        if (told.error) { go(marked(address, "failed", told.error)); return; }
        if (told.batch && address && !told.state) { go(marked(address, "done", told.batch)); return; }
        if (address) { go(address); } else { again(); }
      })
      .catch(failed);
  }
  function marked(address, name, value) {
    var to = new URL(address || window.location.href, window.location.href);
    to.searchParams.set(name, value);
    return to.pathname + to.search;
  }
  /* The worker's answer to a request: asked for until it is there. */
  function outcome(id, tries) {
    return fetch("/api/v1/requests/" + id, { cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (told) {
        if (told.state === "done") { return told.answer; }
        if (tries === TRIES - 10) { silent(); }
        if (tries <= 0) { return { error: "lost" }; }
        return new Promise(function (ready) { setTimeout(ready, 500); }).then(function () { return outcome(id, tries - 1); });
      });
  }

  /* ---- files ---- */
  function upload(files) {
    var list = Array.from(files || []), at = 0, made = [];
    function next() {
      if (at >= list.length) {
        meter(null);
        if (made.length === 1) { go(draft(made[0])); } else if (made.length) { again(); }
        return;
      }
      one(list[at], at, list.length).then(function (id) { made.push(id); at += 1; next(); }).catch(function (error) { meter(null); failed(error); });
    }
    if (list.length) { say(""); next(); }
  }
  function draft(id) {
    var kept = new URLSearchParams(window.location.search), query = new URLSearchParams();
    if (kept.get("lang")) { query.set("lang", kept.get("lang")); }
    query.set("draft", id);
    return "/intake?" + query.toString();
  }
  function one(file, at, of) {
    return new Promise(function (taken, refused) {
      var call = new XMLHttpRequest();
      call.open("POST", "/api/v1/drafts");
      call.setRequestHeader("X-Cockpit", "1");
      call.setRequestHeader("X-Filename", encodeURIComponent(file.name));
      call.setRequestHeader("Content-Type", "application/octet-stream");
      call.upload.onprogress = function (event) { meter(file.name, at, of, event.lengthComputable ? event.loaded / event.total : 0); };
      call.onload = function () {
        var told = {};
        try { told = JSON.parse(call.responseText); } catch (_) { /* said below */ }
        if (call.status === 201) { taken(told.id); } else { refused(new Error((told.error && told.error[lang()]) || String(call.status))); }
      };
      call.onerror = function () { refused(new TypeError("away")); };
      meter(file.name, at, of, 0);
      call.send(file);
    });
  }
  function meter(name, at, of, part) {
    var box = document.querySelector(".sending");
    if (!box) { if (name !== null) { say(name + " " + Math.round(part * 100) + "%"); } return; }
    box.hidden = name === null;
    if (name === null) { return; }
    box.querySelector("progress").value = part * 100;
    var text = " " + name + (of > 1 ? word("of").replace("{i}", at + 1).replace("{n}", of) : "") + " " + Math.round(part * 100) + "%";
    document.getElementById("sending").textContent = text;
  }

  /* ---- what a person does ---- */
  function clicked(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    var soft = closest(event, "a[data-soft]"), button = closest(event, "button[data-post]");
    if (soft && here()) {
      event.preventDefault();
      focused = "";
      returned = soft.dataset.escape ? returned : soft.closest("[id]") && soft.closest("[id]").id;
      go(soft.getAttribute("href"));
    }
    if (button && !button.disabled) {
      button.disabled = true;
      say(button.dataset.busy || "");
      focused = button.id;
      post(button.dataset.post, button.dataset.method || "POST", button.dataset.body || "{}", button.dataset.go || "")
        .finally(function () { button.disabled = false; });
    }
  }
  function changed(event) {
    var select = closest(event, "select[data-change]");
    if (event.target.id === "file" && event.target.type === "file") {
      upload(event.target.files);
      event.target.value = "";
    } else if (select) {
      var said = {};
      focused = select.id;
      if (select.dataset.what === "mapping") { said.mapping = {}; said.mapping[select.dataset.name] = select.value; } else { said[select.dataset.what] = select.value; }
      post(select.dataset.change, "POST", JSON.stringify(said), "");
    }
  }
  function submitted(event) {
    var form = closest(event, "form[data-form]");
    if (!form) { return; }
    event.preventDefault();
    var about = JSON.parse(form.dataset.about), fields = Array.from(form.querySelectorAll("[data-header]")), said;
    if (form.dataset.kind === "alias") {
      if (!fields[0].value) { fields[0].focus(); return; }
      said = { aliases: [Object.assign({}, about, { code: fields[0].value })] };
    } else {
      var filled = fields.filter(function (f) { return f.value.trim() && f.value !== f.defaultValue; });
      if (!filled.length) { fields[0].focus(); return; }
      said = { fixes: filled.map(function (f) { return Object.assign({}, about, { column: f.dataset.header, value: f.value.trim() }); }) };
    }
    post(form.dataset.form, "POST", JSON.stringify(said), form.dataset.go);
  }
  function keyed(event) {
    var asked = document.querySelector("[role=alertdialog]");
    if (event.key === "Escape") {
      var out = document.querySelector(".desk [data-escape]");
      if (out) { event.preventDefault(); out.click(); }
    } else if (event.key === "Tab" && asked) {
      var all = Array.from(asked.querySelectorAll("a[href],button,select,input"));
      var at = all.indexOf(document.activeElement), step = event.shiftKey ? -1 : 1;
      event.preventDefault();
      all[(at + step + all.length) % all.length].focus();
    }
  }
  function dragged(event) {
    if (!here() || !event.dataTransfer || Array.from(event.dataTransfer.types).indexOf("Files") < 0) { return; }
    event.preventDefault();
    var zone = document.querySelector("[data-drop]");
    if (zone) { zone.classList.toggle("over", event.type === "dragover" || event.type === "dragenter"); }
    if (event.type === "drop") { upload(event.dataTransfer.files); }
  }

  /* ---- after a page came ---- */
  function settle() {
    /* A question, or a form just opened, has the keys; what was exchanged while one worked on it gets them back. */
    var first = document.querySelector("[role=alertdialog] [data-first]") || document.querySelector(".mend [data-first]");
    var lost = !document.activeElement || document.activeElement === document.body || document.activeElement.id === "content";
    if (first && !first.dataset.had) { first.dataset.had = "1"; first.focus(); if (first.select) { first.select(); } return; }
    var back = lost && (document.getElementById(focused) || (returned && document.querySelector("[id='" + returned + "'] a, [id='" + returned + "'] button")));
    if (back) { back.focus(); }
  }
  function standing() { var page = document.querySelector("#page > [data-shown]"); return page ? page.dataset.shown : ""; }
  /* The page has come and is not drawn yet: wait until another stands there, or for three seconds. */
  function shown(before, tries) {
    if (standing() !== before || !tries) { settle(); return; }
    setTimeout(function () { shown(before, tries - 1); }, 40);
  }
  window.addEventListener("cockpit:view", function (event) {
    stamp = document.documentElement.dataset.stamp = event.detail.stamp;
    if (event.detail.page === "intake") { shown(standing(), 75); }
  });
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
  document.addEventListener("submit", submitted);
  document.addEventListener("keydown", keyed);
  ["dragenter", "dragover", "dragleave", "drop"].forEach(function (name) { document.addEventListener(name, dragged); });
  setInterval(look, EVERY);
})();
