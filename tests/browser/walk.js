/* What a careful person would find fault with on the page that stands in the window: every text looked at once.
   Lengths are design pixels: a wall is one canvas drawn larger or smaller by a transform, which font sizes do not feel. */
(function (asked) {
  "use strict";
  var found = [], root = document.querySelector("#page"), wall = asked.wall;
  var scale = wall ? Number(getComputedStyle(document.documentElement).getPropertyValue("--wall-scale")) || 1 : 1;
  var PANEL = ".panel,.pane,.card,.head,.foot,.top,.sum,.headrow";

  function named(node) {
    var el = node.parentElement, owner = el.closest("[data-key],.panel,.pane,.card") || el;
    var title = owner.querySelector && owner.querySelector(".ti,h2,.pick,.l");
    return "“" + node.data.trim().slice(0, 40) + "” in " + el.tagName + "." + (el.getAttribute("class") || "") + (title ? " of “" + title.textContent.slice(0, 24) + "”" : "");
  }
  function say(kind, node, more) { found.push(kind + ": " + named(node) + (more ? " " + more : "")); }

  /* ---- texts ---- */
  function seen(el) {
    return !el.closest("script,style,.unseen,.skip,defs") && el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }
  function glyphs(rect, px) {
    /* The line box of a Chinese font is half as tall again as its characters. */
    var high = Math.min(rect.height, px * 0.9 * scale), middle = (rect.top + rect.bottom) / 2;
    return { left: rect.left, right: rect.right, top: middle - high / 2, bottom: middle + high / 2 };
  }
  function collect() {
    var all = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), node, range = document.createRange();
    while ((node = walker.nextNode())) {
      var el = node.parentElement;
      if (!node.data.trim() || !seen(el)) { continue; }
      range.selectNodeContents(node);
      var px = parseFloat(getComputedStyle(el).fontSize), drawn = !!el.closest("svg");
      /* A range in a drawing does not feel the canvas's transform in every browser; its element does. */
      var rects = Array.from(drawn ? [el.getBoundingClientRect()] : range.getClientRects()).filter(function (r) { return r.width > 0.5 && r.height > 0.5; });
      if (rects.length) { all.push({ node: node, el: el, px: px, svg: drawn, rects: rects.map(function (r) { return glyphs(r, px); }) }); }
    }
    return all;
  }

  /* ---- cut off, or outside its box ---- */
  function out(r, box, slack) {
    return r.left < box.left - slack || r.right > box.right + slack || r.top < box.top - slack || r.bottom > box.bottom + slack;
  }
  function scrolls(style) { return /auto|scroll/.test(style.overflowX + style.overflowY); }
  function cut(text) {
    for (var a = text.el; a && a !== root; a = a.parentElement) {
      var style = getComputedStyle(a);
      if (scrolls(style) && !wall) { break; }
      if (style.overflowX === "visible" && style.overflowY === "visible") { continue; }
      if (style.display === "inline") { continue; }
      var box = a.getBoundingClientRect(), past = text.rects.some(function (r) { return out(r, box, 1.5 * scale); });
      if (past && !(style.textOverflow === "ellipsis" && a.closest("[title]"))) { say("cut off", text.node, "by " + a.tagName + "." + (a.getAttribute("class") || "")); return; }
    }
    text.rects = visible(text);
    var panel = text.el.closest(PANEL);
    if (panel && text.rects.some(function (r) { return out(r, panel.getBoundingClientRect(), 1.5 * scale); })) { say("outside its panel", text.node); return; }
    var canvas = wall ? document.querySelector("#wall").getBoundingClientRect() : { left: 0, right: window.innerWidth, top: -1e6, bottom: 1e6 };
    if (text.rects.some(function (r) { return out(r, canvas, 1.5 * scale); })) { say("outside the page", text.node); }
  }

  function visible(text) {
    /* What an ellipsis or a scrolling box leaves of a text; of a text that is cut short it has been told above. */
    var kept = text.rects;
    for (var a = text.el; a && a !== root; a = a.parentElement) {
      var style = getComputedStyle(a);
      if (style.display === "inline" || (style.overflowX === "visible" && style.overflowY === "visible") || a.closest("svg")) { continue; }
      var box = a.getBoundingClientRect();
      kept = kept.map(function (r) {
        return { left: Math.max(r.left, box.left), right: Math.min(r.right, box.right), top: Math.max(r.top, box.top - 2 * scale), bottom: Math.min(r.bottom, box.bottom + 2 * scale) };
      }).filter(function (r) { return r.right > r.left && r.bottom > r.top; });
    }
    return kept;
  }

  /* ---- one over the other ---- */
  function floats(el) {
    for (var a = el; a && a !== root; a = a.parentElement) { if (/fixed|sticky/.test(getComputedStyle(a).position)) { return true; } }
    return false;
  }
  function overlaps(texts) {
    var boxes = [];
    texts.forEach(function (t) { if (!floats(t.el)) { t.rects.forEach(function (r) { boxes.push([t, r]); }); } });
    boxes.sort(function (a, b) { return a[1].top - b[1].top; });
    for (var i = 0; i < boxes.length; i++) {
      for (var j = i + 1; j < boxes.length && boxes[j][1].top < boxes[i][1].bottom; j++) {
        var a = boxes[i][1], b = boxes[j][1], one = boxes[i][0], other = boxes[j][0];
        var wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (one !== other && wide > 2 * scale && high > 0.25 * Math.min(a.bottom - a.top, b.bottom - b.top)) { say("overlap", one.node, "with " + named(other.node)); }
      }
    }
  }

  /* ---- contrast ---- */
  function rgba(written) {
    var m = /rgba?\(([^)]+)\)/.exec(written || "");
    if (!m) { return null; }
    var n = m[1].split(/[ ,/]+/).map(Number);
    return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
  }
  function over(top, under) { return [0, 1, 2].map(function (i) { return top[i] * top[3] + under[i] * (1 - top[3]); }).concat([1]); }
  function light(c) {
    var v = c.slice(0, 3).map(function (x) { x /= 255; return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); });
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
  }
  function ratio(a, b) { var x = light(a), y = light(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); }
  function grounds(el) {
    /* Colours that may stand behind: the fills of all ancestors laid over each other; every colour of a hatch counts. */
    var layers = [];
    for (var a = el; a; a = a.parentElement) {
      var style = getComputedStyle(a), plain = rgba(style.backgroundColor);
      var hatch = /gradient/.test(style.backgroundImage) ? (style.backgroundImage.match(/rgba?\([^)]+\)/g) || []).map(rgba) : [];
      if (hatch.length) { layers.push(hatch); }
      if (plain && plain[3] > 0) { layers.push([plain]); if (plain[3] === 1) { break; } }
    }
    var made = [[255, 255, 255, 1]];
    layers.reverse().forEach(function (layer) {
      var next = [];
      layer.forEach(function (c) { made.forEach(function (under) { next.push(over(c, under)); }); });
      made = next;
    });
    return made;
  }
  function shapesUnder(text) {
    /* In a chart a text may stand on a bar or a polygon: the last shape painted before it that holds its middle. */
    var plot = text.el.closest(".js-plotly-plot"), r = text.rects[0], last = null;
    if (!plot) { return null; }
    plot.querySelectorAll("svg path,svg rect,svg circle").forEach(function (shape) {
      if (!(shape.compareDocumentPosition(text.el) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("defs")) { return; }
      var style = getComputedStyle(shape), matrix = shape.getScreenCTM();
      if (style.fill === "none" || !matrix || !shape.isPointInFill) { return; }
      var point = new DOMPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2).matrixTransform(matrix.inverse());
      var alpha = Number(style.fillOpacity) * Number(style.opacity) * ((rgba(style.fill) || [0, 0, 0, 1])[3]);
      if (alpha > 0.05 && shape.isPointInFill(point)) { last = { shape: shape, fill: style.fill, alpha: alpha }; }
    });
    return last;
  }
  function fills(hit, under) {
    var pattern = /url\("?#([^")]+)/.exec(hit.fill);
    if (!pattern) { var c = rgba(hit.fill); return c ? [over([c[0], c[1], c[2], hit.alpha], under)] : [under]; }
    var held = document.getElementById(pattern[1]), inside = held ? Array.from(held.querySelectorAll("rect,path,line")) : [];
    return inside.map(function (s) { var k = getComputedStyle(s); return rgba(k.fill === "none" ? k.stroke : k.fill); })
      .filter(function (c) { return c && c[3] > 0; }).map(function (c) { return over(c, under); }).concat([under]);
  }
  function dim(el) { var o = 1; for (var a = el; a && a !== root; a = a.parentElement) { o *= Number(getComputedStyle(a).opacity); } return o; }
  function contrast(text) {
    var style = getComputedStyle(text.el), ink = rgba(text.svg ? style.fill : style.color);
    if (!ink) { say("no colour", text.node); return; }
    var behind = grounds(text.el), halo = rgba(style.textShadow), hit = text.svg && !halo ? shapesUnder(text) : null;
    if (text.svg && halo) { behind = [halo]; }
    if (hit) { behind = fills(hit, behind[0]); }
    var alpha = ink[3] * dim(text.el), worst = Math.min.apply(null, behind.map(function (b) { return ratio(over([ink[0], ink[1], ink[2], alpha], b), b); }));
    if (worst < 4.5) { say("contrast " + worst.toFixed(2), text.node); }
  }

  /* ---- panels with nothing in them, words that are no words ---- */
  function bare(panel) {
    var copy = panel.cloneNode(true);
    copy.querySelectorAll(".h2,h2,.ti").forEach(function (title) { title.remove(); });
    return !copy.textContent.trim() && !panel.querySelector(".js-plotly-plot .main-svg");
  }

  var texts = collect(), panels = Array.from(root.querySelectorAll(".panel,.pane,.card")).filter(seen);
  texts.forEach(function (t) {
    if (t.px < asked.least - 0.01) { say("small " + t.px, t.node); }
    cut(t);
    contrast(t);
  });
  overlaps(texts);
  panels.filter(bare).forEach(function (p) { found.push("empty panel: " + p.className + " “" + p.textContent.trim().slice(0, 40) + "”"); });
  var said = texts.map(function (t) { return t.node.data; }).join("\n");
  (said.match(/.*(\[object|undefined|\bNone\b|\bnan\b|\bNaN\b|\bnull\b|Infinity|Invalid Date).*/g) || []).forEach(function (line) { found.push("no word: " + line.slice(0, 60)); });
  if (!wall && document.documentElement.scrollWidth > window.innerWidth + 1) { found.push("the page is wider than the window: " + document.documentElement.scrollWidth); }
  return { found: Array.from(new Set(found)), letters: Array.from(new Set(said + document.title)).join(""), texts: texts.length, panels: panels.length };
})
